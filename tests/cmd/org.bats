#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# foc-init and foc-org: a file from foc.yaml, its plan, its refusals.

load helpers

setup() {
	yaml="$BATS_TEST_TMPDIR/foc.yaml"
	cp "$FOC_TOP/examples/foc.yaml" "$yaml"
	cd "$BATS_TEST_TMPDIR" || return 1
}

# Change the copy of foc.yaml; fails where the edit changes nothing.
edit() {
	cp "$yaml" before
	sed -i "$@" "$yaml"
	! cmp -s before "$yaml"
}

apply() {
	at 2026-10-28T10:00:00Z as sarah foc-org apply "$@" "$yaml"
}

sql() {
	sqlite3 "$FOC_DB" "PRAGMA foreign_keys = ON; $1"
}

# --- foc-init

@test "init makes a whole file of mode 0600 and says what is in it" {
	export FOC_DB="$PWD/x.db"
	run -0 --separate-stderr foc-init --sandbox "$yaml"
	[ -z "$stderr" ]
	[ "$(jq -r 'select(.what == "person") | .name' <<<"$output" |
	    sort | tr '\n' ' ')" = "cron dana eli marco priya sarah " ]
	[ "$(jq -s 'map(select(.op != "+" or .sandbox != true)) | length' \
	    <<<"$output")" = 0 ]
	[ "$(stat -c %a x.db)" = 600 ]
	foc-db check
	foc-audit verify
	[ "$(foc-audit log | jq -r '[.seq, .verb, .object] | join(" ")' |
	    head -2 | tr '\n' ,)" = "0 init db,1 apply org," ]
	[ "$(foc-audit log org | jq -r .after)" = \
	    "$(sha256sum <"$yaml" | cut -d' ' -f1)" ]
}

@test "init refuses a file that exists and leaves it alone" {
	sandbox
	was=$(fingerprint)
	run -1 foc-init --sandbox "$yaml"
	[ "$output" = "foc-init: $FOC_DB: exists already; foc-org apply\
 brings it up to date" ]
	[ "$(fingerprint)" = "$was" ]
	[ -e "$FOC_DB.lock" ]
}

@test "a failed init leaves nothing behind" {
	edit 's/owner: priya/owner: nobody/'
	mkdir d
	run -3 --separate-stderr foc-init --sandbox --db d/x.db "$yaml"
	[ -z "$output" ]
	[ "$stderr" = "foc-init: $yaml:24: product Support Bot: the owner\
 'nobody' is no person of this file" ]
	[ -z "$(ls -A d)" ]
	run -4 foc-init --sandbox --db d/x.db missing.yaml
	[ -z "$(ls -A d)" ]
	run -4 foc-init --sandbox --db no/x.db before
	[ ! -e no ]
}

@test "a dry init shows the records and makes no file" {
	mkdir d
	run -0 foc-init -n --sandbox --db d/x.db "$yaml"
	[ "$(wc -l <<<"$output")" -gt 20 ]
	[ -z "$(ls -A d)" ]
}

@test "init makes the directory of the default path only" {
	unset FOC_DB
	XDG_DATA_HOME=$PWD/a/b run -0 foc-init --sandbox "$yaml"
	[ -e a/b/foc/foc.db ]
	XDG_DATA_HOME=$PWD/a/b foc-org show people | grep -q priya
}

@test "a sandbox is the same file every time, a real one never" {
	for n in 1 2; do
		FOC_DB=$PWD/s$n FOC_NOW=2026-10-26T09:00:00Z \
		    foc-init --sandbox "$yaml" >/dev/null
		FOC_DB=$PWD/r$n foc-init -q "$yaml" >/dev/null
	done
	id="SELECT value FROM meta WHERE key = 'id'"
	[ "$(sqlite3 s1 "$id")" = "$(sqlite3 s2 "$id")" ]
	[ "$(sqlite3 s1 .dump | sha256sum)" = "$(sqlite3 s2 .dump |
	    sha256sum)" ]
	[ "$(sqlite3 r1 "$id")" != "$(sqlite3 r2 "$id")" ]
	[[ "$(sqlite3 r1 "$id")" =~ ^[0-9a-f]{32}$ ]]
	FOC_DB=$PWD/s3 FOC_NOW=2026-10-26T09:00:01Z \
	    foc-init --sandbox "$yaml" >/dev/null
	[ "$(sqlite3 s3 "$id")" != "$(sqlite3 s1 "$id")" ]
}

@test "only a sandbox listens to FOC_ACTOR and FOC_NOW" {
	export FOC_DB="$PWD/x.db"
	FOC_ACTOR=sarah FOC_NOW=2001-01-01 run -0 --separate-stderr \
	    foc-init "$yaml"
	[ "$(jq -s 'map(select(has("sandbox"))) | length' <<<"$output")" = 0 ]
	[[ "$stderr" == *"is nobody in this organisation"* ]]
	[ "$(foc-audit log org | jq -r .actor)" = "" ]
	[[ "$(foc-audit log org | jq -r .at)" != 2001* ]]
	FOC_ACTOR=sarah run -1 foc-org apply "$yaml"
	[[ "$output" == *"is nobody here: foc.yaml names no person"* ]]
}

@test "the uid of who makes the file is found in the new foc.yaml" {
	edit "s/unix: \[sarah\]/unix: [sarah, $(id -un)]/"
	export FOC_DB="$PWD/x.db"
	foc-init -q "$yaml" >/dev/null
	[ "$(foc-audit log org | jq -r '.actor + " " + .role')" = \
	    "sarah finops-lead" ]
	edit 's/normal: 5/normal: 6/'
	[ "$(foc-org apply -q "$yaml" | jq -r .detail)" = "5 -> 6" ]
}

@test "in a sandbox FOC_ACTOR makes the file, or nobody does" {
	FOC_DB=$PWD/a FOC_ACTOR=dana foc-init --sandbox "$yaml" >/dev/null
	[ "$(FOC_DB=$PWD/a foc-audit log | head -1 |
	    jq -r '.actor + " " + .role')" = "dana portfolio-owner" ]
	FOC_DB=$PWD/b FOC_ACTOR=ghost foc-init --sandbox "$yaml" >/dev/null
	[ "$(FOC_DB=$PWD/b foc-audit log | head -1 | jq -r .actor)" = "" ]
}

@test "the export gates a real file, not a sandbox" {
	FOC_DB=$PWD/s foc-init --sandbox "$yaml" >/dev/null
	FOC_DB=$PWD/r foc-init -q "$yaml" >/dev/null
	q="SELECT name, platform, account, state, evidence FROM prereq"
	[ "$(sqlite3 s "$q")" = "CUR_EXPORT|ALL||PASSED|sandbox" ]
	[ "$(sqlite3 r "$q")" = "CUR_EXPORT|ALL||UNKNOWN|" ]
}

# --- foc-org apply

@test "applying the same file does nothing at all" {
	sandbox
	was=$(fingerprint)
	run -0 apply
	[ -z "$output" ]
	echo '# a comment' >>"$yaml"
	run -0 apply
	[ -z "$output" ]
	[ "$(fingerprint)" = "$was" ]
}

@test "an apply says each difference, once, and is one event" {
	sandbox
	edit -e 's/roles: \[cloud-engineer\]/roles: [cloud-engineer, admin]/' \
	    -e 's/environment: dev/environment: test/' \
	    -e 's/window_days: 30/window_days: 14/' \
	    -e '/id: cron/d' -e '/555566667777/d' \
	    -e 's/Product}/Service}/' \
	    -e 's/^classification: \[\]/classification: [{name: a, operation: X}]/'
	run -0 --separate-stderr apply -n
	plan=$output
	diff - <(jq -r '[.op, .id, .detail] | join("|")' <<<"$plan") <<-'END'
	~|setting label_e4|value: Product -> Service
	~|person eli|roles: cloud-engineer -> cloud-engineer admin
	~|account 222233334444|environment: dev -> test
	+|rule 1|body: {"name":"a","operation":"X"}
	-|account 555566667777|name: data, environment: prod, payer: false
	-|person cron|name: Nightly runs, email: ops@example.com, unix: foc, roles: operator
	~|policy window_days|30 -> 14
	END
	[ "$(foc-audit log org | wc -l)" = 1 ]		# it was dry
	[[ $(foc-org show hierarchy -f table) == *"PORTFOLIO  "*" DEPARTMENT "*" BUSINESS UNIT"* ]]
	run -0 apply
	[ "$output" = "$plan" ]
	[ "$(foc-audit log org | wc -l)" = 2 ]
	event=$(foc-audit log org | tail -1)
	[ "$(key actor <<<"$event")" = sarah ]
	[ "$(key role <<<"$event")" = finops-lead ]
	[ "$(key before <<<"$event")" = \
	    "$(sha256sum <"$FOC_TOP/examples/foc.yaml" | cut -d' ' -f1)" ]
	[ "$(key after <<<"$event")" = "$(sha256sum <"$yaml" |
	    cut -d' ' -f1)" ]
	[ "$(foc-org show people | jq -c 'select(.id == "cron") |
	    [.active, .unix, .roles]')" = '[false,[],[]]' ]
	run -0 apply
	[ -z "$output" ]
	foc-audit verify
}

@test "who left can come back" {
	sandbox
	edit '/id: cron/d'
	apply >/dev/null
	cp before "$yaml"
	[ "$(apply | jq -r '.op + .id')" = "+person cron" ]
	[ "$(foc-org show people | jq -c 'select(.id == "cron") |
	    [.active, .unix, .roles]')" = '[true,["foc"],["operator"]]' ]
}

@test "a user name can move from one person to another, either way" {
	sandbox
	edit -e 's/unix: \[priya\]/unix: [px]/' \
	    -e 's/unix: \[marco\]/unix: [priya]/'
	apply >/dev/null
	edit -e 's/unix: \[px\]/unix: [priya]/' \
	    -e 's/unix: \[priya\],\( roles: \[product-owner\]\)/&/' \
	    -e '/id: marco/s/unix: \[priya\]/unix: [px]/'
	apply >/dev/null
	[ "$(foc-org show people | jq -r 'select(.id == "priya" or
	    .id == "marco") | .id + " " + .unix[0]' | tr '\n' ,)" = \
	    "marco px,priya priya," ]
}

@test "a hierarchy can be renamed above its products" {
	sandbox
	edit 's/unit: Retail/unit: Shops/'
	apply >/dev/null
	[ "$(foc-org show hierarchy | jq -r '.path["e1"]' | sort -u)" = Shops ]
	[ "$(foc-org show hierarchy | jq -r 'select(.id == "Support Bot") |
	    [.path["e2"], .path["e3"], .path["e4"], .owner, .portfolio_owner] |
	    join("/")')" = \
	    "Engineering/Customer Care/Support Bot/priya/dana" ]
	run -0 apply
	[ -z "$output" ]
}

@test "shares have periods: added now, ended now, from when the file says" {
	sandbox
	shares() {
		foc-org show accounts | jq -c 'select(.id == "341153769010") |
		    .shares | map([.product, .valid_from, .valid_to])'
	}
	[ "$(shares)" = '[["Document Platform",null,null],["Support Bot",null,null]]' ]
	edit '/ai-prod/s/Document Platform/Engineering Assistant/'
	apply >/dev/null
	[ "$(shares)" = '[["Document Platform",null,"2026-10-28T10:00:00Z"],["Engineering Assistant","2026-10-28T10:00:00Z",null],["Support Bot",null,null]]' ]
	# the same product again, from a day on
	edit '/ai-prod/s/Engineering Assistant/{product: Document Platform, from: 2026-11-01}/'
	at 2026-10-29 as sarah foc-org apply "$yaml" >/dev/null
	[ "$(shares)" = '[["Document Platform",null,"2026-10-28T10:00:00Z"],["Document Platform","2026-11-01T00:00:00Z",null],["Engineering Assistant","2026-10-28T10:00:00Z","2026-10-29T00:00:00Z"],["Support Bot",null,null]]' ]
	# two periods of one product may not overlap
	edit 's/from: 2026-11-01/from: 2026-10-28/'
	was=$(fingerprint)
	run -1 at 2026-10-30 as sarah foc-org apply "$yaml"
	[ "$output" = "foc-org: account 341153769010: Document Platform\
 shared it until 2026-10-28T10:00:00Z already; from may not be before that" ]
	[ "$(fingerprint)" = "$was" ]
	# a corrected start is a new period; the old one never was
	edit 's/from: 2026-10-28/from: 2026-11-15/'
	at 2026-10-30 as sarah foc-org apply "$yaml" >/dev/null
	[[ "$(shares)" == *'["Document Platform","2026-11-15T00:00:00Z",null]'* ]]
	[[ "$(shares)" != *2026-11-01* ]]
	# left out, what there is stays
	edit 's/{product: Document Platform, from: 2026-11-15}/Document Platform/'
	run -0 apply
	[ -z "$output" ]
}

@test "a delegate stands in until a day" {
	sandbox
	edit 's/^delegates: \[\]/delegates: [{person: priya, to: marco, until: 2026-12-01}]/'
	apply >/dev/null
	[ "$(foc-org show people | jq -r 'select(.id == "priya") |
	    .delegate_to + " " + .delegate_until')" = \
	    "marco 2026-12-01T00:00:00Z" ]
	cp before "$yaml"
	[ "$(apply | jq -r '.op + .id')" = "-delegate priya" ]
	[ "$(foc-org show people | jq -r 'select(.id == "priya") |
	    .delegate_to')" = null ]
}

@test "a delegate whose time is over is pointed out" {
	sandbox
	edit 's/^delegates: \[\]/delegates: [{person: priya, to: marco, until: 2026-10-01}]/'
	run -0 --separate-stderr apply
	[[ $stderr == *"person priya: the delegate stood in until 2026-10-01"* ]]
}

@test "a byte-order mark before foc.yaml is no error" {
	sandbox
	printf '\357\273\277' | cat - "$yaml" >marked
	run -0 as sarah foc-org apply marked
	[ -z "$output" ]
}

@test "every word of the built-in rules is one that foc.yaml may say" {
	awk -F '\t' '!/^#/ { n = split($4, p, "; *"); for (i = 1; i <= n; i++)
	    if (p[i] ~ /^(platform|feature|token_type|tier|geography)=/)
		print p[i] }' "$FOC_TOP/lib/ingest/rules.tsv" | sort -u >said
	[ "$(wc -l <said)" -gt 20 ]
	awk -F '\t' '!/^#/ { n = split($2, w, " "); for (i = 1; i <= n; i++)
		print $1 "=" w[i] }' "$FOC_TOP/lib/db/class_words.tsv" |
	    sort -u >known
	[ -z "$(comm -23 said known)" ]
}

# --- refusals

@test "only finops-lead and admin may apply" {
	sandbox
	edit 's/normal: 5/normal: 6/'
	was=$(fingerprint)
	for who in priya eli dana cron; do
		run -1 as $who foc-org apply "$yaml"
		[ "$output" = "foc-org: $who may not do this: it needs the\
 role finops-lead or admin" ]
		run -1 as $who foc-org apply -n "$yaml"
	done
	[ "$(fingerprint)" = "$was" ]
}

@test "a product with workloads stays" {
	sandbox
	sql "INSERT INTO workload (name, product, created_at, control)
	    SELECT 'csbot', id, 0, 'ACTIVE' FROM node
	    WHERE name = 'Support Bot'"
	edit -e '/product: Support Bot/d' -e 's/Support Bot, //'
	was=$(fingerprint)
	run -1 --separate-stderr apply
	[ -z "$output" ]
	[ "$stderr" = "foc-org: product Support Bot: workload csbot refers to\
 it; a product with workloads stays in the file" ]
	[ "$(fingerprint)" = "$was" ]
	sql "DELETE FROM workload"
	apply >/dev/null
	[ "$(foc-org show hierarchy | jq -r 'select(.active | not) | .id')" = \
	    "Support Bot" ]
}

@test "who implements and what is in scope stay" {
	sandbox
	sql "INSERT INTO workload (name, product, created_at, control)
	    SELECT 'csbot', id, 0, 'ACTIVE' FROM node
	    WHERE name = 'Support Bot';
	INSERT INTO request (n, id, workload, adds_to, use_case, runtime,
	    principal, availability, state, description, growth_ppm,
	    requester, submitted_at, review_due, priority, case_acknowledged,
	    implementer)
	    VALUES (1, 'br-1', 'csbot', 0, 'OPERATIONS', 'LAMBDA', '',
	    'STANDARD', 'CE_IN_PROGRESS', '', 0, 'priya', 0, 0, 'NORMAL', 0,
	    'eli');
	INSERT INTO scope (n, id, request, workload, platform, model, account,
	    region, workspace, action_scope, role_name, state, vendor,
	    model_id, route, destinations, invoked_model_id, restricted)
	    VALUES (1, 'sc-1', 'br-1', 'csbot', 'BEDROCK', 'm',
	    '555566667777', 'us-east-1', '', 'INFERENCE', 'r', 'IMPLEMENTED',
	    'v', 'm', 'REGION', 'us-east-1', 0, 0)"
	was=$(fingerprint)
	edit '/id: eli/d'
	run -1 apply
	[ "$output" = "foc-org: person eli: task of br-1 refers to it; finish\
 or cancel it before the person leaves" ]
	cp before "$yaml"
	edit '/555566667777/d'
	run -1 apply
	[ "$output" = "foc-org: account 555566667777: scope sc-1 refers to it;\
 revoke it before the account goes" ]
	[ "$(fingerprint)" = "$was" ]
	# an owner is replaced: the open request moves with the product
	cp before "$yaml"
	edit -e '/id: priya/d' -e 's/owner: priya/owner: marco/'
	[ "$(apply | jq -r '.op + .id' | tr '\n' ,)" = "~product Support\
 Bot,~product Document Platform,-person priya," ]
}

@test "a bad file changes nothing and names its line" {
	sandbox
	was=$(fingerprint)
	edit 's/^organization:/organisation:/'
	run -3 --separate-stderr apply
	[ -z "$output" ]
	[[ "$stderr" == "foc-org: $yaml:3: unknown key 'organisation'; known\
 here: organization, "* ]]
	printf 'a: &x 1\nb: *x\n' >"$yaml"
	run -3 apply
	[[ "$output" == *":1: the anchor &x is not read"* ]]
	run -3 as sarah foc-org apply - <<<'[]'
	[ "$output" = "foc-org: -:1: is a list, must be a mapping of\
 organization, currency, labels, people, hierarchy, accounts, policy,\
 classification and delegates" ]
	[ "$(fingerprint)" = "$was" ]
}

@test "a file that locks everybody out is said to" {
	sandbox
	edit 's/finops-lead/finance/'
	run -0 --separate-stderr apply
	[ "$stderr" = "foc-org: $yaml: nobody has the role finops-lead or\
 admin, so nobody may apply a later version of it" ]
	run -1 apply
}

# --- foc-org show

@test "show gives the parts, and policy with its defaults" {
	sandbox
	[ "$(foc-org show | jq -r .kind | sort -u | tr '\n' ' ')" = \
	    "account person policy product " ]
	[ "$(foc-org | jq -s length)" = "$(foc-org show | jq -s length)" ]
	for part in people:person accounts:account hierarchy:product \
	    policy:policy; do
		[ "$(foc-org show "${part%:*}" | jq -r .kind | sort -u)" = \
		    "${part#*:}" ]
	done
	edit -e 's/normal: 5/normal: 07/' -e 's/keep_sessions: sso/keep_sessions: all/'
	apply >/dev/null
	[ "$(foc-org show policy | jq -c 'select(.id == "sla_days.normal") |
	    [.key, .value, .default]')" = '["sla_days.normal",7,5]' ]
	[ "$(foc-org show policy | jq -c 'select(.id == "keep_sessions") |
	    [.value, .default]')" = '["all","sso"]' ]
	[ "$(foc-org show policy | jq -c 'select(.id == "dedicated_roles") |
	    .value')" = '["finops-*","FinOpsCenter-*-GatewayRole"]' ]
	run -2 foc-org show money
	[ "$output" = "foc-org: cannot show 'money'; known are people,\
 accounts, hierarchy and policy" ]
}

@test "foc.yaml(5) lists every key of policy with its default" {
	sandbox
	keys=$(foc-org show policy | jq -r 'select(.default | type != "array" and
	    type != "object") | .key + " " + (.default | tostring)' | sort)
	[ "$(sed -n 's/^\.It Ic \([a-z_.]*\) Ta \(.*\)/\1 \2/p' \
	    "$FOC_TOP/man/foc.yaml.5" | sort)" = "$keys" ]
}

@test "the smallest example of foc.yaml(5) works" {
	sed -n '/^organization:/,/^\.Ed/p' "$FOC_TOP/man/foc.yaml.5" |
	    grep -v '^\.Ed' >small.yaml
	FOC_DB=$PWD/x foc-init --sandbox small.yaml >/dev/null
	[ "$(FOC_DB=$PWD/x foc-org show hierarchy | jq -r .owner)" = priya ]
}
