#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Pages, --help, records, completions and the tree say the same as the code.

load helpers

setup() {
	bin=$(dirname "$(command -v foc)")
	docs=$FOC_TOP/tests/docs
	man=$FOC_TOP/man
}

programs() {
	(cd "$FOC_TOP/cmd" && ls foc-*.c) | sed 's/\.c$//'
}

# Lines of a page's options (--word) and verbs.
page_options() {
	grep '^\.It Fl' "$1" | grep -oE 'Fl -[a-z][a-z-]*' |
	    sed 's/Fl -/--/' | sort -u
}

page_verbs() {
	sed -n 's/^\.It Cm \([a-z-]*\).*/\1/p' "$1" | sort -u
}

# Sections of --help: "options", "common options", "verbs".
help_part() {
	"$1" --help | awk -v part="$2:" '
	    /^[a-z]/ { on = $0 == part; next } on'
}

help_options() {
	help_part "$1" "$2" | grep -oE -- '^ *(-.,)? *--[a-z-]+' |
	    grep -oE -- '--[a-z-]+' | sort -u
}

# same FILE WORD TEXT TEXT: two lists of words.
same() {
	diff <(printf '%s\n' "$3") <(printf '%s\n' "$4") >"$BATS_TEST_TMPDIR/d" ||
	    { echo "$1: $2: < --help, > page"; cat "$BATS_TEST_TMPDIR/d"
	    return 1; }
}

@test "every program has a page, and foc(7) and foc(1) name it" {
	for p in $(programs); do
		[ -f "$man/$p.1" ] || { echo "no $p.1"; false; }
		grep -qx "\.Xr $p 1.*" "$man/foc.7" || { echo "$p"; false; }
		run -0 foc
		[[ $output == *"$p "* ]] || { echo "foc: $p"; false; }
	done
	for page in "$man"/foc*.1; do
		p=$(basename "$page" .1)
		[ -f "$FOC_TOP/cmd/$p.c" ] || { echo "$p is no program"; false; }
	done
}

@test "every page that a page refers to is there" {
	for page in "$man"/*; do
		while read -r name section; do
			[ -f "$man/$name.$section" ] ||
			    { echo "$page: $name($section)"; false; }
		done < <(sed -nE 's/^\.Xr (foc[^ ]*) ([157]).*/\1 \2/p' "$page")
	done
}

@test "options and verbs of --help are those of the page" {
	common=$(help_options foc-audit "common options")
	same foc.7 common "$common" "$(page_options "$man/foc.7" |
	    grep -vxE -- '--(from|to|week|month)')"
	bad=0
	for p in $(programs); do
		same "$p" options "$(help_options "$p" options)" \
		    "$(page_options "$man/$p.1" | grep -vxF -e "$common")" || bad=1
		same "$p" verbs "$(help_part "$p" verbs | awk 'NF { print $1 }' |
		    sort -u)" "$(page_verbs "$man/$p.1")" || bad=1
	done
	[ "$bad" -eq 0 ]
}

@test "what the pages call missing is missing" {
	if [ -e "$FOC_TOP/cmd/foc-prereq.c" ]; then
		run -1 grep -l "program yet that records\|Nor is there yet a" \
		    "$man/foc.7" "$FOC_TOP/README.md"
	fi
}

@test "foc-db(5): what a killed writer left is undone by the next program" {
	sandbox
	# More than its cache holds: pages of the file are written over.
	python3 - "$FOC_DB" 2>/dev/null <<-'END' || true
	import os, sqlite3, sys
	db = sqlite3.connect(sys.argv[1], isolation_level=None)
	for s in ("PRAGMA cache_size = 2", "PRAGMA journal_mode = TRUNCATE",
	    "BEGIN IMMEDIATE",
	    "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t "
	    "LIMIT 2000) INSERT INTO meta SELECT n, hex(randomblob(2000)) "
	    "FROM t"):
	    db.execute(s)
	os.kill(os.getpid(), 9)
	END
	[ -s "$FOC_DB-journal" ]
	run -0 foc-db check
	[ ! -s "$FOC_DB-journal" ]
	[ "$(sqlite3 "$FOC_DB" "SELECT count(*) FROM meta
	    WHERE key GLOB '[0-9]*'")" -eq 0 ]
}

@test "pages of programs have EXIT STATUS, EXAMPLES and SEE ALSO" {
	for page in "$man"/*.1; do
		for part in NAME SYNOPSIS DESCRIPTION "EXIT STATUS" EXAMPLES \
		    "SEE ALSO"; do
			grep -qx "\.Sh $part" "$page" ||
			    { echo "$page: $part"; false; }
		done
	done
}

@test "pages are clean mdoc" {
	command -v mandoc >/dev/null || skip "no mandoc"
	run -0 mandoc -Tlint -Wwarning "$man"/*.[157]
	[ -z "$output" ]
}

@test "no line of a page is wider than 80 columns" {
	command -v mandoc >/dev/null || skip "no mandoc"
	for page in "$man"/*.[157]; do
		run -0 awk 'length > 80 { print FILENAME ": " $0 }' <(
		    mandoc -Tascii -Owidth=78 "$page" | sed 's/.\x08//g')
		[ -z "$output" ] || { echo "$page: $output"; false; }
	done
}

@test "the examples of the pages do what the pages say" {
	bad=0
	for page in "$man"/*; do
		run "$docs/run-page.sh" "$page" \
		    "$BATS_TEST_TMPDIR/$(basename "$page")"
		[ "$status" -eq 0 ] || { echo "$output"; bad=1; }
	done
	[ "$bad" -eq 0 ]
}

@test "every example with a prompt is run, or says why not" {
	run -0 awk '
	    /^\.\\" (not )?run/ { marked = 1 }
	    /^\.Bd -literal/ { inside = 1 }
	    /^\.Ed/ { inside = 0; marked = 0 }
	    inside && !marked && /^\$ / { print FILENAME ":" FNR ": " $0 }
	    ' "$man"/*.[157]
	[ -z "$output" ] || { echo "$output"; false; }
}

@test "the examples' runner notices a wrong status and a wrong output" {
	page=$BATS_TEST_TMPDIR/foc.7
	printf '.\\" run\n.Bd -literal\n$ false\n.Ed\n' >"$page"
	run -1 "$docs/run-page.sh" "$page" "$BATS_TEST_TMPDIR/a"
	printf '.\\" run same\n.Bd -literal\n$ echo a\nb\n.Ed\n' >"$page"
	run -1 "$docs/run-page.sh" "$page" "$BATS_TEST_TMPDIR/b"
	printf '.\\" run 1 same\n.Bd -literal\n$ echo a \\e\n> |\n  false\n.Ed\n' \
	    >"$page"
	run -1 "$docs/run-page.sh" "$page" "$BATS_TEST_TMPDIR/c"
	printf '.\\" run 1\n.Bd -literal\n$ false\n.Ed\n' >"$page"
	run -0 "$docs/run-page.sh" "$page" "$BATS_TEST_TMPDIR/d"
}

@test "the session in README.md is a real one" {
	[ "$(wc -l <"$FOC_TOP/README.md")" -le 120 ]
	mkdir "$BATS_TEST_TMPDIR/readme"
	ln -s "$FOC_TOP/examples" "$BATS_TEST_TMPDIR/readme/examples"
	page=$BATS_TEST_TMPDIR/foc.7
	# Its indented blocks that begin with a prompt, as those of a page.
	awk '/^    \$ / && !on { on = 1; print ".\\\" run shown"
	        print ".Bd -literal" }
	    on && !/^    / { on = 0; print ".Ed" }
	    on { sub(/^    /, ""); gsub(/\\/, "\\e"); print }' \
	    "$FOC_TOP/README.md" >"$page"
	[ "$(grep -c '^\$ ' "$page")" -ge 5 ]
	run -0 "$docs/run-page.sh" "$page" "$BATS_TEST_TMPDIR/readme"
	# The card is that of the demo.
	run -0 sh "$FOC_TOP/examples/demo.sh" "$BATS_TEST_TMPDIR/demo"
	while read -r line; do
		[[ $output == *"$line"* ]] || { echo "$line"; false; }
	done < <(sed -n '/^    SPEND CARD/,/^$/p; /^    Month to/,/^$/p' \
	    "$FOC_TOP/README.md" | sed 's/^    //')
}

@test "foc-records(5) has every key that records have, and the contract's" {
	run -0 "$docs/records.sh" "$BATS_TEST_TMPDIR/records"
	cd "$BATS_TEST_TMPDIR"
	awk -f "$docs/keys.awk" "$man/foc-records.5" | sort -u >documented
	jq -rf "$docs/keys.jq" records | sort -u >emitted
	run -0 awk -f "$docs/undocumented.awk" documented emitted
	[ -z "$output" ] || { echo "not documented:"; echo "$output"; false; }

	grep -v '^#' "$docs/contract.tsv" |
	    awk '{ for (i = 2; i <= NF; i++) print $1, $i }' | sort >contract
	awk -v later=1 -f "$docs/keys.awk" "$man/foc-records.5" | sort >later
	run -0 comm -23 contract <(sort -u documented later)
	[ -z "$output" ] || { echo "contract:"; echo "$output"; false; }
	run -0 awk -f "$docs/undocumented.awk" emitted \
	    <(comm -23 contract later | sed 's/\.\*$//')
	[ -z "$output" ] || { echo "never emitted:"; echo "$output"; false; }
	run -0 awk 'NR == FNR { is[$1]; next } $1 in is' emitted later
	[ -z "$output" ] || { echo "is there: $output"; false; }
	# And what the page documents is really emitted by some program.
	run -0 comm -23 <(cut -d' ' -f1 documented | sort -u | grep -vx '[*]') \
	    <(cut -d' ' -f1 emitted | sort -u)
	[ -z "$output" ] || { echo "no such record: $output"; false; }
}

@test "every record has a kind and an id" {
	run -0 "$docs/records.sh" "$BATS_TEST_TMPDIR/records"
	run -0 jq -c 'select((.kind | type) != "string" or
	    (.id | type) != "string")' "$BATS_TEST_TMPDIR/records"
	[ -z "$output" ]
}

@test "foc-db(5) has every table, and every state that a request has" {
	sandbox
	for t in $(sqlite3 "$FOC_DB" "SELECT name FROM sqlite_schema
	    WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"); do
		grep -qE "^\.It Ic .*\b$t\b" "$man/foc-db.5" ||
		    { echo "$t"; false; }
	done
	run -0 bash -c "foc-states onboarding | jq -r .to | sort -u"
	[ "${#lines[@]}" -ge 8 ]
	for s in "${lines[@]}"; do
		grep -qE "\b$s\b" "$man/foc-db.5" || { echo "$s"; false; }
	done
}

# --- the tree

# includes FILE...: what they include of ours and of libraries.
includes() {
	grep -hoE '^#[ \t]*include[ \t]+[<"][^>"]+' "$@" |
	    sed -E 's/.*[<"]//' | sort -u
}

@test "only lib/db includes sqlite3.h" {
	run -0 grep -rlE '#[ \t]*include[ \t]*[<"]sqlite3' "$FOC_TOP/lib" \
	    "$FOC_TOP/cmd"
	for f in "${lines[@]}"; do
		[[ $f == "$FOC_TOP"/lib/db/* ]] || { echo "$f"; false; }
	done
}

@test "commands include of ours only foc.h and headers of their own" {
	run -0 grep -hE '^#[ \t]*include[ \t]*"' "$FOC_TOP"/cmd/*.[ch]
	for line in "${lines[@]}"; do
		[[ $line =~ \"(foc|cli|options|guide|mcp|stop)\.h\" ]] ||
		    { echo "$line"; false; }
	done
}

@test "arrows run one way: report, govern, spend, ingest, org, db, core" {
	bad=0
	for dir in "$FOC_TOP"/lib/*/; do
		name=$(basename "$dir")
		case $name in
		core)	may="core" ;;
		db)	may="db core" ;;
		report)	may="report core" ;;
		*)	may="$name db core" ;;
		esac
		for inc in $(includes "$dir"*.[ch] | grep /); do
			[ -d "$FOC_TOP/lib/${inc%%/*}" ] || continue
			[[ " $may " == *" ${inc%%/*} "* ]] ||
			    { echo "lib/$name includes $inc"; bad=1; }
		done
	done
	[ "$bad" -eq 0 ]
}

@test "the library neither exits nor reads the environment nor prints" {
	# Out of memory ends the process, in one place; comments may speak of it.
	run bash -c "grep -rnE '\\b(_?exit|getenv|secure_getenv|setlocale|puts|printf|perror|errx?|warnx?)\\(' \
	    --include='*.c' '$FOC_TOP/lib' | grep -v '/lib/core/mem.c:' |
	    grep -vE '^[^:]*:[0-9]+:[ \t]*(\*|/\*)'"
	[ -z "$output" ] || { echo "$output"; false; }
}

@test "what bites is banned" {
	banned='strn?cpy|strn?cat|stpncpy|v?sprintf|gmtime|localtime|mktime'
	banned+='|timelocal|ctime|asctime|strptime|atoi|atoll?|atof|strtod'
	banned+='|strtof|strtold|gets|tmpnam|tempnam|mktemp|system|popen'
	banned+='|alloca|strtok|s?rand'
	run -1 grep -rnE "\\b($banned)\\(" --include='*.[ch]' \
	    "$FOC_TOP/lib" "$FOC_TOP/cmd"
}

@test "no number floats: no such type, no such conversion" {
	# Comments and texts may speak of them.
	run -1 bash -c "grep -rnwE 'float|double|long double' \
	    --include='*.[ch]' '$FOC_TOP/lib' '$FOC_TOP/cmd' |
	    grep -vE '^[^:]*:[0-9]+:[ 	]*(/?\\*|\")|/\\*.*(float|double)'"
	run -1 grep -rnE '%[-+0#]*[0-9*]*(\.[0-9*]+)?L?[aefgAEFG]\b' \
	    --include='*.c' "$FOC_TOP/lib" "$FOC_TOP/cmd"
}

# A statement begins its line behind tabs alone; what goes on has blanks.
unchecked() {
	grep -rnE '^	+(\(void\) ?)?sqlite3_(exec|get_table|step|prepare|open|bind_|backup_(step|finish)|blob_|db_config|create_|config|initialize|serialize|deserialize|wal_checkpoint|db_cacheflush|file_control|load_extension)[a-z0-9_]*\(' \
	    --include='*.c' "$@"
}

@test "what SQLite answers is looked at" {
	# A rollback has nothing to add to what went wrong before it, nor a
	# setting that was made already.
	run bash -c "$(declare -f unchecked); unchecked '$FOC_TOP/lib' |
	    grep -v '\"ROLLBACK\"\|_MEMSTATUS'"
	[ -z "$output" ] || { echo "$output"; false; }
	printf '\tsqlite3_step(s);\n\t(void)sqlite3_exec(d);\n' \
	    >"$BATS_TEST_TMPDIR/x.c"
	run -0 unchecked "$BATS_TEST_TMPDIR"
	[ "${#lines[@]}" -eq 2 ]
}

@test "every source file says its licence" {
	run grep -rL SPDX-License-Identifier --include='*.[ch]' \
	    --include='*.sh' --include='*.bats' --include='*.awk' \
	    "$FOC_TOP"/{lib,cmd,tests,examples}
	[ -z "$output" ] || { echo "$output"; false; }
}

# --- completion

# offered WORD...: what bash offers behind these words, the last one begun.
offered() {
	bash --norc --noprofile -c '
		source "$FOC_TOP/completions/foc.bash"
		COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
		COMP_LINE="$*" COMP_POINT=${#COMP_LINE}
		spec=$(complete -p "$1") || exit 1
		[[ $spec =~ -F\ ([^ ]+) ]] || exit 1
		"${BASH_REMATCH[1]}" "$1" "${COMP_WORDS[COMP_CWORD]}" \
		    "${COMP_WORDS[COMP_CWORD - 1]}"
		printf "%s\n" "${COMPREPLY[@]}" | sort' bash "$@"
}

@test "bash offers verbs, options and values" {
	run -0 offered foc-audit ""
	for w in log verify head; do
		[[ " ${lines[*]} " == *" $w "* ]] || { echo "$output"; false; }
	done
	run -0 offered foc-audit ver
	[ "$output" = verify ]
	run -0 offered foc-audit verify --
	for w in --head --state --db --format --dry-run --help; do
		[[ " ${lines[*]} " == *" $w "* ]] || { echo "$output"; false; }
	done
	run -0 offered foc-audit --format j
	[ "$output" = jsonl ]
	run -0 offered foc-audit log --week l
	[ "$output" = last ]
}

@test "bash offers as much behind foc NAME, and states" {
	run -0 offered foc aud
	[ "$output" = audit ]
	run -0 offered foc audit he
	[ "$output" = head ]
	run -0 offered foc audit verify --sta
	[ "$output" = --state ]
	run -0 offered foc-request list --state PENDING_REV
	[ "$output" = PENDING_REVIEW ]
}

@test "bash offers ids, names and states that the file has" {
	export FOC_DB="$BATS_TEST_TMPDIR/foc.db"
	FOC_NOW=2026-11-02T09:00:00Z foc-init --sandbox \
	    "$FOC_TOP/examples/foc.yaml" >/dev/null
	FOC_NOW=2026-11-02T09:00:00Z FOC_ACTOR=priya foc-request new \
	    --name csbot --product "Support Bot" --use-case OPERATIONS \
	    --runtime LAMBDA --estimate-usd 340 >/dev/null
	run -0 offered foc-request show ""
	[ "$output" = br-1 ]
	run -0 offered foc request show b
	[ "$output" = br-1 ]
	run -0 offered foc-request withdraw br-1 --reason x b
	[ "$output" = br-1 ]
	run -0 offered foc-bill stop ""
	[ "$output" = csbot ]
	run -0 offered foc-request new --product Sup
	[ "$output" = 'Support\ Bot' ]
	run -0 offered foc-task list --state = IMPL
	[ "$output" = IMPLEMENTED ]
	run -0 offered foc-org show p
	[ "$output" = $'people\npolicy' ]
	run -0 foc-task --complete list --state=IMPL
	[ "$output" = --state=IMPLEMENTED ]
	# Without a file: files, as ever, and nothing is said.
	FOC_DB=$BATS_TEST_TMPDIR/none run -0 offered foc-request show ""
	[ -z "$output" ]
	run -0 --separate-stderr foc-request --complete --db /nowhere show ""
	[ -z "$output$stderr" ]
}

@test "zsh and fish offer the same, where they are installed" {
	command -v zsh >/dev/null && command -v fish >/dev/null ||
		skip "zsh and fish are not both installed"
	run -0 fish --no-config -c 'source $argv[1]
	    complete -C "foc-audit ver"' "$FOC_TOP/completions/foc.fish"
	[ "$output" = $'verify\tis the chain whole, and do the rows agree with it' ]
	run -0 fish --no-config -c 'source $argv[1]
	    complete -C "foc audit verify --sta"' \
	    "$FOC_TOP/completions/foc.fish"
	[[ $output == --state$'\t'* ]]
	run -0 zsh -fc 'zmodload zsh/zpty; autoload -Uz compinit
	    zpty z zsh -f -i
	    zpty -w z "PS1=; fpath=($1 \$fpath); autoload -Uz compinit; compinit -u -D"
	    zpty -w -n z $'"'"'foc-audit ver\t --sta\t'"'"'
	    sleep 2; zpty -r -t z out "*--state*" && print found' zsh \
	    "$FOC_TOP/completions"
	[[ $output == *found* ]]
}

@test "every program has a completion in bash" {
	for p in foc $(programs); do
		run -0 bash --norc --noprofile -c \
		    'source "$FOC_TOP/completions/foc.bash"; complete -p "$1"' \
		    bash "$p"
	done
}
