#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Hostile strings as descriptions, reasons, products and names, through
request, approval, task, claim, card and dispute, and out again as JSON, table
on a terminal, CSV, HTML, Markdown, mail and scripts, which are run with an aws
that writes its arguments down.  What comes out is compared with the same file
of harmless strings.  Goal: 0 altered, 0 executed, 0 control bytes on a
terminal, 0 elements made in HTML."""
import csv
import email
import email.policy
import html.parser
import io
import json
import os
import pty
import re
import stat
import subprocess
import unicodedata

import world
from torture import SHORT, TOP, Faults, environ, figure, foc, rng

DATA = os.environ.get("FOC_TEST_DATA")
LIVE = 6 if SHORT else 30               # workloads that get as far as a card
SCRIPTS = 8 if SHORT else 120
NOW = "2026-10-26T09:00:00Z"
WHERE = ("--platform", "BEDROCK", "--model", "nova-lite", "--account",
         "341153769010", "--region", "us-east-1")
# Cf that are drawn, before digits of their scripts.
DRAWN = set(map(chr, (*range(0x600, 0x606), 0x6dd, 0x70f, 0x890, 0x891,
                      0x8e2, 0x110bd, 0x110cd)))
faults = Faults()


def strings():
    with open(TOP + "/tests/data/corpora/injections.txt",
              encoding="utf-8") as f:
        own = [json.loads(x) for x in f if not x.startswith("#")]
    name = f"{DATA}/corpora/strings/blns.json"
    if DATA and os.path.exists(name):
        with open(name, encoding="utf-8") as f:
            naughty = json.load(f)
        own += rng.sample(naughty, 20) if SHORT else naughty
    if SHORT:
        rng.shuffle(own)
        own = own[:70]
    return [s for s in own if s.strip() and "\0" not in s and len(s) <= 500]


def bad_chars(text):
    """What must not reach a terminal."""
    return sorted({f"U+{ord(c):04X}" for c in text if c not in "\n" + "".join(
        DRAWN) and unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp", "Cs")})


def shown(s):
    """s as text for people may show it, blanks aside: each character as it
    is, or as its escape; control characters only so."""
    out = []
    for c in s:
        if c.isspace() and c != "\x1c":
            n = "|".join(f"\\\\x{b:02X}" if ord(c) < 0x80 else
                         f"\\\\u\\{{{ord(c):04X}\\}}" for b in c.encode()[:1])
            out.append(f"(?:{n})?")
        elif unicodedata.category(c) == "Cc" and ord(c) < 0x80:
            out.append(f"\\\\x{ord(c):02X}")
        else:
            out.append(f"(?:{re.escape(c)}|\\\\u\\{{{ord(c):04X}\\}})")
    return re.compile("".join(out))


def squeeze(text):
    return re.sub(r"\s+", "", text)


def has(what, text, s):
    if not shown(s).search(squeeze(text)):
        faults(f"{what}: {s!r} is altered")


class World:
    """One file; the strings are all that differs between two of them."""

    def __init__(self, folder, values):
        self.dir = os.path.abspath(folder)
        os.makedirs(self.dir)
        self.db = self.dir + "/foc.db"
        self.values = values            # one for each request
        self.files = set()
        self.products = self.init(values)
        self.ids = []
        self.refused = set()

    def run(self, *args, who="sarah", now=NOW, ok=(0,), **more):
        p = foc(*args, db=self.db, actor=who, now=now, cwd=self.dir, **more)
        if p.returncode not in ok:
            faults(f"{args!r}: status {p.returncode}: {p.stderr[:300]}")
        if bad_chars(p.stderr):
            faults(f"{args!r}: {bad_chars(p.stderr)} on standard error")
        return p

    def init(self, values):
        """foc.yaml with as many of them as names as it takes."""
        def yaml(names):
            q = json.dumps
            lines = ["organization: " + q(names[0]), "people:"]
            for p, r in (("priya", "product-owner"), ("sarah", "finops-lead"),
                         ("eli", "cloud-engineer"), ("cron", "operator"),
                         ("dana", "portfolio-owner, finance")):
                lines.append(f"  - {{id: {p}, name: {q(names[1])}, email: "
                             f"{p}@example.com, roles: [{r}]}}")
            lines += ["hierarchy:", "  - unit: " + q(names[2]),
                      "    departments:", "      - department: " +
                      q(names[3]), "        portfolios:",
                      "          - portfolio: " + q(names[4]),
                      "            owner: dana", "            products:"]
            lines += [f"              - {{product: {q(n)}, owner: priya}}"
                      for n in names]
            return "\n".join(lines + ["accounts:",
                             '  - {id: "341153769010", name: ' +
                             q(names[5]) + ", environment: prod}", ""])

        names = [v for v in dict.fromkeys(values) if len(v) <= 100]
        for _ in range(len(names)):
            with open(self.dir + "/foc.yaml", "w", encoding="utf-8") as f:
                f.write(yaml(names))
            p = foc("foc-init", "-n", "--sandbox", "foc.yaml", db=self.db,
                    now=NOW, cwd=self.dir)
            line = re.search(r"foc\.yaml:(\d+)", p.stderr)
            if p.returncode == 0 or not line:
                break
            if bad_chars(p.stderr) or p.stderr.count("\n") != 1:
                faults(f"foc-init says {p.stderr!r}")
            # What is refused as a name is one no more.
            at = yaml(names).splitlines()[int(line[1]) - 1]
            gone = [n for n in names if json.dumps(n) in at]
            names = [n for n in names if n not in gone[:1]] if len(
                gone) == 1 else [n for n in names
                                 if n != max(gone, key=len)]
        foc("foc-init", "--sandbox", "foc.yaml", db=self.db, now=NOW,
            cwd=self.dir, check=True)
        return names

    def build(self):
        """Requests; the odd ones are rejected, the first ones go live."""
        for i, v in enumerate(self.values):
            product = v if v in self.products else self.products[
                i % len(self.products)]
            p = self.run("foc-request", "new", f"--name=w{i}", "--product=" +
                         product, "--use-case", "OPERATIONS", "--runtime",
                         "LAMBDA", "--estimate-usd", "9", "--description=" +
                         v, who="priya", ok=(0, 1, 2))
            if p.returncode != 0:
                faults(f"description {v!r}: {p.stderr}")
                continue
            br = json.loads(p.stdout)["id"]
            self.ids.append((br, i, v, product))
            if i >= LIVE and i % 2:
                self.run("foc-approve", "reject", br, "--rationale=" + v)
            else:
                self.run("foc-approve", "grant", *WHERE, br, "--rationale=" +
                         v)
        self.run("foc-request", "model-access", "--model", "gpt-9",
                 "--wish=" + self.values[0], who="priya")
        roles = []
        for i in range(LIVE):
            role = world.implement(self.db, NOW, f"ts-{i + 1}")
            self.run("foc-claim", "--since", NOW, f"w{i}", who="priya")
            roles.append((f"w{i}", role))
        world.bill(self.dir + "/bill", roles, rows=30, period="2026-11",
                   until="2026-11-16T00:00:00Z")
        later = "2026-11-17T09:00:00Z"
        self.run("foc-ingest-cur", "-q", "bill", who="cron", now=later)
        for week in ("2026-W45", "2026-W46"):
            self.run("foc-spendcard", "generate", "--week", week, who="cron",
                     now=later)
        for i in range(LIVE):
            self.run("foc-spendcard", "dispute", f"cd-2026-W46-w{i}",
                     "--line", "1", "--reason=" + self.values[i],
                     who="priya", now=later, ok=(0, 1))
            self.run("foc-bill", "stop", f"w{i}", "--rationale=" +
                     self.values[-1 - i], now=later)

    def terminal(self, *args):
        """What a terminal of 80 columns gets."""
        env = environ(self.db, "sarah", "2026-11-17T09:00:00Z")
        env.update(TERM="xterm", COLUMNS="80")
        pid, fd = pty.fork()
        if pid == 0:
            os.chdir(self.dir)
            os.execvpe(args[0], args, env)
        seen = b""
        while True:
            try:
                got = os.read(fd, 65536)
            except OSError:
                break
            if not got:
                break
            seen += got
        os.close(fd)
        os.waitpid(pid, 0)
        return seen.decode("utf-8", "replace").replace("\r\n", "\n")


# --- what comes out

def as_json(w):
    ids = [b for b, *_ in w.ids]
    found = {}
    for args in (("foc-request", "show", *ids), ("foc-audit", "log")):
        for x in w.run(*args).stdout.splitlines():
            r = json.loads(x)
            found.setdefault((r["kind"], r.get("object") or r["id"],
                              r.get("verb")), r)
    for br, i, v, product in w.ids:
        r = found["request", br, None]
        for key, want in (("description", v), ("rationale", v),
                          ("product", product)):
            if r[key] != want:
                faults(f"JSON: {key} of {br}: {r[key]!r}, not {want!r}")
        verb = "reject" if i >= LIVE and i % 2 else "approve"
        if found["event", br, verb]["rationale"] != v:
            faults(f"JSON: rationale of the event of {br}")


TABLES = (("foc-request", "list", "--fields", "id,product,description,"
           "rationale"), ("foc-approve", "queue"), ("foc-task", "list"),
          ("foc-task", "show", "ts-1"), ("foc-audit", "log"),
          ("foc-audit", "show", "br-1"), ("foc-status",),
          ("foc-workload", "list"), ("foc-org", "show"),
          ("foc-spendcard", "list"), ("foc-spendcard", "show",
                                      "cd-2026-W46-w1", "--allow-stale"),
          ("foc-gaps", "list"), ("foc-chargeback", "report", "--draft",
                                 "--month", "2026-11"),
          ("foc-request", "list", "--model-access"),
          ("foc-claim", "handoff", "w0"), ("foc-bill", "tracking", "w0"),
          ("foc-org", "show", "hierarchy"))


def on_terminal(w):
    shows = [("foc-request", "show", *[b for b, *_ in w.ids[i:i + 40]])
             for i in range(0, len(w.ids), 40)]
    for args in (*TABLES, *shows):
        for more in ((), ("-f", "table", "--color", "never")):
            text = w.terminal(*args, *more)
            if not more:                # colours are foc's own
                text = re.sub("\x1b\\[[0-9;]*m", "", text)
            if bad_chars(text):
                faults(f"terminal: {' '.join(args[:3])}: {bad_chars(text)}")
        for fmt in ("table", "csv", "text", "md"):
            p = w.run(*args, "-f", fmt, ok=(0, 1, 2),
                      now="2026-11-17T09:00:00Z")
            if p.returncode == 0 and fmt != "csv" and bad_chars(p.stdout):
                faults(f"{fmt}: {' '.join(args[:3])}: {bad_chars(p.stdout)}")
    # Whoever has the colours has no more: none of the strings has its own.
    for args in shows:
        text = w.terminal(*args, "--color", "never", "-f", "table")
        if "\x1b" in text:
            faults("terminal: an escape came through")
        for br, _, v, _ in w.ids:
            if br in args:
                has(f"terminal: {br}", text, v)


def as_csv(w):
    ids = [b for b, *_ in w.ids]
    p = w.run("foc-request", "show", *ids, "-f", "csv", "--fields",
              "id,description,rationale,product")
    text = foc_bytes(w, ids)
    rows = list(csv.reader(io.StringIO(text, newline="")))
    if len(rows) != len(ids) + 1 or {len(r) for r in rows} != {4}:
        faults(f"CSV: {len(rows)} rows for {len(ids)}")
        return
    if bad_chars(p.stdout.replace("\r\n", "\n").replace("\t", "")):
        faults(f"CSV: {bad_chars(p.stdout)}")
    for row, (br, _, v, product) in zip(rows[1:], w.ids):
        for cell, want in zip(row[1:], (v, v, product)):
            if cell[:1] in "=+-@\t\r" and cell:
                faults(f"CSV: {br}: a formula: {cell!r}")
            has(f"CSV: {br}", cell.removeprefix("'") if want[:1] != "'"
                else cell, want)


def foc_bytes(w, ids):
    p = subprocess.run(["foc-request", "show", *ids, "-f", "csv", "--fields",
                        "id,description,rationale,product"],
                       env=environ(w.db, "sarah", NOW), check=False,
                       capture_output=True)
    return p.stdout.decode("utf-8")


class Page(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.made, self.text = [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.made.append((tag, *sorted(k for k, _ in attrs)))
        for k, v in attrs:
            self.text.append(v or "")
            if k.startswith("on") or (v or "").strip().lower().startswith(
                    ("javascript:", "http", "//", "data:text")):
                faults(f"HTML: <{tag} {k}={v!r}>")

    def handle_endtag(self, tag):
        self.made.append(("/" + tag,))

    def handle_data(self, data):
        self.text.append(data)

    def handle_comment(self, data):
        self.made.append(("comment",))

    def handle_decl(self, decl):
        self.made.append(("decl", decl))

    def handle_pi(self, data):
        self.made.append(("pi", data))


def pages(w):
    out = {}
    for i in range(LIVE):
        for fmt in ("html", "md", "text", "mail"):
            p = w.run("foc-spendcard", "show", f"cd-2026-W46-w{i}",
                      "--allow-stale", "-f", fmt, ok=(0, 1),
                      now="2026-11-17T09:00:00Z")
            out[f"card {i} {fmt}"] = p.stdout
    p = w.run("foc-maturity", "-f", "html", now="2026-11-17T09:00:00Z",
              ok=(0, 1))
    out["maturity html"] = p.stdout
    w.run("foc-spendcard", "pack", "--week", "2026-W46", "--allow-stale",
          "-o", "pack", now="2026-11-17T09:00:00Z", ok=(0, 1))
    for folder, _, files in os.walk(w.dir + "/pack"):
        for f in sorted(files):
            # A file is named by ids, never by what somebody wrote.
            if not re.fullmatch(r"[A-Za-z0-9._-]+", f):
                faults(f"pack: a file is called {f!r}")
            with open(f"{folder}/{f}", encoding="utf-8", newline="") as h:
                out["pack " + f] = h.read()
    return out


def as_pages(w, tame):
    ours, theirs = pages(w), pages(tame)
    if len(ours) != len(theirs):
        faults(f"pages: {len(ours)} and {len(theirs)}")
    for name, text in ours.items():
        if bad_chars(text.replace("\r\n", "\n").replace("\t", "")):
            faults(f"{name}: {bad_chars(text)}")
        if name.endswith("html") and name in theirs:
            page = Page(text)
            if page.made != Page(theirs[name]).made:
                faults(f"{name}: other elements than with harmless strings")
            if name.startswith("card "):
                i = int(name.split()[1])
                has(name, "".join(page.text), w.ids[i][3])
                has(name, "".join(page.text), w.values[i])
        if name.endswith("mail"):
            as_mail(name, text, theirs.get(name, ""))


def as_mail(name, text, tame):
    m = email.message_from_string(text, policy=email.policy.default)
    t = email.message_from_string(tame, policy=email.policy.default)
    if m.keys() != t.keys() or m.defects:
        faults(f"{name}: headers {m.keys()}, not {t.keys()}, {m.defects}")
    if [p.get_content_type() for p in m.walk()] != [
            p.get_content_type() for p in t.walk()]:
        faults(f"{name}: other parts")
    for a in ("To", "From", "Cc", "Bcc"):
        if str(m[a]) != str(t[a]):
            faults(f"{name}: {a}: {m[a]}")
    lines = text.split("\n")
    if any(x in (".", ".\r") or x.startswith("From ") for x in lines):
        faults(f"{name}: a line that ends a mail or begins one")
    if max(map(len, lines)) > 998 or not text.isascii():
        faults(f"{name}: a line too long, or bytes that are not ASCII")
    for part, other in zip(m.walk(), t.walk()):
        if part.get_content_type() == "text/html" and Page(
                part.get_content()).made != Page(other.get_content()).made:
            faults(f"{name}: other elements in its page")


def as_notices(w, tame):
    """A mail for each that was sent back, and those of gaps."""
    both = []
    for x in (w, tame):
        p = x.run("foc-request", "notify", now="2026-11-17T09:00:00Z")
        both.append([json.loads(line) for line in p.stdout.splitlines()])
    if len(both[0]) != len(both[1]):
        faults(f"notices: {len(both[0])} and {len(both[1])}")
    values = {br: v for br, _, v, _ in w.ids}
    some = both[0] if not SHORT else rng.sample(both[0], min(
        15, len(both[0])))
    for n in some:
        texts = [x.run("foc-request", "notify", "-f", "mail", n["id"],
                       now="2026-11-17T09:00:00Z").stdout for x in (w, tame)]
        as_mail(n["id"], *texts)
        m = email.message_from_string(texts[0], policy=email.policy.default)
        if n["type"] == "REJECTED":
            has(n["id"], m.get_content(), values[n["request"]])


AWS = """#!/bin/sh
for a; do printf '%s\\0' "$a" >>"$AWS_LOG"; done
printf '\\n\\0' >>"$AWS_LOG"
case "$*" in
*get-caller-identity*) echo 341153769010 ;;
*list-role-policies*) printf 'foc-deny-baseline\\tfoc-allow-approved\\n' ;;
esac
exit 0
"""


def calls(w, script, i):
    """What a script calls aws with; every file it names is its own."""
    work = f"{w.dir}/run{i}"
    os.makedirs(work + "/bin")
    with open(work + "/bin/aws", "w", encoding="ascii") as f:
        f.write(AWS)
    os.chmod(work + "/bin/aws", stat.S_IRWXU)
    env = dict(os.environ, AWS_LOG=work + "/log", TMPDIR=work,
               PATH=f"{work}/bin:{os.environ['PATH']}",
               AWS_ACCESS_KEY_ID="AKIAEXAMPLE", AWS_SECRET_ACCESS_KEY="x")
    subprocess.run(["sh"], input=script, text=True, cwd=work, env=env,
                   capture_output=True, check=False, timeout=60)
    try:
        with open(work + "/log", encoding="utf-8") as f:
            said = f.read()
    except FileNotFoundError:
        said = ""
    left = {x for x in os.listdir(work) if x not in ("bin", "log") and
            not re.fullmatch(r"[A-Za-z0-9._-]+", x)} | {
                x for x in os.listdir(work) if "PWNED" in x}
    if left:
        faults(f"script {i}: it made {left}")
    # Names of roles have four characters of the file in them.
    return re.sub(r"finops-(w\d+)-\w{4}", r"finops-\1-", said).replace(
        work, "").split("\n\0")


def as_scripts(w, tame):
    tasks = [json.loads(x) for x in w.run("foc-task", "list")
             .stdout.splitlines()]
    later = "2026-11-17T09:00:00Z"
    jobs = [("foc-task", "script", t["id"]) for t in tasks]
    jobs = rng.sample(jobs, min(SCRIPTS, len(jobs)))
    jobs += [("foc-bill", "stop", f"w{i}", "-n", "--again", "--rationale=x",
              "-f", "sh") for i in range(2)]
    done = 0
    for i, args in enumerate(jobs):
        texts = [x.run(*args, now=later, ok=(0, 1, 2)).stdout
                 for x in (w, tame)]
        if not texts[0]:
            continue
        if bad_chars(texts[0].replace("\t", "")):
            faults(f"{args[1]} {args[2]}: {bad_chars(texts[0])}")
        ours, theirs = (calls(x, t, i) for x, t in zip((w, tame), texts))
        done += 1
        if ours != theirs:
            a = next((p for p in zip(ours, theirs) if p[0] != p[1]),
                     (len(ours), len(theirs)))
            faults(f"{args[1]} {args[2]}: aws is called with {a[0]!r}, not "
                   f"{a[1]!r}")
    for fmt in ("env", "shell"):
        for i in range(LIVE):
            text = w.run("foc-claim", "handoff", f"w{i}", "-f", fmt).stdout
            if bad_chars(text):
                faults(f"handoff {fmt}: {bad_chars(text)}")
            if fmt == "shell":
                p = subprocess.run(["sh", "-u"], input=text + "\nenv -0\n",
                                   text=True, capture_output=True,
                                   cwd=w.dir, check=False)
                if p.returncode != 0 or p.stderr:
                    faults(f"handoff of w{i}: {p.stderr}")
    return done


def main():
    world.in_memory()
    values = strings()
    w = World("hostile", values)
    w.build()
    tame = World("harmless", [f"value {i}" for i in range(len(values))])
    tame.build()
    as_json(w)
    on_terminal(w)
    as_csv(w)
    as_pages(w, tame)
    as_notices(w, tame)
    ran = as_scripts(w, tame)
    for x in (w, tame):
        x.run("foc-audit", "verify")
        x.run("foc-db", "check")
        for folder, _, files in os.walk(x.dir):
            if any("PWNED" in f for f in files):
                faults(f"executed: PWNED in {folder}")
    figure(f"{len(values)} strings, {len(w.products)} of them names, {ran} "
           "scripts run", f"{len(faults)} altered, executed, on a terminal or "
           "made an element", "0", not faults)


if __name__ == "__main__":
    main()
