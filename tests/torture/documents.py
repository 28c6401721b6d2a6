#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""JSON and YAML that is good, odd, broken or made to take long, through every
program that reads some: piped records, foc-table, price offers, output of the
AWS CLI, CloudTrail, MCP messages, catalogs, foc.yaml, requests and decisions
in files.  Goal: what is broken is refused with the status for it and one line
that names it, nothing is changed by it, each in under 1 s and 64 MiB."""
import gzip
import json
import os
import subprocess
import time

import world
from torture import (SAN, SHORT, Faults, content, environ, figure, foc,
                     measured, peak, request, rng, sandbox)

DATA = os.environ.get("FOC_TEST_DATA")
DB = "foc.db"
NOW = "2026-10-26T09:00:00Z"
MEMORY = 64 << 20
LARGE = 256 << 10       # of these the memory is measured: it costs some time
SECONDS = 60 if SAN else 4              # 1, on a machine of its own
faults = Faults()
runs = 0
slowest = (0, "")
largest = (0, "")


def look_at_memory(what):
    global largest
    memory = peak("memory")
    largest = max(largest, (memory, what))
    if memory > MEMORY and not SAN:
        faults(f"{what}: {memory >> 20} MiB of memory")


def run(what, args, data=None, who="sarah"):
    """A program with a document; its time and memory are looked at."""
    global runs, slowest
    runs += 1
    large = what == "a gzip bomb" or len(data or b"") > LARGE or any(
        os.path.isfile(a) and os.path.getsize(a) > LARGE for a in args)
    start = time.monotonic()
    with subprocess.Popen(measured("memory", *args) if large else args,
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE,
                          env=environ(DB, who, NOW)) as p:
        try:
            out, err = p.communicate(data or b"", timeout=SECONDS * 5)
        except subprocess.TimeoutExpired:
            p.kill()
            p.communicate()
            faults(f"{what}: {args[0]} hangs")
            return -1, b"", b""
    took = time.monotonic() - start
    slowest = max(slowest, (took, f"{what}: {args[0]}"))
    if large:
        look_at_memory(f"{what}: {args[0]}")
    if took > SECONDS:
        faults(f"{what}: {args[0]} took {took:.1f} s")
    if p.returncode not in (0, 1, 2, 3, 4):
        faults(f"{what}: {' '.join(args)}: status {p.returncode}: "
               f"{err[-300:]!r}")
    if any(b < 0x20 and b != 10 for b in err) or b"\x7f" in err:
        faults(f"{what}: {args[0]}: control bytes on standard error")
    return p.returncode, out, err


def deep(n, opening, closing):
    return opening * n + closing * n


def json_cases():
    """name, bytes, is it JSON by our rules (None: either)."""
    own = {
        "deep arrays": (deep(100000, "[", "]"), False),
        "deep objects": (deep(100000, '{"a":', "1")[:400000], False),
        "32 levels": (deep(32, "[", "]"), True),
        "33 levels": (deep(33, "[", "]"), False),
        "open arrays": ("[" * 1000000, False),
        "a long text": ('"' + "x" * 4000000 + '"', None),
        "a long number": ("1" * 1000000, None),
        "a long exponent": ("1e" + "9" * 100000, None),
        "many keys": ("{" + ",".join(f'"k{i}":{i}' for i in range(100000)) +
                      "}", None),
        "the same key": ('{"id":"br-1","kind":"request","id":"br-2"}', False),
        "many of the same": ("{" + ",".join(['"a":1'] * 50000) + "}", False),
        "many elements": ("[" + ",".join(["1"] * 300000) + "]", None),
        "trailing text": ('{"kind":"request","id":"br-1"} x', False),
        "two values": ('{"kind":"request","id":"br-1"}{"a":1}', False),
        "a comment": ('{"kind":"request"/* */}', False),
        "single quotes": ("{'kind':'request'}", False),
        "a trailing comma": ('{"kind":"request",}', False),
        "NaN": ('{"a":NaN}', False), "hex": ('{"a":0x10}', False),
        "a NUL": ('{"a":"\0"}', False),
        "an escaped NUL": ('{"a":"\\u0000"}', False),
        "a lone surrogate": ('{"a":"\\ud800"}', False),
        "a raw newline": ('{"a":"x\ny"}', None),
        "a byte order mark": ("\ufeff{}", None),
        "nothing": ("", None), "blanks": (" \n\t", None),
        "a path": ('{"kind":"request","id":"../../etc/passwd"}', True),
        "SQL": ('{"kind":"request","id":"br-1\' OR 1=1 --"}', True),
        "an id that is a number": ('{"kind":"request","id":1}', True),
        "an id that is null": ('{"kind":"request","id":null}', True),
        "no id": ('{"kind":"request"}', True),
        "no kind": ('{"id":"br-1"}', True),
        "another kind": ('{"kind":"card","id":"br-1"}', True),
        "a list": ('[{"kind":"request","id":"br-1"}]', True),
        "a text": ('"br-1"', True), "null": ("null", True),
        "escapes in the terminal": ('{"kind":"\\u001b[31m","id":"\\u202e"}',
                                    True)}
    for name, (text, good) in own.items():
        yield name, text.encode("utf-8", "surrogatepass"), good
    yield "bad UTF-8", b'{"a":"\xff"}', False
    yield "UTF-16", '{"a":1}'.encode("utf-16"), False
    folder = f"{DATA}/corpora/json/JSONTestSuite"
    if DATA and os.path.isdir(folder):
        # Ours are stricter: no repeated keys, no NUL in a text.
        stricter = ("duplicated_key", "null_escape", "escaped_null")
        for sub in ("test_parsing", "test_transform"):
            for name in sorted(os.listdir(f"{folder}/{sub}")):
                with open(f"{folder}/{sub}/{name}", "rb") as f:
                    data = f.read()
                good = {"y": True, "n": False}.get(name[0])
                if any(s in name for s in stricter) or \
                        sub == "test_transform":
                    good = None
                # A lone NUL or line end ends a line, not a document.
                yield name, data, good


def file_of(data, name):
    with open(name, "wb") as f:
        f.write(data)
    return name


def json_readers(data):
    """Each program that reads JSON: name, arguments, input, whose."""
    name = file_of(data, "x.json")
    return (
        ("record", ["foc-approve", "grant", "-n", "--platform", "BEDROCK",
                    "--model", "nova-lite", "--account", "341153769010",
                    "--region", "us-east-1", "--rationale", "r"],
         data.replace(b"\n", b" "), "sarah"),
        ("withdraw", ["foc-request", "withdraw", "--reason", "r"],
         data.replace(b"\n", b" "), "priya"),
        ("table", ["foc-table"], data.replace(b"\n", b" "), "sarah"),
        ("head", ["foc-audit", "verify", "--head", name], None, "sarah"),
        ("price", ["foc-price", "import", name], None, "sarah"),
        ("model", ["foc-model", "import", name], None, "sarah"),
        ("prereq", ["foc-prereq", "check", "--account", "341153769010", name],
         None, "eli"),
        ("check", ["foc-task", "step", "ts-1", "2", "--check", name], None,
         "eli"),
        ("trail", ["foc-ingest-trail", name], None, "cron"),
        ("mcp", ["foc-mcp"], data.replace(b"\n", b" ") + b"\n", "sarah"))


def of_json():
    n = 0
    before = content(DB)
    cases = list(json_cases())
    if SHORT:
        cases = cases[:38] + rng.sample(cases[38:], min(12, len(cases) - 38))
    for what, data, good in cases:
        n += 1
        readers = json_readers(data)
        for name, args, given, who in (
                rng.sample(readers, 1 if SAN else 4) if SHORT else
                readers):
            status, out, err = run(what, args, given, who)
            if name == "mcp":
                # It answers each line, and goes on.
                for line in out.splitlines():
                    json.loads(line)
                continue
            if good is False and data.strip() and status == 0 and name not in (
                    "table",):
                faults(f"{what}: {name}: broken JSON was taken")
            if status != 0 and (not err or err.count(b"\n") > 3 or
                                len(err) > 4000):
                faults(f"{what}: {name}: says {err[:200]!r}")
            if good is False and status not in (1, 2, 3, 0):
                faults(f"{what}: {name}: status {status}: {err[:200]!r}")
    if content(DB) != before:
        faults("something was changed by what is no document of its kind")
    # The same behind gzip, where that is read.
    bomb = gzip.compress(b'{"Records":[' + b" " * (8 << 20 if SHORT else
                                                  64 << 20))
    file_of(bomb, "bomb.json.gz")
    if run("a gzip bomb", ["foc-ingest-trail", "bomb.json.gz"], None,
           "cron")[0] == 0:
        faults("a gzip bomb was taken")
    return n


def yaml_cases():
    own = {
        "anchors of anchors": "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
            f"{chr(98 + i)}: &{chr(98 + i)} [" + ",".join(
                [f"*{chr(97 + i)}"] * 9) + "]\n" for i in range(8)),
        "deep lists": "[" * 100000, "deep maps": "{a: " * 50000,
        "deep blocks": "".join(" " * i + "a:\n" for i in range(1500)),
        "many anchors": "".join(f"- &a{i} x\n" for i in range(20000)),
        "an alias": "organization: &x Y\ncurrency: *x\n",
        "a merge": "a: &a {b: 1}\n<<: *a\n", "a tag": "organization: !!python/"
        "object/apply:os.system ['touch PWNED']\n",
        "two documents": "organization: x\n---\norganization: y\n",
        "no document": "", "a comment": "# nothing\n", "a text": "x\n",
        "a list": "- x\n", "a key twice": "organization: x\norganization: y\n",
        "an unknown key": "organisation: x\n", "a tab": "a:\n\tb: 1\n",
        "a long text": "organization: " + "x" * 900000 + "\n",
        "too long": "organization: x\n" + "#" * (2 << 20) + "\n",
        "many keys": "".join(f"k{i}: 1\n" for i in range(50000)),
        "many people": "people:\n" + "".join(
            f"  - {{id: p{i}, name: n, email: e@x, roles: [admin]}}\n"
            for i in range(5000)),
        "a directive": "%YAML 9.9\n---\na: 1\n", "quotes": 'a: "b\n',
        "a complex key": "? [a, b]\n: c\n", "a folded text": "a: >\n  b\n c\n",
        "an octal": "sla: 0o14\n", "yes": "organization: yes\n",
        "a null": "organization: ~\n", "a set": "!!set {a, b}\n"}
    for name, text in own.items():
        yield name, text.encode()
    yield "a NUL", b"a: \0\n"
    yield "bad UTF-8", b"organization: \xff\n"
    yield "UTF-16", "organization: x\n".encode("utf-16")
    suite = f"{DATA}/corpora/yaml/yaml-test-suite.jsonl"
    if DATA and os.path.exists(suite):
        with open(suite, encoding="utf-8") as f:
            for line in f:
                case = json.loads(line)
                yield "suite " + case["id"], case["yaml"].encode(
                    "utf-8", "surrogatepass")


def of_yaml():
    """None of these is an organisation, a request or a decision."""
    n = 0
    before = content(DB)
    cases = list(yaml_cases())
    if SHORT:
        cases = cases[:29] + rng.sample(cases[29:], min(15, len(cases) - 29))
    for what, data in cases:
        n += 1
        name = file_of(data, "x.yaml")
        readers = (
            ["foc-org", "apply", name], ["foc-init", "-n", "--db",
                                         "./new.db", name],
            ["foc-request", "new", "--file", name],
            ["foc-approve", "grant", "--file", name])
        for args in rng.sample(readers, 2) if SHORT else readers:
            who = "priya" if args[0] == "foc-request" else "sarah"
            status, out, err = run(what, args, None, who)
            if status not in (2, 3) or out:
                faults(f"{what}: {args[0]}: status {status}: {err[:200]!r}")
            elif status == 3 and not err.startswith(
                    f"{args[0]}: {name}".encode()):
                faults(f"{what}: {args[0]} does not name the file: {err!r}")
            if err.count(b"\n") > 25 or len(err) > 8000:
                faults(f"{what}: {args[0]} says {len(err)} bytes")
            if os.path.exists("new.db"):
                faults(f"{what}: foc-init -n made a file")
    if content(DB) != before:
        faults("something was changed by what is no document of its kind")
    if os.path.exists("PWNED"):
        faults("a tag was run")
    return n


def main():
    world.in_memory()
    sandbox(DB)
    request(DB, "w", now=NOW)
    foc("foc-approve", "grant", "br-1", "--platform", "BEDROCK", "--model",
        "nova-lite", "--account", "341153769010", "--region", "us-east-1",
        "--rationale", "r", db=DB, actor="sarah", now=NOW, check=True)
    request(DB, "v", now=NOW)
    foc("foc-task", "step", "ts-1", "1", db=DB, actor="eli", now=NOW,
        check=True)
    n_json, n_yaml = of_json(), of_yaml()
    print(f"slowest: {slowest[1]}, {slowest[0]:.2f} s")
    print(f"largest: {largest[1]}, {largest[0] >> 20} MiB")
    figure(f"{n_json} of JSON, {n_yaml} of YAML, {runs} runs, at most "
           f"{largest[0] >> 20} MiB and {slowest[0]:.1f} s",
           f"{len(faults)} taken, hanging, or not named", "0", not faults)


if __name__ == "__main__":
    main()
