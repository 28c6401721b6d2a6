#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""coverage.py BUILD: how much of lib/ and cmd/ the tests ran, from the counts
that an instrumented build (make coverage) left in BUILD.

Writes BUILD/coverage.txt, every line that was not run with its text, and
BUILD/coverage.html; prints the share of lines by folder and in all.  Exit
status 1 where the goals below are not met.

A line, or the lines from START to STOP, count as none where a comment says
why they cannot be run: "not run: REASON", "not run from here: REASON" to
"to here".  A label or a brace that stands alone is no line of its own.
"""
import gzip
import html
import json
import os
import re
import subprocess
import sys

GOAL = 90                       # percent of all lines
# What must be run to the last line: figures, quoting, the audit, states.
WHOLE = re.compile(r"^lib/(core/.*|db/(audit|digest|machine)[a-z_]*\.c)$")
ONE = re.compile(r"/\* not run: .*\S")
ALONE = re.compile(r"^\s*(\w+:|[{}]+)\s*$")     # a label, or a brace
START = re.compile(r"/\* not run from here: .*\S")
STOP = re.compile(r"/\* to here \*/")


def counts(build):
    """{file: {line: times}} of every object, summed."""
    files = {}
    notes = []
    for where, _, names in os.walk(build):
        notes += [os.path.join(where, n) for n in names if
                  n.endswith(".gcno")]
    for note in sorted(notes):
        if "/unit/" in note:
            continue
        out = subprocess.run(
            ["gcov", "--json-format", "--stdout", os.path.abspath(note)],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
        if not out.stdout:
            continue
        data = out.stdout
        if data[:2] == b"\x1f\x8b":
            data = gzip.decompress(data)
        for f in json.loads(data)["files"]:
            name = os.path.normpath(f["file"])
            if not re.match(r"(lib|cmd)/", name):
                continue
            lines = files.setdefault(name, {})
            for one in f["lines"]:
                n = one["line_number"]
                lines[n] = lines.get(n, 0) + one["count"]
    return files


def excluded(text):
    """Numbers of the lines that are said not to be run."""
    out = set()
    inside = False
    for n, line in enumerate(text, 1):
        if START.search(line):
            inside = True
        if inside or ONE.search(line) or ALONE.match(line):
            out.add(n)
        if STOP.search(line):
            inside = False
    return out


def measure(build):
    """[(file, text, {line: times})], in order, less what is excluded."""
    result = []
    for name, lines in sorted(counts(build).items()):
        with open(name, encoding="utf-8") as f:
            text = f.read().split("\n")
        out = excluded(text)
        result.append((name, text, {n: c for n, c in lines.items()
                                    if n not in out}))
    return result


def share(run, of):
    """A percentage cut, never rounded up: 100.0 is all of them."""
    return "%5.1f" % (run * 1000 // of / 10) if of else "100.0"


def report(measured, path):
    """The whole of it as text: the files, then each line not run."""
    with open(path, "w", encoding="utf-8") as out:
        for name, _, lines in measured:
            run = sum(1 for c in lines.values() if c)
            out.write("%s %% %5d of %5d %s\n" % (
                share(run, len(lines)), run, len(lines), name))
        for name, text, lines in measured:
            for n in sorted(lines):
                if not lines[n]:
                    out.write("%s:%d: %s\n" % (name, n, text[n - 1]))


def page(measured, path):
    """The same with the sources, lines not run marked."""
    with open(path, "w", encoding="utf-8") as out:
        out.write("<!DOCTYPE html>\n<html lang=\"en\"><meta charset=\"utf-8\">"
                  "<title>foc: lines run by the tests</title>\n<style>"
                  "pre{margin:0}.no{background:#fdd}.yes{color:#040}"
                  "td{text-align:right}td+td+td{text-align:left}</style>\n"
                  "<h1>Lines run by the tests</h1>\n<table>\n")
        for name, _, lines in measured:
            run = sum(1 for c in lines.values() if c)
            out.write("<tr><td>%s %%<td>%d of %d<td><a href=\"#%s\">%s</a>\n"
                      % (share(run, len(lines)), run, len(lines), name, name))
        out.write("</table>\n")
        for name, text, lines in measured:
            out.write("<h2 id=\"%s\">%s</h2>\n<pre>\n" % (name, name))
            for n, line in enumerate(text, 1):
                kind = "" if n not in lines else \
                    " class=\"yes\"" if lines[n] else " class=\"no\""
                out.write("<span%s>%5d %s</span>\n"
                          % (kind, n, html.escape(line)))
            out.write("</pre>\n")


def main():
    build = sys.argv[1]
    measured = measure(build)
    report(measured, os.path.join(build, "coverage.txt"))
    page(measured, os.path.join(build, "coverage.html"))

    folders = {}
    whole = [0, 0]
    missed = []
    for name, _, lines in measured:
        run = sum(1 for c in lines.values() if c)
        where = folders.setdefault(os.path.dirname(name), [0, 0])
        for s in [where] + ([whole] if WHOLE.match(name) else []):
            s[0] += run
            s[1] += len(lines)
        if WHOLE.match(name) and run < len(lines):
            missed.append((name, len(lines) - run))
    run = sum(f[0] for f in folders.values())
    of = sum(f[1] for f in folders.values())
    for name, f in sorted(folders.items()):
        print("%s %% %6d of %6d lines of %s" % (share(*f), f[0], f[1], name))
    print("%s %% %6d of %6d lines of what must be run whole" % (
        share(*whole), whole[0], whole[1]))
    print("%s %% %6d of %6d lines; %s/coverage.txt has the others" % (
        share(run, of), run, of, build))
    for name, n in missed:
        print("coverage: %s: %d lines were not run, and all must be" % (
            name, n))
    if run * 100 < of * GOAL:
        print("coverage: less than %d %% of the lines were run" % GOAL)
        return 1
    return 1 if missed or not measured else 0


if __name__ == "__main__":
    sys.exit(main())
