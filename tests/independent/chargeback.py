#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What each product is charged, and its cents, from the raw export, by Decimal
and integers, sharing no code with foc.

chargeback.py DESCRIPTION [--trail FILE]... FILE|MANIFEST...
prints "e1|e2|e3|e4|workload|source|layer|payer|account|platform|model amount
cents" lines in the report's order.  DESCRIPTION is that of attribution.py;
nodes have parents, and the payer is one.
"""
import re
import sys

import attribution

CENT = 10 ** 8
# Names of models as the bill spells them; what is none of these has no model.
MODELS = (
    (r"Claude(\d)\.(\d)(Haiku|Sonnet|Opus)-", "claude-{2}-{0}-{1}"),
    (r"anthropic\.claude-(opus)-(\d)-(\d)-mantle", "claude-{0}-{1}-{2}"),
    (r"Nova(Lite|Pro|Micro)-", "nova-{0}"),
    (r"Llama(\d)-Maverick-17B-", "llama{0}-maverick-17b"),
    (r"Llama(\d)-(\d)-1B-", "llama{0}-{1}-1b"),
    (r"gpt-oss-(\d+b)-", "gpt-oss-{0}"),
    (r"Qwen(\d)-(\d+B)-", "qwen{0}-{1}"),
    (r"TitanEmbeddingV2-Text", "titan-embed-text-v2"),
)


def platform(code, name):
    if code == "AmazonBedrockAgentCore":
        return "AGENTCORE"
    if code.startswith("AmazonBedrock"):
        return "BEDROCK"
    return "CLAUDE_PLATFORM" if "Claude Platform" in name else "MARKETPLACE"


def model(code, name, usage):
    where = platform(code, name)
    if where in ("AGENTCORE", "CLAUDE_PLATFORM"):
        return ""
    if where == "MARKETPLACE":
        m = re.match(r"Claude (\w+) (\d)\.(\d) \(", name)
        return "claude-%s-%s-%s" % (m[1].lower(), m[2], m[3])
    for pattern, text in MODELS:
        m = re.search(pattern, usage)
        if m:
            return text.format(*m.groups()).lower()
    return ""


def paths(d):
    """Node name -> e1 to e4, None below it."""
    by = {n["name"]: n for n in d["nodes"]}
    found = {}
    for n in d["nodes"]:
        up, at = [], n
        while at:
            up.insert(0, at["name"])
            at = by.get(at.get("parent"))
        found[n["name"]] = tuple(up + [None] * (4 - len(up)))
    return found


def rows(d, found, called):
    owners, path, sums = attribution.Owners(d), paths(d), {}
    for key, cost in found.items():
        code, name, usage = key[7:10]
        units = int(cost / attribution.UNIT)
        for source, layer, owner, n in attribution.parts_of(
                owners, key, units, called):
            at = (d["products"][owner] if source == "WORKLOAD" else owner)
            k = path.get(at, (None,) * 4) + (
                owner if source == "WORKLOAD" else None, source, layer,
                d["payer"], key[1], platform(code, name),
                model(code, name, usage))
            sums[k] = sums.get(k, 0) + n
    # Nothing comes before something, but for the first level and workloads.
    return sorted(sums.items(), key=lambda kv: (
        kv[0][0] is None, kv[0][0] or "",
        [(v is not None, v or "") for v in kv[0][1:4]],
        kv[0][4] is None, kv[0][4] or "", kv[0][5:]))


def cents(amounts):
    """Largest remainder, to the total rounded half to even."""
    total = sum(amounts)
    want, rest = divmod(total, CENT)
    if 2 * rest > CENT or (2 * rest == CENT and want % 2):
        want += 1
    whole = [a // CENT for a in amounts]
    order = sorted(range(len(amounts)),
                   key=lambda i: (-(amounts[i] % CENT), i))
    for i in order[:want - sum(whole)]:
        whole[i] += 1
    return whole


def lines(d, found, called):
    charged = rows(d, found, called)
    for (k, n), c in zip(charged, cents([n for _, n in charged])):
        yield "%s %d %d" % ("|".join(v or "" for v in k), n, c)


if __name__ == "__main__":
    print("\n".join(lines(*attribution.read(sys.argv[1:]))))
