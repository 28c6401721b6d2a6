#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# The model catalog, the price book, the prerequisites.

load helpers

A=341153769010

setup_file() {
	# A file that has seen bills, for those that only read.
	export BILLED="$BATS_FILE_TMPDIR/billed"
	mkdir -p "$BILLED"
	(
		cd "$BILLED" || exit 1
		# shellcheck source=tests/docs/prelude.sh
		. "$FOC_TOP/tests/docs/prelude.sh"
		export FOC_DB=$PWD/foc.db FOC_ACTOR=cron
		export FOC_NOW=2026-11-16T09:00:00Z
		bring file asked granted ready live billed
	)
}

setup() {
	export FOC_NOW=2026-10-26T09:00:00Z
	data=$FOC_TOP/tests/data
	cd "$BATS_TEST_TMPDIR" || return 1
}

# A copy of the file with bills.
billed() {
	cp "$BILLED/foc.db" foc.db
	export FOC_DB=$PWD/foc.db FOC_NOW=2026-11-16T09:00:00Z
}

sql() {
	sqlite3 "$FOC_DB" "$1"
}

# refused STATUS SENTENCE COMMAND...: and nothing was changed.
refused() {
	local before status_wanted=$1 sentence=$2
	before=$(fingerprint)
	shift 2
	run --separate-stderr "-$status_wanted" "$@"
	[[ $stderr == *"$sentence"* ]] || { echo "$stderr"; return 1; }
	[ -z "$output" ] || { echo "$output"; return 1; }
	[ "$(fingerprint)" = "$before" ]
}

models() {
	as sarah foc-model import "$data/catalog/models.us-east-1.json" "$@"
}

# summary: of the import records on standard input.
summary() {
	jq -c 'select(.kind == "import") |
	    [.what, .rows, .added, .changed, .unchanged, .skipped]'
}

# --- foc-model import

@test "models: new ones wait for review, what was decided stands" {
	sandbox
	as sarah foc-model block nova-lite --rationale x
	run -0 models
	[ "$(summary <<<"$output")" = '["models",6,5,0,3,1]' ]
	[ "$(jq -r 'select(.kind == "change") | .op + .name' <<<"$output")" = \
"+BEDROCK:claude-quill-1
+MARKETPLACE:claude-quill-1
+BEDROCK:claude-quill-1-20261001-v2-0
+MARKETPLACE:claude-quill-1-20261001-v2-0
+BEDROCK:deepseek-v9" ]
	run -0 foc-model list --platform BEDROCK
	[ "$(jq -c 'select(.model | test("nova-lite|haiku-4-5|quill|v9")) |
	    [.model, .status, .in_region, .vendor]' <<<"$output")" = \
'["nova-lite","BLOCKED",true,"Amazon"]
["claude-haiku-4-5","APPROVED",false,"Anthropic"]
["claude-quill-1","PENDING_REVIEW",false,"Anthropic"]
["claude-quill-1-20261001-v2-0","PENDING_REVIEW",false,"Anthropic"]
["deepseek-v9","PENDING_REVIEW",true,"DeepSeek"]' ]
	# Found by every spelling, also of a bill.
	for name in anthropic.claude-quill-1-20260901-v1:0 "claude quill 1" \
	    claude-quill-1-20260901-v1:0; do
		as sarah foc-model restrict "$name" --platform BEDROCK \
		    --rationale x | jq -e '.model == "claude-quill-1"'
		as sarah foc-model approve "$name" --platform BEDROCK \
		    --rationale x
	done
}

@test "models: a second import changes nothing, each is one event" {
	sandbox
	models
	before=$(sql "SELECT * FROM model; SELECT * FROM model_alias;
	    SELECT * FROM model_region; SELECT * FROM model_profile")
	run -0 at 2026-10-27T00:00:00Z models
	[ "$(summary <<<"$output")" = '["models",6,0,0,8,1]' ]
	[ "${#lines[@]}" -eq 1 ]
	[ "$before" = "$(sql "SELECT * FROM model; SELECT * FROM model_alias;
	    SELECT * FROM model_region; SELECT * FROM model_profile")" ]
	sha=$(sha256sum <"$data/catalog/models.us-east-1.json" | cut -d' ' -f1)
	run -0 foc-audit log catalog
	[ "${#lines[@]}" -eq 2 ]
	[ "$(jq -r '[.verb, .role, .after] | join(" ")' <<<"${lines[1]}")" = \
	    "import finops-lead models sha256 $sha: +0 ~0 =8" ]
	foc-audit verify
	run -0 foc-model list -v -f table
	[[ $output == *"last catalog sync: 2026-10-27T00:00:00Z"* ]]
}

@test "models: an id follows AWS only until somebody has decided" {
	sandbox
	new() {
		jq '{modelSummaries: [.modelSummaries[3] | .modelId =
		    "anthropic.claude-opus-4-8-20260401-v1:0" | .modelName =
		    "Claude Opus 4.8"]}' "$data/catalog/models.us-east-1.json"
	}
	sql "UPDATE model SET status = 'PENDING_REVIEW'
	    WHERE model = 'claude-opus-4-8' AND platform = 'MARKETPLACE'"
	run -0 as sarah foc-model import - < <(new)
	# Approved on Bedrock: it stays, the new id is a model of its own.
	[ "$(sql "SELECT platform, model, model_id, status FROM model
	    WHERE model LIKE 'claude-opus-4-8%' ORDER BY 1, 2")" = \
"BEDROCK|claude-opus-4-8|anthropic.claude-opus-4-8|APPROVED
BEDROCK|claude-opus-4-8-20260401-v1-0|anthropic.claude-opus-4-8-20260401-v1:0|PENDING_REVIEW
MARKETPLACE|claude-opus-4-8|anthropic.claude-opus-4-8|PENDING_REVIEW
MARKETPLACE|claude-opus-4-8-20260401-v1-0|anthropic.claude-opus-4-8-20260401-v1:0|PENDING_REVIEW" ]
	sandbox_again() {
		rm "$FOC_DB" && sandbox
	}
	sandbox_again
	sql "UPDATE model SET status = 'PENDING_REVIEW'"
	run -0 as sarah foc-model import - < <(new)
	[ "$(sql "SELECT model, model_id FROM model
	    WHERE model LIKE 'claude-opus-4-8%' AND platform = 'BEDROCK'")" = \
	    "claude-opus-4-8|anthropic.claude-opus-4-8-20260401-v1:0" ]
	[[ $output == *"id anthropic.claude-opus-4-8 -> anthropic.claude-opus-4-8-20260401-v1:0"* ]]
}

@test "models: what a region lists decides how a model is granted there" {
	sandbox
	ask() {
		as priya foc-request new --name "$1" --product "Support Bot" \
		    --use-case OPERATIONS --runtime LAMBDA --estimate-usd 9
	}
	grant() {
		as sarah foc-approve grant "$1" --platform BEDROCK \
		    --model nova-lite --account $A --region "$2" --rationale r
	}
	ask one
	models "$data/catalog/models.eu-west-1.json"
	# Listed in eu-west-1, but not on demand, and no profile is known there.
	refused 1 "nova-lite: is not offered in eu-west-1; it is in us-east-1" \
	    grant br-1 eu-west-1
	grant br-1 us-east-1
	# Nothing was imported of Paris: what is known in general holds.
	ask two
	grant br-2 eu-west-3
	[ "$(foc-model list | jq -c 'select(.id == "BEDROCK:nova-lite") |
	    [.in_region, .regions]')" = \
	    '[true,["eu-west-1","us-east-1","us-east-2","us-west-2"]]' ]
}

@test "profiles: destinations come from the models, the source from the ARN" {
	sandbox
	models
	p=$data/catalog/profiles.us-east-1.json
	run -0 as cron foc-model import "$p"
	[ "$(summary <<<"$output")" = '["profiles",4,2,0,0,2]' ]
	[ "$(jq -c 'select(.kind == "import") | .unknown_models' \
	    <<<"$output")" = '["nobody.knows-v1:0"]' ]
	[ "$(sql "SELECT * FROM model_profile WHERE model LIKE '%quill%'
	    ORDER BY 2")" = \
"claude-quill-1|global.anthropic.claude-quill-1-20260901-v1:0|GLOBAL|us-east-1|us-east-1
claude-quill-1|us.anthropic.claude-quill-1-20260901-v1:0|REGIONAL|us-east-1|us-east-1 us-west-2" ]
	run -0 as cron foc-model import "$p"
	[ "$(summary <<<"$output")" = '["profiles",4,0,0,2,2]' ]
	run -0 as cron foc-model import - < <(sed 's/us-west-2/ca-central-1/' "$p")
	[ "$(summary <<<"$output")" = '["profiles",4,0,1,1,2]' ]
	run --separate-stderr -0 as cron foc-model import - \
	    < <(jq '.nextToken = "more"' "$p")
	[[ $stderr == *"one page of several"* ]]
}

@test "the Claude Platform's models come from a table or its own list" {
	sandbox
	run -0 as sarah foc-model import "$data/catalog/claude-platform.tsv" \
	    "$data/catalog/claude-platform.json"
	[ "$(summary <<<"$output")" = '["models",2,1,0,1,0]
["models",2,1,0,1,0]' ]
	[ "$(foc-model list --platform CLAUDE_PLATFORM |
	    jq -c 'select(.model | test("quill")) |
	    [.id, .model_id, .name, .status, .coverage]')" = \
'["CLAUDE_PLATFORM:claude-quill-1","claude-quill-1-20260901","Claude Quill 1","PENDING_REVIEW","0 workspaces · 0 scopes"]
["CLAUDE_PLATFORM:claude-quill-2","claude-quill-2","Claude Quill 2","PENDING_REVIEW","0 workspaces · 0 scopes"]' ]
}

@test "import: bad lists are refused with their place, and change nothing" {
	sandbox
	imp() {
		as sarah foc-model import -
	}
	refused 3 'stdin: column' imp <<<'{"modelSummaries": [}'
	refused 3 'stdin: column' imp <<<'{"a": 1, "a": 2}'
	refused 3 'none of modelSummaries' imp <<<'{"models": []}'
	refused 3 'names no model' imp <<<'{"modelSummaries": []}'
	refused 3 'names no model' imp </dev/null
	refused 3 'modelSummaries[1]: has no modelId' imp <<<'{"modelSummaries":
	    [{"modelId": "a.b-v1:0", "providerName": "A"}, {}]}'
	refused 3 'modelSummaries[0]: has no modelId' imp <<<'{"modelSummaries":
	    [{"modelId": "a b;c", "providerName": "A"}]}'
	refused 3 'modelSummaries[0]: has no providerName' imp \
	    <<<'{"modelSummaries": [{"modelId": "a.b"}]}'
	refused 3 'a name that is no plain text' imp <<<'{"modelSummaries":
	    [{"modelId": "a.b", "providerName": "A\u202eB"}]}'
	refused 3 'line 2: needs vendor, model id and name' imp \
	    <<<$'# x\nAnthropic claude-x'
	refused 3 'inferenceProfileSummaries[0]: needs' imp \
	    <<<'{"inferenceProfileSummaries": [{"type": "SYSTEM_DEFINED"}]}'
	refused 4 "no-such-file: No such file" \
	    as sarah foc-model import no-such-file
	refused 1 "priya may not do this" as priya foc-model import \
	    "$data/catalog/models.us-east-1.json"
	before=$(fingerprint)
	run -0 --separate-stderr as sarah foc-model import -n \
	    "$data/catalog/models.us-east-1.json"
	[ "${#lines[@]}" -eq 6 ]
	[ "$(fingerprint)" = "$before" ]
	# The good file of two goes in, the bad one is named.
	echo '{}' >no.json
	run -3 models no.json
	[[ $output == *"no.json: no list of models"* ]]
	rm "$FOC_DB" && sandbox
	before=$(fingerprint)
	run -3 as sarah foc-model import --atomic \
	    "$data/catalog/models.us-east-1.json" no.json
	[ "$(fingerprint)" = "$before" ]
	truncate -s 65M big
	refused 3 "big: is larger than 64 MiB" as sarah foc-model import big
}

# --- foc-model list and decisions

# scope N PLATFORM MODEL ACCOUNT REGION WORKSPACE STATE, made by hand.
scope() {
	sql "PRAGMA foreign_keys = OFF; INSERT INTO scope (n, id, request,
	    workload, platform, model, account, region, workspace,
	    action_scope, role_name, state, vendor, model_id, route,
	    destinations, invoked_model_id, restricted) VALUES ($1, 'sc-$1',
	    'br-1', 'w', '$2', '$3', '$4', '$5', '$6', 'INFERENCE', 'r', '$7',
	    'v', 'm', 'REGION', '$5', 0, 0)"
}

@test "list: coverage counts live scopes of active accounts that pay nothing" {
	sandbox
	sql "INSERT INTO account VALUES ('111111111111', 'a', '', 0, 1),
	    ('111111111112', 'b', '', 0, 1), ('111111111113', 'c', '', 0, 0)"
	scope 1 BEDROCK claude-3-haiku $A us-east-1 '' PENDING_IMPLEMENTATION
	scope 2 BEDROCK claude-3-haiku $A us-west-2 '' IMPLEMENTED
	scope 3 BEDROCK claude-3-haiku 222233334444 us-east-1 '' IMPLEMENTED
	scope 4 BEDROCK claude-3-haiku 222233334444 us-west-2 '' \
	    PENDING_APPROVAL
	scope 5 BEDROCK claude-3-haiku 555566667777 us-east-1 '' REVOKED
	scope 6 CLAUDE_PLATFORM claude-sonnet-4-6 $A us-east-1 cs \
	    PENDING_WORKSPACE
	row() {
		foc-model list | jq -c "select(.id == \"$1\") | [.coverage,
		    .accounts_covered, .accounts_total, .scopes, .workspaces,
		    .approved, .implemented]"
	}
	[ "$(row BEDROCK:claude-3-haiku)" = \
	    '["2 of 5 accounts · 4 scopes",2,5,4,0,3,2]' ]
	[ "$(row CLAUDE_PLATFORM:claude-sonnet-4-6)" = \
	    '["1 workspace · 1 scope",1,5,1,1,1,0]' ]
	[ "$(row BEDROCK:nova-lite)" = \
	    '["0 of 5 accounts · 0 scopes",0,5,0,0,0,0]' ]
	# A payer counts once something is granted there.
	scope 7 BEDROCK nova-lite 012345678901 us-east-1 '' IMPLEMENTED
	[ "$(row BEDROCK:nova-lite)" = \
	    '["1 of 6 accounts · 1 scope",1,6,1,0,1,1]' ]
	run -0 foc-model list --platform claude_platform
	[ "$(jq -r .platform <<<"$output" | uniq)" = CLAUDE_PLATFORM ]
}

@test "list: the line above the table counts first scopes of today" {
	sandbox
	run -0 --separate-stderr foc-model list -f table -v
	[ "$stderr" = "foc-model: 0 models onboarded today; last catalog\
 sync: never" ]
	as priya foc-request new --name one --product "Support Bot" \
	    --use-case OPERATIONS --runtime LAMBDA --estimate-usd 9
	at 2026-10-27T23:00:00Z as sarah foc-approve grant br-1 \
	    --platform BEDROCK --model nova-pro --account $A,555566667777 \
	    --region us-east-1 --rationale r
	FOC_NOW=2026-10-27T23:30:00Z run -0 foc-model list -f table -v
	[[ $output == *"1 model onboarded today"* ]]
	[[ $output == *"2 of 3 accounts · 2 scopes"* ]]
	FOC_NOW=2026-10-28T00:00:00Z run -0 foc-model list -f table -v
	[[ $output == *"0 models onboarded today"* ]]
	[ "$(foc-model list | jq -r 'select(.id == "BEDROCK:nova-pro") |
	    .updated_at')" = 2026-10-27T23:00:00Z ]
}

@test "decisions: by any name, by the lead, with a reason, on record" {
	sandbox
	d() {
		as sarah foc-model "$@" --rationale "because"
	}
	run -0 at 2026-10-26T10:00:00Z d approve nova-premier
	[ "$(jq -c '[.id, .status, .updated_at]' <<<"$output")" = \
	    '["BEDROCK:nova-premier","APPROVED","2026-10-26T10:00:00Z"]' ]
	[ "$(foc-audit log BEDROCK:nova-premier |
	    jq -c '[.verb, .role, .before, .after, .rationale]')" = \
	    '["approve","finops-lead","PENDING_REVIEW","APPROVED","because"]' ]
	d restrict amazon.nova-premier-v1:0 | jq -e '.status == "RESTRICTED"'
	d block BEDROCK:nova-premier | jq -e '.status == "BLOCKED"'
	refused 1 "BEDROCK:nova-premier: cannot block: state is BLOCKED (by sarah" \
	    d block nova-premier
	refused 1 "is on BEDROCK, CLAUDE_PLATFORM, MARKETPLACE; --platform says" \
	    d block claude-haiku-4-5
	refused 1 "is not in the catalog of AGENTCORE" \
	    d block nova-pro --platform AGENTCORE
	refused 2 "none of BEDROCK" d block nova-pro --platform AZURE
	refused 1 "is not in the catalog" d block gpt-9
	refused 2 "say why with --rationale" as sarah foc-model block nova-pro
	for who in priya eli cron dana; do
		refused 1 "needs the role finops-lead" \
		    as $who foc-model block nova-pro --rationale r
	done
	# All of them, leaving alone what is there already.
	run -0 d block claude-haiku-4-5 --platform bedrock,claude_platform
	run -0 d block claude-haiku-4-5 --platform ALL
	[ "$(jq -r .status <<<"$output" | uniq -c | tr -s ' ')" = " 3 BLOCKED" ]
	refused 1 "cannot block: state is BLOCKED" \
	    d block claude-haiku-4-5 --platform ALL
	# Records in.
	run -0 d approve < <(foc-model list |
	    jq -c 'select(.status == "BLOCKED")')
	[ "$(jq -r .id <<<"$output" | tr '\n' ' ')" = "BEDROCK:nova-premier\
 BEDROCK:claude-haiku-4-5 CLAUDE_PLATFORM:claude-haiku-4-5\
 MARKETPLACE:claude-haiku-4-5 " ]
	run -3 d approve <<<'{"kind":"price","id":"pr-1"}'
	foc-audit verify
	foc-db check
}

# --- foc-price

@test "prices: offers as JSON, CSV and get-products go in, once" {
	sandbox
	imp() {
		as cron foc-price import "$data/prices/bedrock.json" \
		    "$data/prices/marketplace.csv" \
		    "$data/prices/get-products.json"
	}
	run -0 imp
	[ "$(summary <<<"$output")" = '["prices",5,3,0,0,2]
["prices",3,3,0,0,0]
["prices",2,2,0,0,0]' ]
	[ "$(jq -c 'select(.kind == "import") | .unknown_models' \
	    <<<"$output" | head -1)" = '["Quasar7"]' ]
	[ "$(sql "SELECT platform, model, token_type, tier, geography,
	    usd_per_million, date(effective_from, 'unixepoch'), source
	    FROM price WHERE region = 'us-east-1' ORDER BY 1, 2, 3, 4")" = \
"BEDROCK|Quasar7|OUTPUT|STANDARD|REGIONAL|100000000000|2026-11-01|AmazonBedrock 20261101000000
BEDROCK|claude-sonnet-4-6|INPUT|BATCH|GLOBAL|14000000000|2026-11-01|AmazonBedrockService 20261101090000
BEDROCK|nova-2-lite|CACHE_READ|STANDARD|REGIONAL|750000000|2026-11-01|AmazonBedrock
BEDROCK|nova-lite|INPUT|BATCH|REGIONAL|350000000|2026-11-01|AmazonBedrock 20261101000000
BEDROCK|nova-lite|INPUT|STANDARD|REGIONAL|700000000|2026-11-01|AmazonBedrock 20261101000000
MARKETPLACE|claude-haiku-4-5|CACHE_WRITE_1H|STANDARD|GLOBAL|20000000000|2026-11-01|AmazonBedrockFoundationModels 20261101080000
MARKETPLACE|claude-haiku-4-5|INPUT|STANDARD|GLOBAL|10000000000|2026-11-01|AmazonBedrockFoundationModels 20261101080000
MARKETPLACE|claude-haiku-4-5|OUTPUT|STANDARD|REGIONAL|55000000000|2026-11-01|AmazonBedrockFoundationModels 20261101080000" ]
	book=$(sql "SELECT value FROM meta WHERE key = 'price_book'")
	[[ $book =~ ^book-2026-11-01-[0-9a-f]{8}$ ]]
	[ "$(jq -rs 'map(select(.kind == "import").price_book) | last' \
	    <<<"$output")" = "$book" ]
	rows=$(sql "SELECT * FROM price")
	run -0 at 2026-12-01T00:00:00Z imp
	[ "$(summary <<<"$output")" = '["prices",5,0,0,3,2]
["prices",3,0,0,3,0]
["prices",2,0,0,2,0]' ]
	[ "$(jq -s 'map(select(.kind == "change")) | length' \
	    <<<"$output")" = 0 ]
	[ "$(sql "SELECT * FROM price")" = "$rows" ]
	[ "$(sql "SELECT value FROM meta WHERE key = 'price_book'")" = "$book" ]
	[ "$(foc-audit log price-book | wc -l)" -eq 6 ]
	run -0 foc-price list --model quasar7
	[ "$(key usd_per_million <<<"$output")" = 10 ]
	foc-audit verify
	# Who may, and what is none.
	refused 1 "may not do this" as priya foc-price import \
	    "$data/prices/bedrock.json"
	refused 3 "'AmazonEC2', which is none of" as sarah foc-price import - \
	    < <(jq '.offerCode = "AmazonEC2"' "$data/prices/bedrock.json")
}

@test "prices: an older publication adds the past, a newer one the change" {
	sandbox
	offer() {
		sed -e "s/2026-11-01T10/$1T10/" -e "s/0.0000700000/$2/" \
		    "$data/prices/bedrock.json" | as sarah foc-price import -
	}
	of() {
		at "$1T12:00:00Z" foc-price estimate --model nova-lite \
		    --region us-east-1 --tokens input=1000000 | key estimate_usd
	}
	offer 2026-11-01 0.0000700000
	run -0 offer 2026-11-20 0.0000700000
	[ "$(summary <<<"$output")" = '["prices",5,0,0,3,2]' ]
	run -0 offer 2026-12-01 0.0000800000
	[ "$(summary <<<"$output")" = '["prices",5,1,0,2,2]' ]
	run -0 offer 2026-10-01 0.0000500000
	[ "$(of 2026-10-15) $(of 2026-11-15) $(of 2026-12-15)" = "0.05 0.07 0.08" ]
	[ "$(of 2026-09-01)" = 0.06 ]	# of the built-in book
}

@test "estimate: exact, to the region, null where a price is missing" {
	sandbox
	e() {
		foc-price estimate "$@"
	}
	run -0 e --model claude-haiku-4-5 --region us-east-1 --tokens \
	    input=2000000,output=100000,cache_read=3,cache_write=1,cache_write_1h=5
	[ "$(jq -c '[.estimate_usd, .geography, .availability, .reason,
	    .price_book]' <<<"$output")" = '[2.750012705,"REGIONAL","STANDARD",null,"default-2026-10-10"]' ]
	[[ $output == *'"CACHE_WRITE","tokens":1,"cost_usd":0.000001375,"usd_per_million":1.375,'* ]]
	[ "$(jq '[.lines[].cost_usd] | add * 1e9 | round' <<<"$output")" = \
	    2750012705 ]
	[ "$(e --model claude-haiku-4-5 --platform CLAUDE_PLATFORM \
	    --tokens input=1000000 | key estimate_usd)" = 1 ]
	run --separate-stderr -1 e --model claude-opus-5-5 \
	    --tokens input=5,cache_read=10
	[ "$(jq -c '[.estimate_usd, .reason]' <<<"$output")" = \
	    '[null,"no price of CACHE_READ"]' ]
	[[ $stderr == *"no price of CACHE_READ tokens of claude-opus-5-5"* ]]
	# Imported prices of a region go before those of any.
	as sarah foc-price import "$data/prices/bedrock.json" \
	    "$data/prices/marketplace.csv"
	export FOC_NOW=2026-11-02T00:00:00Z
	[ "$(e --model nova-lite --region us-east-1 --tokens input=1000000 |
	    key estimate_usd)" = 0.07 ]
	[ "$(e --model nova-lite --region us-west-2 --tokens input=1000000 |
	    key estimate_usd)" = 0.06 ]
	# Requests and grants are priced the same way.
	as priya foc-request new --name one --product "Support Bot" \
	    --use-case OPERATIONS --runtime LAMBDA --estimate-usd 9
	run -0 as sarah foc-approve grant br-1 --platform BEDROCK \
	    --model nova-lite --account $A --region us-east-1 \
	    --tokens input=1000000 --rationale r
	[ "$(jq -c '[.confirmed_usd, .price_book[:16]]' <<<"$output")" = \
	    '[0.07,"book-2026-11-01-"]' ]
	refused 1 "neither in the catalog nor in the price book" \
	    e --model gpt-9 --tokens input=1
	refused 2 "--tokens is needed" e --model nova-lite
	refused 2 "is none of" e --model nova-lite --tokens tea=1
	refused 2 "given twice" e --model nova-lite --tokens input=1,input=2
}

@test "compare: the workload's tokens of 30 days at the prices of others" {
	billed
	run -0 --separate-stderr foc-price compare csbot
	[[ $stderr == *"its quality may differ"* ]]
	own=$(jq -c 'select(.current)' <<<"$output")
	[ "$(jq -r .model <<<"$own")" = claude-haiku-4-5 ]
	[ "$(jq -c '[.from, .to]' <<<"$own")" = \
	    '["2026-10-17T06:00:00Z","2026-11-16T06:00:00Z"]' ]
	# What it did cost is what the usage of these days adds up to.
	usage=$(foc-workload usage csbot --by hour --from 2026-10-17T06:00:00Z \
	    --to 2026-11-16T06:00:00Z)
	exact() {
		python3 -c 'import sys, decimal
print(sum(decimal.Decimal(l) for l in sys.stdin).normalize())'
	}
	[ "$(grep -o '"cost_usd":[^,}]*' <<<"$usage" | cut -d: -f2 | exact)" = \
	    "$(jq -r .actual_usd <<<"$own" | exact)" ]
	# Sonnet 4.6 costs three times Haiku 4.5, type by type.
	[ "$(jq -s 'map({(.model): .estimate_usd}) | add |
	    (."claude-sonnet-4-6" / ."claude-haiku-4-5" * 1000 | round)' \
	    <<<"$output")" = 3000 ]
	[ "$(jq -c 'select(.model == "claude-opus-5-5") | [.estimate_usd,
	    .difference_usd, .reason]' <<<"$output")" = \
	    '[null,null,"no price of CACHE_READ tokens, STANDARD"]' ]
	jq -es 'map(.estimate_usd) | . == (map(select(. != null)) | sort) +
	    map(select(. == null))' <<<"$output"
	jq -es 'all(.note | test("quality may differ"))' <<<"$output"
	[ "$(foc-price compare wl-csbot --model "claude sonnet 4.6" 2>/dev/null |
	    key model)" = claude-sonnet-4-6 ]
	refused 1 "is no workload" foc-price compare nobody
	as marco foc-request new --name idle --product "Engineering Assistant" \
	    --use-case OPERATIONS --runtime LAMBDA --estimate-usd 9
	refused 1 "idle: used no tokens" foc-price compare idle
	rm "$FOC_DB" && sandbox
	as priya foc-request new --name one --product "Support Bot" \
	    --use-case OPERATIONS --runtime LAMBDA --estimate-usd 9
	refused 1 "no bill is loaded" foc-price compare one
}

# --- foc-prereq

@test "prerequisites: of all platforms once, of Claude by account, with fixes" {
	sandbox
	run -0 foc-prereq list
	[ "$(jq -r '[.name, .platform, .account // "-", .state] | join(" ")' \
	    <<<"$output" | sort | grep -v 0123 | grep -v 2222 | grep -v 5555)" = \
"CP_ASSUME_CONSOLE CLAUDE_PLATFORM $A UNKNOWN
CP_SUBSCRIPTION CLAUDE_PLATFORM $A UNKNOWN
CP_WEB_IDENTITY_FEDERATION CLAUDE_PLATFORM $A UNKNOWN
CUR_EXPORT ALL - PASSED" ]
	[ "${#lines[@]}" -eq 13 ]
	run -0 foc-prereq list --account $A
	[ "${#lines[@]}" -eq 4 ]
	run -0 foc-prereq show CP_WEB_IDENTITY_FEDERATION --account $A
	[[ $(key fix <<<"$output") == *"aws iam enable-outbound-web-identity-federation"*"check --account $A -"* ]]
	[ "$(foc-prereq show CUR_EXPORT | key fix)" = null ]
	refused 1 "is none of CP_ASSUME_CONSOLE" foc-prereq show NONSENSE
	refused 1 "is not in foc.yaml" foc-prereq list --account 999988887777
	# The fixes are shell, and what they write is JSON.
	as eli foc-prereq set CUR_EXPORT --state UNKNOWN --evidence x
	foc-prereq list --account $A | jq -r '.fix // empty' >fix.sh
	bash -n fix.sh
	command -v shellcheck >/dev/null && shellcheck -s sh -e SC2034 fix.sh
	aws() { :; }
	foc-prereq() { :; }
	FOC_BUCKET=bills . ./fix.sh
	unset -f aws foc-prereq
	[ "$(jq -r .DestinationConfigurations.S3Destination.S3Bucket \
	    foc-cur2.json)" = bills ]
	jq -e .DataQuery foc-cur2.json
	jq -e .Statement foc-claude-console.json
}

@test "check: an export of somebody else's payer does not pass" {
	sed 's/:012345678901:/:123456789012:/' \
	    "$data/prereq/export.good.json" >"$BATS_TEST_TMPDIR/other.json"
	sandbox
	run -1 as cron foc-prereq check "$BATS_TEST_TMPDIR/other.json"
	[[ $output == *'"state":"FAILED"'*"export foc-cur2 of 123456789012: it is of no payer of foc.yaml, which names 012345678901"* ]]
}

@test "check: the export is judged by what get-export says" {
	sandbox
	c() {
		as cron foc-prereq check "$@"
	}
	before=$(fingerprint)
	run -1 --separate-stderr c "$data/prereq/export.bad.json"
	[ "$(jq -c '[.id, .state, .evidence]' <<<"$output")" = '["CUR_EXPORT:","FAILED","export foc-cur2 of 341153769010: its status is not HEALTHY; INCLUDE_IAM_PRINCIPAL_DATA is not TRUE; the query does not select line_item_iam_principal; TIME_GRANULARITY is neither HOURLY nor DAILY; it is not of the payer, so it has the rows of one account only"]' ]
	[[ $stderr == *"CUR_EXPORT is not met: export foc-cur2"* ]]
	[ "$(fingerprint)" != "$before" ]
	[[ $(key fix <<<"$output") == *"aws bcm-data-exports create-export"* ]]
	run -0 c "$data/prereq/export.good.json"
	[ "$(jq -c '[.state, .evidence, .fix, .checked_at]' <<<"$output")" = '["PASSED","export foc-cur2 of 012345678901: HEALTHY, HOURLY, caller identities, tags",null,"2026-10-26T09:00:00Z"]' ]
	# Again: the same state, newer evidence, an event all the same.
	run -0 at 2026-10-27T09:00:00Z c - <"$data/prereq/export.good.json"
	[ "$(foc-audit log CUR_EXPORT: |
	    jq -c '[.verb, .role, .before, .after]')" = \
'["fail","operator","PASSED","FAILED"]
["pass","operator","FAILED","PASSED"]
["check","operator","PASSED","PASSED"]' ]
	refused 3 "a list of exports does not show what is in them" \
	    c "$data/prereq/exports.list.json"
	refused 3 "shows no prerequisite" c - <<<'{}'
	refused 3 "is no JSON" c - <<<'nonsense'
	refused 1 "priya may not do this" \
	    as priya foc-prereq check "$data/prereq/export.good.json"
	# One of several is bad: the others count.
	run -3 c "$data/prereq/exports.list.json" "$data/prereq/export.bad.json"
	[ "$(foc-prereq show CUR_EXPORT | key state)" = FAILED ]
	foc-audit verify
}

@test "check: each condition of the export counts by itself" {
	sandbox
	good=$data/prereq/export.good.json
	t() {
		run -1 as cron foc-prereq check - < <(jq "$1" "$good")
		[[ $output == *"$2"* ]] || { echo "$1: $output"; false; }
	}
	q=.Export.DataQuery
	t '.ExportStatus.StatusCode = "UNHEALTHY"' "status is not HEALTHY"
	t "$q.TableConfigurations.COST_AND_USAGE_REPORT.TIME_GRANULARITY =
	    \"MONTHLY\"" "neither HOURLY nor DAILY"
	t "del($q.TableConfigurations.COST_AND_USAGE_REPORT.INCLUDE_IAM_PRINCIPAL_DATA)" \
	    "INCLUDE_IAM_PRINCIPAL_DATA is not TRUE"
	t "$q.QueryStatement |= sub(\"line_item_iam_principal\";
	    \"my_line_item_iam_principal_too\")" "does not select"
	t "$q.TableConfigurations = {FOCUS_1_2_AWS: {}}" "no CUR 2.0 export"
	t '.Export.ExportArn |= sub("012345678901"; "555566667777")' \
	    "not of the payer"
	run -0 as cron foc-prereq check - < <(jq "$q.QueryStatement =
	    \"select LINE_ITEM_IAM_PRINCIPAL from COST_AND_USAGE_REPORT\"" "$good")
	[[ $output == *"no column tags"* ]]
}

@test "check: Claude Platform's need an account, and say on, off, allowed" {
	sandbox
	c() {
		as eli foc-prereq check "$@"
	}
	p=$data/prereq
	refused 2 "does not say of which account" c "$p/federation.on.json"
	run -0 c "$p/federation.on.json" "$p/console.json" --account $A
	[ "$(jq -r '.id + " " + .state' <<<"$output")" = \
"CP_WEB_IDENTITY_FEDERATION:$A PASSED
CP_ASSUME_CONSOLE:$A PASSED" ]
	run -1 c "$p/federation.off.txt" --account $A
	[[ $output == *FAILED*"identity federation is disabled"* ]]
	run -1 c - --account $A <<<'{"JwtVendingEnabled": "true"}'
	run -1 c - --account $A < <(sed s/allowed/implicitDeny/ "$p/console.json")
	[[ $output == *"AssumeConsole is denied"* ]]
	refused 3 "has not tried" c - --account $A \
	    < <(sed s/AssumeConsole/GetModel/ "$p/console.json")
	refused 2 "no account id" c "$p/console.json" --account prod
}

@test "set and waive: a person's word, the lead's decision" {
	sandbox
	s() {
		as eli foc-prereq set "$@"
	}
	w() {
		as sarah foc-prereq waive "$@"
	}
	run -0 s CP_SUBSCRIPTION --account $A --state passed --evidence "seen"
	[ "$(jq -c '[.state, .evidence]' <<<"$output")" = '["PASSED","seen"]' ]
	refused 2 "--account says which" s CP_SUBSCRIPTION --state PASSED \
	    --evidence x
	refused 2 "of no single account" s CUR_EXPORT --account $A \
	    --state PASSED --evidence x
	refused 2 "say why with --evidence" s CUR_EXPORT --state PASSED
	refused 2 "none of PASSED, FAILED, UNKNOWN" s CUR_EXPORT \
	    --state WAIVED --evidence x
	refused 1 "needs the role" as dana foc-prereq set CUR_EXPORT \
	    --state PASSED --evidence x
	refused 1 "needs the role finops-lead" as eli foc-prereq waive \
	    CP_ASSUME_CONSOLE --account $A --rationale r
	refused 2 "say why" w CP_ASSUME_CONSOLE --account $A
	refused 1 "nothing to waive" w CUR_EXPORT --rationale r
	run -0 w CP_ASSUME_CONSOLE --account $A --rationale "by template"
	[ "$(jq -c '[.state, .evidence]' <<<"$output")" = \
	    '["WAIVED","by template"]' ]
	# A waiver stands when a check fails; only the lead takes it back.
	run -1 as cron foc-prereq check - --account $A \
	    < <(sed s/allowed/implicitDeny/ "$data/prereq/console.json")
	[ "$(key state <<<"${lines[-1]}")" = WAIVED ]
	refused 1 "needs the role finops-lead" s CP_ASSUME_CONSOLE \
	    --account $A --state UNKNOWN --evidence x
	as sarah foc-prereq set CP_ASSUME_CONSOLE --account $A \
	    --state UNKNOWN --evidence x
	# All of an account; records; everywhere by name.
	run -0 w --account $A --rationale r
	[ "$(jq -r .id <<<"$output" | tr '\n' ' ')" = \
	    "CP_ASSUME_CONSOLE:$A CP_WEB_IDENTITY_FEDERATION:$A " ]
	run -0 w --rationale r < <(foc-prereq list --account 555566667777 |
	    jq -c 'select(.state == "UNKNOWN")')
	[ "${#lines[@]}" -eq 3 ]
	run -0 w CP_SUBSCRIPTION --rationale r
	[ "${#lines[@]}" -eq 2 ]
	foc-audit verify
	foc-db check
}

@test "a grant needs the prerequisites; a load with callers is proof" {
	sandbox
	as priya foc-request new --name one --product "Support Bot" \
	    --use-case OPERATIONS --runtime LAMBDA --estimate-usd 9
	g() {
		as sarah foc-approve grant br-1 --platform BEDROCK \
		    --model nova-pro --account $A --region us-east-1 \
		    --rationale r -n
	}
	run -0 g
	as sarah foc-prereq set CUR_EXPORT --state UNKNOWN --evidence x
	refused 1 "prerequisite CUR_EXPORT: is UNKNOWN, needs PASSED or\
 WAIVED; foc-prereq check FILE, or foc-prereq waive CUR_EXPORT --rationale" g
	as sarah foc-prereq waive CUR_EXPORT --rationale x
	run -0 g
	billed
	sql "UPDATE prereq SET state = 'FAILED', checked_at = 0"
	[ "$(foc-prereq show CUR_EXPORT | jq -c '[.state, .evidence,
	    .checked_at]')" = '["PASSED","ld-2 has callers in it","2026-11-16T07:05:00Z"]' ]
	sql "UPDATE prereq SET checked_at = 4000000000"
	[ "$(foc-prereq show CUR_EXPORT | key state)" = FAILED ]
	sql "UPDATE prereq SET checked_at = 0;
	    UPDATE load_sum SET what = 'WITHOUT_PRINCIPAL'
	    WHERE what = 'WITH_PRINCIPAL'"
	[ "$(foc-prereq show CUR_EXPORT | key state)" = FAILED ]
	# What gates the Claude Platform, in each account.
	[ "$(sql "SELECT group_concat(name) FROM (SELECT name FROM prerequisite
	    WHERE platform IN ('ALL', 'CLAUDE_PLATFORM')
	    AND account IN ('', '$A') AND state NOT IN ('PASSED', 'WAIVED')
	    ORDER BY name)")" = CP_ASSUME_CONSOLE,CP_SUBSCRIPTION,CP_WEB_IDENTITY_FEDERATION,CUR_EXPORT ]
}

# --- doctor

finding() {
	jq -r "select(.id == \"$1\") | .result + \" \" + .detail"
}

@test "doctor: a good bill, and the calendar of what it proves" {
	billed
	run -0 foc-prereq doctor
	[ "$(jq -r .result <<<"$output" | sort -u)" = OK ]
	jq -es 'all(.fix == null and (.page | test("\\([15]\\)$")))' <<<"$output"
	[ "$(finding bill <<<"$output")" = \
	    "OK 2 months of 1 payer, from 2026-10 to 2026-11" ]
	[ "$(finding first-principal <<<"$output")" = \
	    "OK callers since 2026-10-01, Bedrock since 2026-10-01" ]
	[ "$(finding freshness:012345678901 <<<"$output")" = \
	    "OK data until 2026-11-16T06:00:00Z, 3 hours ago" ]
	# The share is that of the cells.
	part=$(sql "SELECT sum(c.cost) FROM cell AS c JOIN sku AS s
	    ON s.id = c.sku JOIN caller AS w ON w.id = c.caller
	    WHERE w.account = '$A' AND w.principal <> ''
	    AND s.platform IN ('BEDROCK', 'MARKETPLACE')
	    AND s.line_type = 'Usage' AND s.feature = 'INFERENCE'")
	[ "$(finding "principal-share:$A" <<<"$output")" = "OK 100 % of\
 $(python3 -c 'import sys, decimal
print((decimal.Decimal(sys.argv[1]) / 10**10).normalize())' "$part")\
 Bedrock dollars have a caller" ]
	run -0 foc-prereq doctor -f table
	[[ $output == *RESULT* ]]
}

@test "doctor: what is wrong is found, with what mends it" {
	sandbox
	run -1 --separate-stderr foc-prereq doctor
	[ "$(finding bill <<<"$output")" = "FAIL no bill is loaded" ]
	[ "${#lines[@]}" -eq 1 ]
	[ "$stderr" = "foc-prereq: 1 of 1 findings say FAIL" ]
	billed
	# No caller anywhere, old, two payers, an unknown unit and model.
	sql "UPDATE load_sum SET what = 'WITHOUT_PRINCIPAL'
	    WHERE what = 'WITH_PRINCIPAL';
	    UPDATE OR IGNORE caller SET principal = '', tags = '{}'
	    WHERE workspace = '';
	    DELETE FROM cell WHERE caller IN
	    (SELECT id FROM caller WHERE principal <> '' OR tags <> '{}');
	    UPDATE load SET payer = '999999999999' WHERE n = 2;
	    UPDATE load SET period = (SELECT period FROM load WHERE n = 1)
	    WHERE n = 2;
	    UPDATE OR IGNORE sku SET per_unit = NULL, unit = 'Widgets'
	    WHERE unit = '1M tokens';
	    UPDATE OR IGNORE sku SET model = 'nobody' WHERE platform = 'MARKETPLACE'"
	export FOC_NOW=2026-12-16T09:00:00Z
	run -1 --separate-stderr foc-prereq doctor
	is() {
		[[ $(finding "$1" <<<"$output") == $2 ]] ||
		    { finding "$1" <<<"$output"; return 1; }
	}
	is principal-column "FAIL no row of Bedrock inference names its caller"
	is first-principal "FAIL no day has a caller; Bedrock since 2026-10-01"
	is "principal-share:$A" "FAIL 0 % of *"
	is tags "WARN no tag of a caller; no other tag"
	is units "WARN *Widgets (not in tokens)*"
	is duplicate-periods "FAIL comes from two payers: 2026-10 *$A*"
	is marketplace "WARN *"
	is freshness:012345678901 "FAIL data until 2026-11-01T00:00:00Z, 1089 hours ago"
	jq -es 'all(.result == "OK" or .fix != null)' <<<"$output"
}

@test "doctor: what a delivery changed in the past is a late row" {
	billed
	gencur --period 2026-11 --until 2026-11-16T06:00:00Z --rows 650 -o later
	at 2026-11-16T08:00:00Z as cron foc-ingest-cur later >/dev/null
	run -0 foc-prereq doctor
	late=$(jq -r 'select(.id | startswith("late-rows")) |
	    .id + " " + .result + " " + .detail' <<<"$output")
	[[ $late =~ ^late-rows:ld-3\ WARN\ replaced\ ld-2\ and\ changed\ [0-9]+\ hours ]]
	# As the cells say, hour by hour, a day and more before the end.
	[ "$(sed 's/.*changed //; s/ hours.*//' <<<"$late")" = "$(sql "
	    SELECT count(*) FROM (SELECT hour FROM cell WHERE load IN (2, 3)
	    AND hour < unixepoch('2026-11-15T06:00:00Z') GROUP BY hour
	    HAVING sum(iif(load = 3, cost, -cost)) <> 0)")" ]
}

# --- samples of AWS's shapes, where they are

@test "samples: AWS's shapes are read" {
	[ -n "${FOC_TEST_DATA:-}" ] || skip "FOC_TEST_DATA is not set"
	sandbox
	d=$FOC_TEST_DATA
	run -0 as sarah foc-model import \
	    "$d/control/list-foundation-models.sample.json" \
	    "$d/control/list-inference-profiles.sample.json"
	[ "$(summary <<<"$output")" = '["models",9,2,0,12,0]
["profiles",4,0,0,3,1]' ]
	run -0 as sarah foc-price import "$d"/pricing/*.csv \
	    "$d/pricing/get-products-shape-EXAMPLE.json"
	[ "$(summary <<<"$output")" = '["prices",3,3,0,0,0]
["prices",2,2,0,0,0]' ]
	# The sample is of another organisation's payer.
	run -1 as sarah foc-prereq check \
	    "$d/control/bcm-get-export.good.sample.json"
	sed s/123456789012/012345678901/ \
	    "$d/control/bcm-get-export.good.sample.json" \
	    >"$BATS_TEST_TMPDIR/ours.json"
	run -1 as sarah foc-prereq check "$BATS_TEST_TMPDIR/ours.json" \
	    "$d/control/bcm-get-export.no-iam-principal.sample.json"
	[ "$(jq -r 'select(.kind == "prereq").state' <<<"$(grep ^{ \
	    <<<"$output")" | tr '\n' ' ')" = "PASSED FAILED " ]
	run -3 as sarah foc-prereq check "$d/control/bcm-list-exports.sample.json"
}
