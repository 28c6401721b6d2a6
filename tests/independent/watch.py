#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Which hours and days stand out, by Decimal, sharing no code with foc.

foc-workload usage --by hour | watch.py FIRST-DAY LAST-DAY [KEY=VALUE...]
prints "signal subject start amount baseline" lines, in order, of the days from
FIRST-DAY to before LAST-DAY.  KEY=VALUE: factor, mad, spike, surge, history;
as watch.* of foc.yaml(5) has them by default.  Only what records of usage
tell is judged: rows with a model, and of callers those with a principal.
"""
import datetime
import decimal
import json
import sys

D = decimal.Decimal
decimal.getcontext().prec = 60
UNIT = D("1e-10")
HOUR = datetime.timedelta(hours=1)
DAY = HOUR * 24
rule = dict(factor="10", mad="6", spike="5", surge="20", history="7")
rule.update(w.split("=") for w in sys.argv[3:])
rule = {k: D(v) for k, v in rule.items()}


def at(text):
    return datetime.datetime.fromisoformat(text.replace("Z", ""))


def median(values):
    v = sorted(values)
    if not v:
        return D(0)
    middle = (v[(len(v) - 1) // 2] + v[len(v) // 2]) / 2
    return middle.quantize(UNIT, decimal.ROUND_HALF_EVEN)


def judge(series, least, days, first, last, began):
    """Time -> (amount, median) of those that stand out."""
    hits = {}
    for t, amount in series.items():
        if (not first <= t < last or amount < least or amount <= 0
                or t - began < DAY * int(rule["history"])):
            continue
        before = [a for u, a in series.items() if t - DAY * days <= u < t
                  and a != 0]
        m = median(before)
        deviation = median(abs(a - m) for a in before)
        if amount >= max(rule["factor"] * m, m + rule["mad"] * deviation):
            hits[t] = (amount, m)
    return hits


def text(v):
    s = format(v, "f")
    return s.rstrip("0").rstrip(".") if "." in s else s


def tell(signal, subject, hits, step, stamp):
    """Lines of hits, those in a row together."""
    run = None
    for t in sorted(hits):
        if run and run[1] == t:
            run[1:] = [t + step, run[2] + hits[t][0], run[3] + hits[t][1]]
            continue
        if run:
            yield signal, subject, stamp(run[0]), text(run[2]), text(run[3])
        run = [t, t + step, *hits[t]]
    if run:
        yield signal, subject, stamp(run[0]), text(run[2]), text(run[3])


workloads, callers, models, owners = {}, {}, {}, {}
began = None
for line in sys.stdin:
    r = json.loads(line, parse_float=D, parse_int=D)
    t, cost = at(r["hour"]), r["cost_usd"]
    began = min(began or t, t)
    if r["workload"] is not None:
        s = workloads.setdefault(r["workload"], {})
        s[t] = s.get(t, D(0)) + cost
    if r["model"] is None:
        continue
    s = models.setdefault(r["model"], {})
    day = t.replace(hour=0)
    s[day] = s.get(day, D(0)) + cost
    if r["principal"] is None:
        continue
    key = "|".join((r["account"], r["principal"], r["model"]))
    s = callers.setdefault(key, {})
    s[t] = s.get(t, D(0)) + cost
    owners.setdefault((key, t), set()).add(r["workload"])

first, last = at(sys.argv[1]), at(sys.argv[2])
hour = "%Y-%m-%dT%H:00:00Z"
found, spikes = [], {}
for name, s in workloads.items():
    spikes[name] = judge(s, rule["spike"], 7, first, last, began)
    found += tell("SPIKE_HOUR", "wl-" + name, spikes[name], HOUR,
                  lambda t: t.strftime(hour))
for key, s in callers.items():
    hits = judge(s, rule["spike"], 7, first, last, began)
    for t in list(hits):
        whose = owners[key, t]
        if len(whose) == 1 and t in spikes.get(next(iter(whose)), {}):
            del hits[t]
    found += tell("SPIKE_HOUR", key, hits, HOUR, lambda t: t.strftime(hour))
for name, s in models.items():
    found += tell("MODEL_SURGE", name,
                  judge(s, rule["surge"], 14, first, last,
                        began), DAY, lambda t: t.strftime("%Y-%m-%d"))
for f in sorted(found):
    print(*f, sep="\t")
