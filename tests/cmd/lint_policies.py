#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# lint_policies.py FILE...: what parliament (BSD-3-Clause, by pip) finds in
# policies, one line each, but for what is known and meant.
import json
import os
import sys

from parliament import analyze_policy_string

# Services and actions that AWS added after the data that parliament has;
# control over them is what the policies are for.
NEW_PREFIXES = {"aws-external-anthropic", "bedrock-agentcore",
                "bedrock-mantle"}
NEW_ACTIONS = {"bedrock:AgenticRetrieveStream", "bedrock:CallWithBearerToken",
               "bedrock:CountTokens", "bedrock:InvokeTool",
               "bedrock:StartFlowExecution"}
# These take resources of several kinds; parliament wants one of each.
MANY_KINDS = {"bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream",
              "bedrock:GetInferenceProfile"}
# Takes log groups by now; its data has only "*".
NARROWER = {"logs:DescribeLogGroups"}


def meant(name, f):
    if f.issue == "UNKNOWN_PREFIX":
        return f.detail.split()[-1] in NEW_PREFIXES
    if f.issue == "UNKNOWN_ACTION":
        return f.detail.split()[-1] in NEW_ACTIONS
    if f.issue == "RESOURCE_MISMATCH":
        return all(d["action"] in MANY_KINDS | NARROWER for d in f.detail)
    if f.issue == "UNKNOWN_CONDITION_FOR_ACTION":
        # only where --with-invoked-model-id asked for it
        return "bedrock:InvokedModelId" in f.detail and "neutral" in name
    if f.issue == "MALFORMED":
        # parliament knows no trust policies
        return "neither Resource nor" in f.detail and "trust" in name
    return False


bad = 0
for path in sys.argv[1:]:
    name = os.path.basename(path)
    with open(path) as text:
        policy = json.dumps(json.load(text))
    for f in analyze_policy_string(policy).findings:
        if not meant(name, f):
            print(name, f.issue, f.detail)
            bad = 1
sys.exit(bad)
