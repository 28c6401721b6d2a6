# SPDX-License-Identifier: MIT
# iam.jq: what is wrong with an IAM policy, a sentence a line; nothing if it is
# good.  --slurpfile actions FILE: one array of the names of all actions that
# AWS has for the services in it; --arg trust y for a trust policy.
def list: if type == "array" then .[] else . end;
def glob: gsub("[.]"; "\\.") | gsub("[*]"; ".*") | "^" + . + "$";
def wrong_keys($allowed): (keys - $allowed)[] | "unknown element " + .;
($actions[0] // []) as $known |
($known | map(split(":")[0]) | unique) as $services |
def wrong_action:
    if test("^[a-z0-9-]+:[A-Za-z*?]+$") | not then "bad action " + .
    elif (split(":")[0] | IN($services[])) and
	(glob as $g | any($known[]; test($g))) == false
    then "no such action " + . else empty end;
def wrong_arn:
    if . == "*" or test("^arn:aws:[a-z0-9-]+:[a-z0-9-]*:[0-9]*:[^ ]+$")
    then empty else "bad resource " + . end;
def wrong_condition:
    to_entries[] | .key as $op | .value | to_entries[] |
    if ($op | test("^(ForAnyValue:)?(String|Arn|Bool|Null)[A-Za-z]*$")) and
	(.key | test("^[a-z0-9-]+:[A-Za-z/-]+$")) then empty
    else "bad condition " + $op + " " + .key end;
def wrong_statement:
    wrong_keys(["Sid", "Effect", "Action", "NotAction", "Resource",
	"NotResource", "Condition", "Principal"]),
    (if .Effect == "Allow" or .Effect == "Deny" then empty
     else "bad effect" end),
    (if [.Action, .NotAction | select(. != null)] | length == 1
     then empty else "one of Action and NotAction" end),
    (if $trust == "y" then empty
     elif [.Resource, .NotResource | select(. != null)] | length == 1
     then empty else "one of Resource and NotResource" end),
    (if (.Principal != null) == ($trust == "y") then empty
     else "a principal, or none" end),
    (if .Sid == null or (.Sid | test("^[A-Za-z0-9]+$")) then empty
     else "bad Sid " + .Sid end),
    ([.Action, .NotAction | select(. != null) | list][] | wrong_action),
    ([.Resource, .NotResource | select(. != null) | list][] | wrong_arn),
    (.Condition // {} | wrong_condition);
wrong_keys(["Version", "Statement", "Id"]),
(if .Version == "2012-10-17" then empty else "bad version" end),
(if .Statement | length > 0 then empty else "no statement" end),
([.Statement[].Sid // empty] | group_by(.)[] | select(length > 1) |
    "twice: " + .[0]),
(.Statement[] | wrong_statement)
