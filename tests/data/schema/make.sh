#!/bin/bash
# SPDX-License-Identifier: MIT
# make.sh N: files of version N of the schema, made by the programs on PATH,
# which have to be of that version, and what they print of them:
#
#	vN-empty.sql.xz	an organisation and nothing else
#	vN-rich.sql.xz	requests in every state, tasks, claims, loads (one
#			superseded, one withdrawn), calls of CloudTrail, cards,
#			gaps, investigations, imports, prerequisites
#	vN-NAME.txt.xz	reports.sh of it
#
# FOC_TOP is the tree that they were built from.  Version 1 was made from the
# commit eab6627, the last of that version.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
version=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset FOC_DB
export LC_ALL=C TZ=UTC
cd "$work"

# A tenth of the lines: what is kept here shall be small.
mkdir bin
real=$(command -v gencur)
cat >bin/gencur <<END
#!/bin/bash
for a in "\$@"; do
	[ "\${last-}" != --rows ] || a=\$(((a + 9) / 10))
	args+=("\$a")
	last=\$a
done
exec "$real" "\${args[@]}"
END
chmod +x bin/gencur
PATH=$work/bin:$PATH

bash "$FOC_TOP/tests/docs/records.sh" "$work/records" 2>/dev/null
cd "$work/records.d"
export FOC_DB=$PWD/foc.db
on() {
	FOC_ACTOR=$1 FOC_NOW=$2 "${@:3}"
}
at=2026-11-16T10:00:00Z
n=0
for hour in 01 01 02 07; do
	n=$((n + 1))
	jq -nc --arg id "e$n" --arg at "2026-11-0${n}T$hour:00:00Z" '{eventID: $id,
	    eventTime: $at, eventSource: "aws-external-anthropic.amazonaws.com",
	    eventName: "CreateInference", eventCategory: "Data",
	    recipientAccountId: "341153769010",
	    userIdentity: {type: "AssumedRole",
	      arn: "arn:aws:sts::341153769010:assumed-role/app/i-1",
	      sessionContext: {sessionIssuer: {type: "Role",
	      arn: "arn:aws:iam::341153769010:role/app"}}},
	    requestParameters: null, resources: [{
	      type: "AWS::AWSExternalAnthropic::Workspace",
	      ARN: ("arn:aws:aws-external-anthropic:us-east-1:341153769010:" +
	      "workspace/wrkspc_" + $id)}]}'
done | jq -sc '{Records: .}' >calls.json
{
	on cron $at foc-ingest-trail calls.json
	on sarah $at foc-prereq waive CP_SUBSCRIPTION --account 341153769010 \
	    --rationale "is on its way"
	on sarah $at foc-model block nova-micro --platform BEDROCK \
	    --rationale "not needed"
	on sarah $at foc-model import \
	    "$FOC_TOP/tests/data/catalog/models.us-east-1.json"
	on sarah $at foc-price import "$FOC_TOP/tests/data/prices/bedrock.json"
	gencur --period 2026-11 --until 2026-11-16T06:00:00Z --rows 300 -o later
	on cron 2026-11-16T11:00:00Z foc-ingest-cur later --older
	on cron 2026-11-16T11:00:00Z foc-ingest-cur september
	on sarah 2026-11-16T11:10:00Z foc-db withdraw ld-4 --rationale "a test's"
	on cron 2026-11-16T11:20:00Z foc-spendcard generate --week 2026-W45
	on cron 2026-11-16T11:20:00Z foc-gaps detect
	on cron 2026-11-16T11:20:00Z foc-watch scan
	on marco 2026-11-16T11:30:00Z foc-request resubmit br-4 --developers 10
	sed 's/finance@/money@/; s/Priya Nair/Priya N. Nair/' \
	    "$FOC_TOP/examples/foc.yaml" >foc2.yaml
	on sarah 2026-11-16T11:40:00Z foc-org apply foc2.yaml
} >/dev/null

keep() {
	cp "$2" "v$version-$1.db"
	FOC_DB=$PWD/v$version-$1.db bash "$here/reports.sh" \
	    >"v$version-$1.txt"
	{
		sqlite3 "v$version-$1.db" .dump
		for p in application_id user_version; do
			echo "PRAGMA $p = $(sqlite3 "v$version-$1.db" \
			    "PRAGMA $p");"
		done
	} | xz -9e >"$here/v$version-$1.sql.xz"
	xz -9e -c "v$version-$1.txt" >"$here/v$version-$1.txt.xz"
}
keep rich foc.db
rm -f empty.db
on cron 2026-09-28T08:00:00Z foc-init --sandbox --db empty.db \
    "$FOC_TOP/examples/foc.yaml" >/dev/null
keep empty empty.db
ls -l "$here"
