#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""logs.py FOLDER MONTH ACCOUNT ROLE... -- WORKSPACE...: a month of CloudTrail
logs, a file a day: roles that call workspaces in some hours, some events
twice; one hour in seven of the first workspace has no calls."""
import calendar
import gzip
import json
import os
import random
import sys

folder, month, account = sys.argv[1:4]
cut = sys.argv.index("--")
roles, places = sys.argv[4:cut], sys.argv[cut + 1:]
random.seed(month)
os.makedirs(folder, exist_ok=True)


def event(day, hour, place, role, i):
    return {
        "eventID": "%s-%d-%d-%s-%s-%d" % (month, day, hour, place, role, i),
        "eventTime": "%s-%02dT%02d:%02d:00Z" % (month, day, hour, i * 7),
        "eventSource": "aws-external-anthropic.amazonaws.com",
        "eventName": random.choice(("CreateInference", "CreateInference",
                                    "CreateBatchInference")),
        "recipientAccountId": account,
        "userIdentity": {
            "arn": "arn:aws:sts::%s:assumed-role/%s/s" % (account, role),
            "sessionContext": {"sessionIssuer": {
                "arn": "arn:aws:iam::%s:role/%s" % (account, role)}}},
        "resources": [{"ARN": "arn:aws:aws-external-anthropic:us-west-2:"
                       "%s:workspace/%s" % (account, place)}]}


days = calendar.monthrange(*map(int, month.split("-")))[1]
for day in range(1, days + 1, 2):
    events = []
    for hour in range(24):
        for place in places:
            if hour % 7 == 3 and place == places[0]:
                continue
            for role in roles:
                events += [event(day, hour, place, role, i) for i in
                           range(random.choice((0, 0, 0, 1, 3)))]
    events += events[::5]
    random.shuffle(events)
    name = os.path.join(folder, "%s-%02d.json.gz" % (month, day))
    with gzip.open(name, "wt", 1) as f:
        json.dump({"Records": events}, f)
