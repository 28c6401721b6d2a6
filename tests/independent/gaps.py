#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What every gap cost, from the raw export, by Decimal and integers, written
from the manual and sharing no code with foc.

gaps.py DESCRIPTION FROM TO [--trail FILE]... FILE|MANIFEST...
prints "class scenario key amount" lines of the hours from FROM to before TO,
in order, and at last "all gaps workloads spend": sums that add up.
DESCRIPTION is that of attribution.py with anchors (workload, kind, value,
account) that requests made, scopes (workload, model, account, region, until:
when it was revoked), and shared_roles and dedicated_roles of the policy.
"""
import fnmatch
import re
import sys

import attribution
import chargeback

def callers_since(code, usage):
    """Since when the bill tells who called; None: by nature it does not."""
    if (code == "AmazonBedrockAgentCore" or "ProvisionedThroughput" in usage
            or "claude_consumption" in usage):
        return None
    return attribution.seconds("2026-08-11T00:00:00Z" if "-mantle-" in usage
                               else "2026-04-08T00:00:00Z")


class Gaps:
    def __init__(self, d):
        self.d = d
        self.owners = attribution.Owners(d)
        self.anchors = {}
        for a in d["anchors"] + d["claims"]:
            self.anchors.setdefault((a["kind"], a["value"]), set()).add(
                a["account"])

    def fits(self, who, patterns):
        m = re.match(r"arn:[^:]+:iam::\d+:role/(?:.*/)?([^/]+)$", who)
        return m and any(fnmatch.fnmatchcase(m[1], p)
                         for p in self.d[patterns])

    def unclaimed(self, hour, account, who, resource, place):
        """The key of what a request or claim has named, held by nobody."""
        if (account in self.anchors.get(("ROLE", who), ())
                or account in self.anchors.get(("USER", who), ())):
            return who
        for kind in ("INFERENCE_PROFILE", "RESOURCE"):
            if (kind, resource) in self.anchors:
                return account + "|" + resource
        if (("WORKSPACE", place) in self.anchors
                and not self.owners.holders(
                    hour, "WORKSPACE", lambda c: c["value"] == place)):
            return account + "|" + place
        if self.fits(who, "dedicated_roles"):
            return who
        return None

    def of(self, key):
        """(scenario, key) of what no workload has of a cell."""
        hour, account, who, _, resource = key[:5]
        code, name, usage = key[7:10]
        place = attribution.workspace(resource)
        if "Guardrail" in usage:
            return "UNALLOCATED_GUARDRAIL_COST", (
                resource if ":guardrail/" in resource else account)
        since = callers_since(code, usage)
        if not who and since is not None and hour >= since:
            return "ATTRIBUTION_NOT_ENABLED", account
        known = self.unclaimed(hour, account, who, resource, place)
        if known:
            return "UNCLAIMED_WORKLOAD", known
        if not who:
            which = place or resource
            return "UNATTRIBUTED_SPEND", (
                account + "|" + which if which else account)
        if self.fits(who, "shared_roles"):
            return "UNATTRIBUTED_SPEND", account + "|" + who
        return "NO_BUDGET_ALLOCATION", who + "|" + chargeback.model(
            code, name, usage)

    def beyond(self, key, workload):
        """(scenario, key) of what a workload owns and was not granted."""
        account, who, resource, region = key[1], key[2], key[4], key[13]
        model = chargeback.model(*key[7:10])
        if not model:
            return None
        granted = {(s["account"], s["region"]) for s in self.d["scopes"]
                   if s["workload"] == workload and s["model"] == model
                   and not (s["until"] and attribution.seconds(s["until"])
                            <= key[0])}
        if not granted:
            return "NO_BUDGET_ALLOCATION", (
                who or account + "|" + resource) + "|" + model
        if (account, region) not in granted:
            return "OUT_OF_BUDGET_SCOPE", "|".join(
                (workload, model, account, region))
        return None


def gaps(d, found, called, first, last):
    """Sums by (class, scenario, key); of workloads; of all."""
    g, sums, owned, spend = Gaps(d), {}, 0, 0

    def add(kind, gap, n):
        k = (kind,) + gap
        sums[k] = sums.get(k, 0) + n

    for key, cost in found.items():
        if not first <= key[0] < last:
            continue
        units = int(cost / attribution.UNIT)
        spend += units
        for source, layer, owner, n in attribution.parts_of(
                g.owners, key, units, called):
            if source != "WORKLOAD":
                add("ATTRIBUTION", g.of(key), n)
                continue
            owned += n
            gap = g.beyond(key, owner)
            if gap:
                add("GOVERNANCE", gap, n)
    return sums, owned, spend


def lines(d, found, called, first, last):
    sums, owned, spend = gaps(d, found, called, first, last)
    for k, n in sorted(sums.items()):
        if n:
            yield "%s %s %s %d" % (*k, n)
    yield "all %d %d %d" % (sum(n for k, n in sums.items()
                                if k[0] == "ATTRIBUTION"), owned, spend)


def main(argv):
    first, last = map(attribution.seconds, argv[1:3])
    for line in lines(*attribution.read(argv[:1] + argv[3:]), first, last):
        print(line)


if __name__ == "__main__":
    main(sys.argv[1:])
