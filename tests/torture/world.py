# SPDX-License-Identifier: MIT
"""A file with every kind of governed row in it, for scripts that need one."""
import atexit
import csv
import glob
import json
import os
import shutil
import tempfile

from torture import foc, records, sandbox, TOP

CP = "aws-external-anthropic.amazonaws.com"


def in_memory():
    """Go to a directory where a sync costs nothing: what is asked here is not
    what a disk keeps."""
    if not os.access("/dev/shm", os.W_OK | os.X_OK):
        return
    where = tempfile.mkdtemp(prefix="foc-torture.", dir="/dev/shm")
    atexit.register(shutil.rmtree, where, ignore_errors=True)
    os.chdir(where)


def do(db, now, actor, *args, **options):
    return foc(*args, db=db, now=now, actor=actor, check=True, **options)


def ask(db, now, who, name, product, runtime="LAMBDA", usd="340"):
    do(db, now, who, "foc-request", "new", "--name", name, "--product",
       product, "--use-case", "OPERATIONS", "--runtime", runtime,
       "--estimate-usd", usd, "--description", f"what {name} is for")


def grant(db, now, br, model, *more):
    do(db, now, "sarah", "foc-approve", "grant", br, "--platform", "BEDROCK",
       "--model", model, "--account", "341153769010", "--region",
       "us-east-1", "--rationale", "smallest that passed", *more)


def implement(db, now, task):
    arn = records("foc-task", "show", task, db=db, now=now)[0]["role_arn"]
    do(db, now, "eli", "foc-task", "step", task, "1")
    do(db, now, "eli", "foc-task", "step", task, "2", "--artefact",
       f"role_arn={arn}")
    do(db, now, "eli", "foc-task", "step", task, "3", "--artefact",
       "policy_applied=true")
    do(db, now, "eli", "foc-task", "complete", task)
    return arn.rsplit("/", 1)[1]


def call(n, hour, role):
    arn = f"arn:aws:iam::341153769010:role/{role}"
    return {"eventID": f"e-{n}", "eventTime": hour, "eventSource": CP,
            "eventName": "CreateInference", "eventCategory": "Data",
            "recipientAccountId": "341153769010", "requestParameters": None,
            "userIdentity": {
                "type": "AssumedRole",
                "arn": f"arn:aws:sts::341153769010:assumed-role/{role}/i-1",
                "sessionContext": {"sessionIssuer": {"type": "Role",
                                                     "arn": arn}}},
            "resources": [{"type": "AWS::AWSExternalAnthropic::Workspace",
                           "ARN": "arn:aws:aws-external-anthropic:us-east-1:"
                           "341153769010:workspace/wrkspc_1"}]}


def bill(where, roles, **options):
    """A month as gencur writes it; the names of its data files."""
    args = ["gencur", "-o", where, "--period", options.get("period", "2026-10"),
            "--rows", str(options.get("rows", 400)), "--seed",
            str(options.get("seed", 1))]
    for key in ("until", "chunks", "deliveries", "mode", "truth"):
        if key in options:
            args += [f"--{key}", str(options[key])]
    if options.get("plain", True):
        args.append("--plain")
    for name, role in roles:
        args += ["--role", f"{name}=341153769010:{role}"]
    foc(*args, check=True)
    return sorted(glob.glob(f"{where}/data/*/*.csv*"))


def rows_of(path):
    with open(path, newline="", encoding="utf-8") as f:
        return list(csv.reader(f))


def write_rows(path, rows):
    with open(path, "w", newline="", encoding="utf-8") as f:
        csv.writer(f, lineterminator="\n").writerows(rows)


def build(db):
    """Requests in every state, a bill in two deliveries, cards, gaps ..."""
    sandbox(db, "2026-09-27T08:00:00Z")
    t = "2026-09-28T09:0%d:00Z"
    ask(db, t % 0, "priya", "csbot", "Support Bot")
    ask(db, t % 1, "marco", "reviewbot", "Engineering Assistant", "ECS", "500")
    ask(db, t % 2, "marco", "gone", "Engineering Assistant")
    ask(db, t % 3, "priya", "waiting", "Document Platform")
    ask(db, t % 4, "priya", "begun", "Document Platform", "EC2")
    grant(db, t % 5, "br-1", "claude-haiku-4-5")
    grant(db, t % 5, "br-2", "nova-pro", "--priority", "PRIORITY")
    grant(db, t % 5, "br-5", "nova-lite")
    do(db, t % 6, "sarah", "foc-approve", "reject", "br-3", "--rationale",
       "say who uses it")
    do(db, t % 7, "marco", "foc-request", "withdraw", "br-3", "--reason", "no")
    roles = [("csbot", implement(db, "2026-09-30T08:00:00Z", "ts-1")),
             ("reviewbot", implement(db, "2026-09-30T08:00:00Z", "ts-2"))]
    do(db, "2026-09-30T09:00:00Z", "eli", "foc-task", "step", "ts-3", "1")
    do(db, "2026-10-01T00:00:00Z", "priya", "foc-claim", "csbot")
    do(db, "2026-10-01T00:00:00Z", "marco", "foc-claim", "reviewbot")
    do(db, "2026-10-01T01:00:00Z", "priya", "foc-claim", "csbot",
       "--guardrail", "arn:aws:bedrock:us-east-1:341153769010:guardrail/abc")
    do(db, "2026-10-01T02:00:00Z", "priya", "foc-request", "model-access",
       "--model", "gpt-9", "--wish", "to compare")
    where = os.path.dirname(db) + "/world"
    bill(where, roles, rows=600, until="2026-10-20T00:00:00Z", deliveries=2,
         mode="create-new")
    first = sorted(glob.glob(f"{where}/metadata/*/*/*-Manifest.json"))[0]
    do(db, "2026-10-12T05:00:00Z", "cron", "foc-ingest-cur", first)
    do(db, "2026-10-12T06:00:00Z", "cron", "foc-spendcard", "generate",
       "--week", "2026-W41")
    do(db, "2026-10-20T05:00:00Z", "cron", "foc-ingest-cur", where)
    with open(where + "/trail.json", "w", encoding="utf-8") as f:
        json.dump({"Records": [call(i, f"2026-10-1{i % 9}T08:00:00Z",
                                    roles[0][1]) for i in range(30)]}, f)
    do(db, "2026-10-20T05:10:00Z", "cron", "foc-ingest-trail",
       where + "/trail.json")
    for week in ("2026-W41", "2026-W42"):
        do(db, "2026-10-20T06:00:00Z", "cron", "foc-spendcard", "generate",
           "--week", week)
    waiting = [c["id"] for c in records("foc-spendcard", "list", db=db,
                                        now="2026-10-20T06:30:00Z")
               if c["state"] == "PENDING_OWNER" and "csbot" in c["id"]]
    do(db, "2026-10-21T06:00:00Z", "priya", "foc-spendcard", "accept",
       waiting[0])
    do(db, "2026-10-21T06:10:00Z", "priya", "foc-spendcard", "dispute",
       waiting[1], "--line", "1", "--reason", "twice what it was")
    do(db, "2026-10-21T07:00:00Z", "cron", "foc-gaps", "detect")
    gaps = records("foc-gaps", "list", db=db, now="2026-10-21T07:30:00Z")
    do(db, "2026-10-21T08:00:00Z", "sarah", "foc-gaps", "act", gaps[0]["id"],
       "--rationale", "asked its team")
    do(db, "2026-10-21T09:00:00Z", "cron", "foc-watch", "scan")
    do(db, "2026-10-22T06:00:00Z", "priya", "foc-claim", "amend", "an-1",
       "--since", "2026-10-05", "--reason", "it began on Monday")
    do(db, "2026-10-23T06:00:00Z", "sarah", "foc-workload", "estimate",
       "csbot", "--usd", "480", "--rationale", "holiday season")
    do(db, "2026-10-24T06:00:00Z", "marco", "foc-bill", "stop", "reviewbot",
       "--rationale", "a loop", "--artefact", "scp_policy_id=p-12345678")
    return roles


__all__ = ["in_memory", "build", "bill", "rows_of", "write_rows", "do", "ask", "grant",
           "implement", "TOP"]
