#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""month.py DESCRIPTION SPAN... [--trail FILE]... FILE|MANIFEST...
writes what attribution.py, chargeback.py and gaps.py print of a month to
usage.theirs, chargeback.theirs and, of each SPAN, NAME=FROM,TO, to
NAME.theirs; the export is read once."""
import sys

import attribution
import chargeback
import gaps


def main(argv):
    spans = [a for a in argv if "=" in a and a.endswith("Z")]
    d, found, called = attribution.read([a for a in argv if a not in spans])

    def write(name, lines):
        with open(name + ".theirs", "w", encoding="utf-8") as f:
            f.writelines(line + "\n" for line in lines)

    write("usage", attribution.lines(d, found, called))
    write("chargeback", chargeback.lines(d, found, called))
    for s in spans:
        name, _, span = s.partition("=")
        write(name, gaps.lines(d, found, called,
                               *map(attribution.seconds, span.split(","))))


main(sys.argv[1:])
