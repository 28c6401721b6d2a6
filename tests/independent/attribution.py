#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Who owns what was spent, by Decimal, sharing no code with foc.

attribution.py DESCRIPTION [--trail FILE]... FILE|MANIFEST...
prints "hour account source layer owner cost" lines in order, where owner is a
workload or the deepest node.  DESCRIPTION is JSON: claims (workload, kind,
value, account, from, to), products of workloads, shared (account to products,
lowest id first, each a name or [name, from]), nodes (level, name, parent).
--sql prints the statements that put the same claims into a file of foc.
"""
import csv
import datetime
import decimal
import functools
import gzip
import json
import re
import sys

import recompute

D = decimal.Decimal
UNIT = D("1e-10")


@functools.lru_cache(None)
def seconds(text):
    t = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    if t.tzinfo is None:
        t = t.replace(tzinfo=datetime.timezone.utc)
    return int(t.timestamp())


def fold(arn):
    m = re.match(r"(arn:[^:]+):sts::(\d+):assumed-role/([^/]+)/(.*)", arn)
    if m:
        keep = m.group(3).startswith("AWSReservedSSO_") or "@" in m.group(4)
        return ("%s:iam::%s:role/%s" % m.groups()[:3],
                m.group(4) if keep else "")
    return arn, ""


def workspace(resource):
    m = re.match(r"arn:[^:]+:aws-external-anthropic:[^:]*:[^:]*:"
                 r"workspace/(.+)", resource)
    return m.group(1) if m else ""


def cells(paths):
    """(hour, account, principal, tags, workspace, resource) -> costs."""
    found = {}
    for path in (f for p in paths for f in recompute.files(p)):
        with recompute.opened(path) as f:
            reader = csv.reader(f, strict=True)
            head = [recompute.snake(h) for h in next(reader)]
            for values in reader:
                row = dict(zip(head, values))
                name = recompute.product_name(row)
                kind = row["line_item_line_item_type"]
                if (kind not in recompute.SPEND
                        or not recompute.is_ai(row, name)):
                    continue
                cost = D(row["line_item_unblended_cost"] or 0).quantize(
                    UNIT, decimal.ROUND_HALF_EVEN)
                tags = {}
                for column in ("tags", "resource_tags"):
                    for k, v in json.loads(row[column] or "{}").items():
                        if v:
                            tags.setdefault(k, v)
                start = seconds(row["line_item_usage_start_date"])
                who, session = fold(row["line_item_iam_principal"])
                resource = row["line_item_resource_id"]
                # Two spellings of a usage type are one thing that was used.
                usage = re.sub(r"^[A-Z0-9]+-MP:", "",
                               row["line_item_usage_type"])
                key = (start - start % 3600, row["line_item_usage_account_id"],
                       who, session, resource,
                       tuple(sorted(tags.items())), row["bill_invoice_id"],
                       row["line_item_product_code"], name, usage, kind,
                       row["pricing_unit"], row["line_item_legal_entity"],
                       row["product_region_code"])
                found[key] = found.get(key, D(0)) + cost
    return found


def calls(paths):
    """(hour, workspace) -> role -> calls, each event once."""
    seen, found = set(), {}
    for path in paths:
        opener = gzip.open if path.endswith(".gz") else open
        with opener(path, "rt", encoding="utf-8") as f:
            records = json.load(f)["Records"]
        for e in records:
            if (e["eventSource"] != "aws-external-anthropic.amazonaws.com"
                    or e["eventName"] not in ("CreateInference",
                                              "CreateBatchInference")
                    or e.get("errorCode") or e["eventID"] in seen):
                continue
            seen.add(e["eventID"])
            t = seconds(e["eventTime"])
            key = (t - t % 3600, workspace(e["resources"][0]["ARN"]))
            role = e["userIdentity"]["sessionContext"]["sessionIssuer"]["arn"]
            by = found.setdefault(key, {})
            by[role] = by.get(role, 0) + 1
    return found


class Owners:
    def __init__(self, d):
        self.d = d
        self.level = {}
        for n in d["nodes"]:
            self.level.setdefault((n["level"], n["name"]), n)

    def holders(self, hour, kind, test):
        return {c["workload"] for c in self.d["claims"]
                if c["kind"] == kind and seconds(c["from"]) <= hour
                and (not c["to"] or hour < seconds(c["to"])) and test(c)}

    def one(self, *args):
        found = self.holders(*args)
        return found.pop() if len(found) == 1 else None

    def node(self, tags):
        said = {}
        for k in sorted(tags, reverse=True):
            m = re.fullmatch(r"(?:resourceTags/user:|resourceTags/|user_|"
                             r"resource_tag_)element([1-4])", k)
            if m:
                said[int(m.group(1))] = tags[k]
        for level in (4, 3, 2, 1):
            if (level, said.get(level)) in self.level:
                return said[level]
        return None

    def direct(self, hour, account, who, resource):
        for kind, layer, test in (
                ("ROLE", "PRINCIPAL", lambda c: c["value"] == who
                 and c["account"] == account),
                ("USER", "PRINCIPAL", lambda c: c["value"] == who
                 and c["account"] == account),
                ("INFERENCE_PROFILE", "PROFILE",
                 lambda c: c["value"] == resource),
                ("RESOURCE", "RESOURCE", lambda c: c["value"] == resource),
                ("GUARDRAIL", "GUARDRAIL", lambda c: c["value"] == resource)):
            w = self.one(hour, kind, test)
            if w:
                return "WORKLOAD", layer, w
        return None

    def rest(self, hour, account, place, tags, units):
        """The parts of what neither a claim nor CloudTrail gave away."""
        w = place and self.one(hour, "WORKSPACE",
                               lambda c: c["value"] == place)
        if w:
            return [("WORKLOAD", "WORKSPACE", w, units)]
        node = self.node(tags)
        if node:
            return [("TAG", "TAG", node, units)]
        shared = [p if isinstance(p, str) else p[0]
                  for p in self.d["shared"].get(account, [])
                  if isinstance(p, str) or seconds(p[1]) <= hour]
        if not shared:
            return [("UNALLOCATED", "NONE", "-", units)]
        sign = -1 if units < 0 else 1
        part, more = divmod(abs(units), len(shared))
        return [("POOL", "POOL", p, sign * (part + (i < more)))
                for i, p in enumerate(shared)]


def proportional(units, weights):
    sign, total = (-1 if units < 0 else 1), sum(weights.values())
    parts = {r: abs(units) * w // total for r, w in weights.items()}
    order = sorted(weights, key=lambda r: (-(abs(units) * weights[r] % total),
                                           r))
    for r in order[:abs(units) - sum(parts.values())]:
        parts[r] += 1
    return {r: sign * n for r, n in parts.items()}


def parts_of(owners, key, units, called):
    """(source, layer, owner, units) of a cell."""
    hour, account, who, _, resource, tags = key[:6]
    direct = owners.direct(hour, account, who, resource)
    if direct:
        return [direct + (units,)]
    place = workspace(resource)
    weights = called.get((hour, place))
    if not place or not weights:
        return owners.rest(hour, account, place, dict(tags), units)
    parts, left, some = [], 0, False
    for role, n in proportional(units, weights).items():
        w = owners.one(hour, "ROLE", lambda c: c["value"] == role)
        if w:
            parts.append(("WORKLOAD", "CLOUDTRAIL", w, n))
        else:
            left, some = left + n, True
    if some:
        parts += owners.rest(hour, account, place, dict(tags), left)
    return parts


def attribute(d, found, called):
    owners, sums = Owners(d), {}
    for key, cost in found.items():
        for source, layer, owner, n in parts_of(
                owners, key, int(cost / UNIT), called):
            k = key[:2] + (source, layer, owner)
            sums[k] = sums.get(k, 0) + n
    return sums


def sql(d):
    for i, (w, p) in enumerate(d["products"].items()):
        print("INSERT INTO workload (name, product, created_at, control, "
              "live_since) VALUES ('%s', (SELECT id FROM node WHERE "
              "level = 4 AND name = '%s'), 0, 'ACTIVE', 0);" % (w, p))
    for i, c in enumerate(d["claims"], 1):
        print("INSERT INTO anchor VALUES (%d, 'an-%d', '%s', NULL, '%s', '%s',"
              " '%s', 0);" % (i, i, c["workload"], c["kind"], c["value"],
                              c["account"]))
        print("INSERT INTO claim VALUES ('an-%d', %d, 'priya', %d, %s, 0);"
              % (i, seconds(c["from"]), seconds(c["from"]),
                 seconds(c["to"]) if c["to"] else "NULL"))


def read(argv):
    """DESCRIPTION [--trail FILE]... FILE...: what they say."""
    with open(argv[0], encoding="utf-8") as f:
        d = json.load(f)
    paths, trails, args = [], [], iter(argv[1:])
    for a in args:
        if a == "--trail":
            trails.append(next(args))
        else:
            paths.append(a)
    return d, cells(paths), calls(trails)


def lines(d, found, called):
    for k, n in sorted(attribute(d, found, called).items()):
        hour = datetime.datetime.fromtimestamp(k[0], datetime.timezone.utc)
        yield " ".join((hour.strftime("%Y-%m-%dT%H:%M:%SZ"), *k[1:4],
                        k[4].replace(" ", "_"), str(n)))


def main(argv):
    if argv[1:] == ["--sql"]:
        with open(argv[0], encoding="utf-8") as f:
            sql(json.load(f))
    else:
        print("\n".join(lines(*read(argv))))


if __name__ == "__main__":
    main(sys.argv[1:])
