#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Who is acting: the kernel's word, sudo's where it can be believed, and
# nobody else's.  The machine with its people is a mount namespace; see
# tests/identity/machine.sh.  Needs root and sudo.

load helpers

setup_file() {
	export MACHINE="$BATS_FILE_TMPDIR/machine"
	mkdir "$MACHINE"
	can_make_machine || return 0
	unshare -m --propagation private "$FOC_TOP/tests/identity/machine.sh" \
	    "$MACHINE" "$(dirname "$(command -v foc)")" \
	    >"$BATS_FILE_TMPDIR/log" 2>&1 3>&- 4>&- &
	export MACHINE_PID=$!
	for _ in $(seq 200); do
		[ ! -e "/proc/$MACHINE_PID/root$MACHINE/ready" ] || return 0
		kill -0 "$MACHINE_PID" 2>/dev/null || break
		sleep 0.1
	done
	cat "$BATS_FILE_TMPDIR/log"
	return 1
}

teardown_file() {
	[ -z "${MACHINE_PID:-}" ] || kill "$MACHINE_PID"
}

can_make_machine() {
	[ "$(id -u)" -eq 0 ] && command -v sudo >/dev/null &&
	    unshare -m true 2>/dev/null
}

needs_machine() {
	[ -z "${COV:-}" ] || skip "its users may not add to the counts"
	can_make_machine || skip "needs root, sudo and mount namespaces"
}

# user NAME COMMAND...: as that user, with a login's environment.
user() {
	local who=$1
	shift
	nsenter -m -t "$MACHINE_PID" -w/home setpriv --reuid "$who" \
	    --regid "$who" --init-groups env -i "HOME=/home/$who" \
	    "USER=$who" "LOGNAME=$who" PATH=/usr/local/bin:/usr/bin:/bin \
	    LC_ALL=C ${ASAN_OPTIONS:+ASAN_OPTIONS="$ASAN_OPTIONS"} "$@"
}

# through NAME PROGRAM...: by the rule of sudo.
through() {
	user "$1" sudo -n -u foc "${@:2}"
}

# The machine as root sees it.
machine() {
	nsenter -m -t "$MACHINE_PID" -w/home "$@"
}

sql() {
	machine sqlite3 /var/lib/foc/foc.db "$@"
}

request() {
	through "$1" foc-request new --name "$2" --product "Support Bot" \
	    --use-case OPERATIONS --runtime LAMBDA --estimate-usd 340
}

events() {
	sql "SELECT count(*) FROM audit"
}

# --- set-up C

@test "the set-up: owner, modes, a rule that sudo takes" {
	needs_machine
	[ "$(machine stat -c '%U:%G %a' /var/lib/foc)" = "foc:foc-readers 750" ]
	[ "$(machine stat -c '%U:%G %a' /var/lib/foc/foc.db)" = \
	    "foc:foc-readers 640" ]
	machine visudo -cq
	[ "$(machine stat -c '%U %a' /etc/sudoers.d/foc)" = "root 440" ]
	run -0 user priya sudo -n -l
	[[ $output == *"/usr/local/bin/foc-request"* ]]
	[[ $output != *"foc-init"* && $output != *"foc-db"* ]]
	# a second run changes nothing and does not fail
	was=$(sql .dump | sha256sum)
	machine /usr/local/setup-system.sh /home/foc.yaml
	[ "$(sql .dump | sha256sum)" = "$was" ]
}

@test "the set-up refuses programs that somebody else can change" {
	needs_machine
	machine mkdir -p /home/bin
	machine cp /usr/local/bin/foc-request /home/bin
	machine chown priya /home/bin/foc-request
	run -1 machine /usr/local/setup-system.sh /home/foc.yaml /home/bin
	[[ $output == *"must belong to root"* ]]
	machine chown root /home/bin/foc-request
	machine chmod g+w /home/bin
	run -1 machine /usr/local/setup-system.sh /home/foc.yaml /home/bin
	[[ $output == *"/home/bin: must belong to root"* ]]
}

@test "three people, three uids: asked, approved, implemented, claimed" {
	needs_machine
	request priya csbot >/dev/null
	through sarah foc-prereq waive CUR_EXPORT --rationale "no bill yet" \
	    >/dev/null
	through sarah foc-model approve claude-haiku-4-5 --platform BEDROCK \
	    --rationale trial >/dev/null
	run -1 through priya foc-approve grant br-1 --platform BEDROCK \
	    --model claude-haiku-4-5 --account 341153769010 \
	    --region us-east-1 --rationale mine
	[[ $output == *"br-1: cannot approve: priya may not do this: it needs\
 the role finops-lead"* ]]
	through sarah foc-approve grant br-1 --platform BEDROCK \
	    --model claude-haiku-4-5 --account 341153769010 \
	    --region us-east-1 --rationale trial >/dev/null
	role=$(through eli foc-task show ts-2 | key role_arn)
	through eli foc-task step ts-2 1 >/dev/null
	through eli foc-task step ts-2 2 --artefact "role_arn=$role" >/dev/null
	through eli foc-task step ts-2 3 --artefact policy_applied=true \
	    >/dev/null
	through eli foc-task complete ts-2 >/dev/null
	through priya foc-claim csbot >/dev/null
	[ "$(sql "SELECT group_concat(DISTINCT verb || ' ' || actor || ' ' ||
	    uid) FROM audit WHERE object = 'br-1' AND role <> 'system'")" = \
	    "submit priya 61101,approve sarah 61103,claim priya 61101" ]
	[ "$(sql "SELECT DISTINCT actor || ' ' || uid FROM audit
	    WHERE role = 'cloud-engineer'")" = "eli 61104" ]
	[ "$(sql "SELECT requester_uid, approver_uid, implementer_uid,
	    claimer_uid FROM request")" = "61101|61103|61104|61101" ]
	run -0 through dana foc-audit verify
}

@test "the schema refuses one person, or one uid, in two duties" {
	needs_machine
	for set in "approver = requester, approver_uid = 1" \
	    "approver = 'sarah', approver_uid = requester_uid" \
	    "implementer = approver, implementer_uid = 1" \
	    "implementer = requester, implementer_uid = 1" \
	    "implementer = 'dana', implementer_uid = approver_uid" \
	    "implementer = 'dana', implementer_uid = requester_uid" \
	    "claimer = approver, claimer_uid = 1" \
	    "claimer = implementer, claimer_uid = 1" \
	    "claimer = 'dana', claimer_uid = approver_uid" \
	    "claimer = 'dana', claimer_uid = implementer_uid"; do
		run ! sql "UPDATE request SET $set WHERE id = 'br-1'"
		[[ $output == *"CHECK constraint failed"* ]] ||
		    { echo "$set"; false; }
	done
}

@test "who is in the group reads, who is not does not, nobody writes" {
	needs_machine
	run -0 user priya foc-request list
	[ "$(key id <<<"$output" | head -n 1)" = br-1 ]
	run -4 user outsider foc-request list
	[[ $output == *"Permission denied"* ]]
	was=$(sql .dump | sha256sum)
	for who in priya sarah eli dana outsider; do
		run ! user "$who" sqlite3 /var/lib/foc/foc.db \
		    "UPDATE request SET state = 'LIVE'"
		run ! user "$who" sh -c 'echo x >>/var/lib/foc/foc.db'
		run ! user "$who" sh -c 'echo x >/var/lib/foc/foc.db-journal'
		run ! user "$who" sh -c 'echo x >/var/lib/foc/foc.db.lock'
		run ! user "$who" mv /var/lib/foc/foc.db /home/"$who"
		run ! user "$who" foc-request withdraw br-1 --reason no
	done
	run -4 user priya foc-request new --name x --product "Support Bot" \
	    --use-case OPERATIONS --runtime LAMBDA --estimate-usd 1
	[ "$output" = "foc-request: /var/lib/foc/foc.db: you may not write it;\
 it belongs to foc, and 'sudo -u foc PROGRAM' may where it is set up for that\
 (foc-security)" ]
	[ "$(sql .dump | sha256sum)" = "$was" ]
}

@test "who is not in the group does not get through" {
	needs_machine
	n=$(events)
	run ! request outsider forged
	[[ $output == *"sudo"* ]]
	[ "$(events)" = "$n" ]
	machine usermod -aG foc-readers outsider
	run -1 request outsider forged
	[ "$output" = "foc-request: user 61106 is nobody here: foc.yaml names\
 no person for this user" ]
	run -0 through outsider foc-request list
	machine gpasswd -d outsider foc-readers >/dev/null
	[ "$(events)" = "$n" ]
}

@test "forged variables and preloads: 0 forged events" {
	needs_machine
	cat >"$BATS_TEST_TMPDIR/forge.c" <<-'C'
	#include <sys/types.h>
	uid_t getuid(void) { return 61103; }
	uid_t geteuid(void) { return 999; }
	C
	cc -shared -fPIC -o "$BATS_TEST_TMPDIR/forge.so" \
	    "$BATS_TEST_TMPDIR/forge.c"
	install -m 755 "$BATS_TEST_TMPDIR/forge.so" \
	    "/proc/$MACHINE_PID/root/home/forge.so"
	request priya forgery >/dev/null
	n=$(events)
	for v in USER=sarah LOGNAME=sarah USERNAME=sarah HOME=/home/sarah \
	    SUDO_USER=sarah SUDO_UID=61103 SUDO_GID=61103 FOC_ACTOR=sarah \
	    FOC_NOW=2020-01-01 FOC_DB=/tmp/x.db XDG_DATA_HOME=/tmp \
	    LD_PRELOAD=/home/forge.so LD_LIBRARY_PATH=/home \
	    SQLITE_TMPDIR=/home TMPDIR=/home LD_AUDIT=/home/forge.so \
	    PATH=/home:/usr/local/bin:/usr/bin:/bin BASH_ENV=/home/x \
	    GLIBC_TUNABLES=glibc.malloc.check=3 DOAS_USER=sarah \
	    PKEXEC_UID=61103; do
		# in the environment that sudo is called from
		run ! user priya env "$v" sudo -n -u foc foc-approve reject \
		    br-2 --rationale forged
		# asked of sudo
		run ! user priya sudo -n -u foc "$v" foc-approve reject br-2 \
		    --rationale forged
		run ! user priya sudo -n -E -u foc foc-approve reject br-2 \
		    --rationale forged
		# without sudo
		run ! user priya env "$v" foc-approve reject br-2 \
		    --rationale forged
	done
	run ! user priya sudo -n -u foc env SUDO_UID=61103 foc-approve reject \
	    br-2 --rationale forged
	# whatever the program, or the one before it, is called
	for name in sudo sarah foc /usr/bin/sudo ""; do
		run ! user priya env SUDO_UID=61103 bash -c \
		    'exec -a "$0" foc-approve reject br-2 --rationale x' "$name"
		run ! user priya bash -c 'exec -a "$0" sudo -n -u foc \
		    foc-approve reject br-2 --rationale x' "$name"
	done
	run ! user priya sudo -n -u foc sh -c true
	run ! user priya sudo -n -u foc foc-init --db /var/lib/foc/x /home/foc.yaml
	run ! user priya sudo -n -u sarah foc-request list
	[ "$(events)" = "$n" ]
	[ "$(sql "SELECT state FROM request WHERE id = 'br-2'")" = \
	    PENDING_REVIEW ]
	# what went on under forged names was still priya
	user priya env USER=sarah SUDO_UID=61103 LOGNAME=sarah sudo -n -u foc \
	    foc-request withdraw br-2 --reason mine >/dev/null
	[ "$(sql "SELECT actor, uid FROM audit ORDER BY seq DESC LIMIT 1")" = \
	    "priya|61101" ]
}

@test "SUDO_UID without sudo is not believed, even of the file's owner" {
	needs_machine
	n=$(events)
	run -1 machine setpriv --reuid foc --regid foc --clear-groups env \
	    SUDO_UID=61101 foc-request --db /var/lib/foc/foc.db new --name x \
	    --product "Support Bot" --use-case OPERATIONS --runtime LAMBDA \
	    --estimate-usd 1
	[ "$output" = "foc-request: cannot tell who is acting: SUDO_UID says\
 user 61101, but it was not sudo that started this program for him; without\
 SUDO_UID it acts as user $(machine id -u foc)" ]
	# a rule that lets env through does not help: sudo itself knows
	machine sh -c 'echo "priya ALL = (foc) NOPASSWD: /usr/bin/env" \
	    >/etc/sudoers.d/bad; chmod 440 /etc/sudoers.d/bad'
	run -1 user priya sudo -n -u foc env SUDO_UID=61103 foc-approve \
	    reject br-1 --rationale forged
	[[ $output == *"it was not sudo that started this program for him"* ]]
	run -1 user priya sudo -n -u foc env SUDO_UID=-1 foc-approve reject \
	    br-1 --rationale forged
	[[ $output == *"SUDO_UID is '-1', which is no user id"* ]]
	machine rm /etc/sudoers.d/bad
	[ "$(events)" = "$n" ]
}

@test "the file's own user acts for itself: nightly runs" {
	needs_machine
	run -0 machine setpriv --reuid foc --regid foc --clear-groups env \
	    -u SUDO_UID foc-db --db /var/lib/foc/foc.db check
	run -1 machine setpriv --reuid foc --regid foc --clear-groups env \
	    -u SUDO_UID foc-request --db /var/lib/foc/foc.db new --name x \
	    --product "Support Bot" --use-case OPERATIONS --runtime LAMBDA \
	    --estimate-usd 1
	[[ $output == *"cron may not do this"* ]]
}

@test "a login by somebody else is noticed" {
	needs_machine
	# the number sticks to a process and its children
	(echo 61101 >/proc/self/loginuid) 2>/dev/null ||
	    skip "the kernel keeps no login uid"
	n=$(events)
	run -1 bash -c 'echo 61105 >/proc/self/loginuid && exec "$@"' bash \
	    nsenter -m -t "$MACHINE_PID" setpriv --reuid priya --regid priya \
	    --init-groups sudo -n -u foc foc-request new --name x --product \
	    "Support Bot" --use-case OPERATIONS --runtime LAMBDA \
	    --estimate-usd 1
	[ "$output" = "foc-request: cannot tell who is acting: sudo says user\
 61101, but the login was by user 61105" ]
	[ "$(events)" = "$n" ]
	bash -c 'echo 61101 >/proc/self/loginuid && exec "$@"' bash \
	    nsenter -m -t "$MACHINE_PID" setpriv --reuid priya --regid priya \
	    --init-groups sudo -n -u foc foc-request new --name login \
	    --product "Support Bot" --use-case OPERATIONS --runtime LAMBDA \
	    --estimate-usd 1 >/dev/null
	[ "$(user priya foc-audit log | tail -n 1 |
	    jq -c '[.actor, .uid, .login_uid]')" = '["priya",61101,61101]' ]
}

@test "a directory that others write to makes sudo's word worthless" {
	needs_machine
	n=$(events)
	machine chmod g+w /var/lib/foc
	run -1 request priya x
	machine chmod g-w /var/lib/foc
	[ "$output" = "foc-request: cannot tell who is acting: others than its\
 owner may write to the directory of /var/lib/foc/foc.db, so that sudo's word\
 proves nothing" ]
	[ "$(events)" = "$n" ]
}

@test "set-up B: a file that a group writes; each acts as himself" {
	needs_machine
	machine install -d -o sarah -g foc-readers -m 2770 /home/group
	user sarah foc-init --db /home/group/foc.db /home/foc.yaml >/dev/null
	machine chmod 660 /home/group/foc.db
	# the lock follows the file when its owner uses it
	user sarah foc-org apply --db /home/group/foc.db /home/foc.yaml
	[ "$(machine stat -c %a /home/group/foc.db.lock)" = 660 ]
	run -0 user priya foc-request --db /home/group/foc.db new --name x \
	    --product "Support Bot" --use-case OPERATIONS --runtime LAMBDA \
	    --estimate-usd 1
	run -1 user priya env SUDO_UID=61103 USER=sarah foc-approve \
	    --db /home/group/foc.db reject br-1 --rationale forged
	[[ $output == *"priya may not do this"* ]]
	run -0 user sarah foc-approve --db /home/group/foc.db reject br-1 \
	    --rationale "who uses it"
	[ "$(user dana foc-audit --db /home/group/foc.db log br-1 |
	    jq -r '[.actor, .uid] | join(" ")' | tr '\n' ,)" = \
	    "priya 61101,sarah 61103," ]
	run -4 user outsider foc-request --db /home/group/foc.db list
}

@test "another name of the file, or a lock that is something else" {
	real "$(id -un)" >/dev/null 2>&1
	ln "$FOC_DB" "$BATS_TEST_TMPDIR/alias.db"
	run -4 foc-request list
	[[ $output == *"has another name too"* ]]
	rm "$BATS_TEST_TMPDIR/alias.db"
	echo precious >"$BATS_TEST_TMPDIR/precious"
	rm "$FOC_DB.lock"
	ln "$BATS_TEST_TMPDIR/precious" "$FOC_DB.lock"
	run -4 new
	[[ $output == *".lock: is no plain file of one name"* ]]
	rm "$FOC_DB.lock"
	ln -s "$BATS_TEST_TMPDIR/precious" "$FOC_DB.lock"
	run -4 new
	[ "$(cat "$BATS_TEST_TMPDIR/precious")" = precious ]
	rm "$FOC_DB.lock"
	run -0 new
}

# --- names and numbers

# A real file of whom the test runs as, who is the one named first.
real() {
	sed "s/unix: \[priya\]/unix: [$1]/" "$FOC_TOP/examples/foc.yaml" \
	    >"$BATS_TEST_TMPDIR/foc.yaml"
	export FOC_DB=$BATS_TEST_TMPDIR/real.db
	foc-init "$BATS_TEST_TMPDIR/foc.yaml"
}

new() {
	foc-request new --name mine --product "Support Bot" \
	    --use-case OPERATIONS --runtime LAMBDA --estimate-usd 1 "$@"
}

@test "one's own file: SUDO_UID set by hand changes nothing" {
	real "$(id -un)" >/dev/null 2>&1
	for v in SUDO_UID=1 SUDO_UID=61103 SUDO_UID=x USER=sarah \
	    LOGNAME=sarah HOME=/; do
		run -0 env "$v" foc-request new --name "m$RANDOM" --product \
		    "Support Bot" --use-case OPERATIONS --runtime LAMBDA \
		    --estimate-usd 1
		[ "$(key requester <<<"$output")" = priya ]
	done
	[ "$(foc-audit log | jq -r .uid | sort -u)" = "$(id -u)" ]
}

@test "a file that others share is not its owner's for them" {
	real "$(id -un)" >/dev/null 2>&1
	chmod 0640 "$FOC_DB"
	run -1 env SUDO_UID=61103 foc-request new --name x --product \
	    "Support Bot" --use-case OPERATIONS --runtime LAMBDA \
	    --estimate-usd 1
	[[ $output == *"it has to belong to a user of its own" ]]
	run -0 new
}

@test "a user whom foc.yaml does not name reads and writes nothing" {
	real nobody-of-this-name >/dev/null 2>&1
	run -1 new
	[ "$output" = "foc-request: user $(id -u) is nobody here: foc.yaml\
 names no person for this user" ]
	run -0 foc-request list
	run -1 foc-org apply "$BATS_TEST_TMPDIR/foc.yaml"
}

@test "a number in unix: is a user without a name" {
	needs_machine
	machine sh -c 'sed "s/unix: \[dana\]/unix: [dana, \"61190\"]/" \
	    /home/foc.yaml >/home/n.yaml'
	machine foc-init --db /home/n.db /home/n.yaml >/dev/null
	machine sh -c 'chmod 666 /home/n.db /home/n.db.lock; chmod 777 /home'
	run -1 machine setpriv --reuid 61190 --regid 61190 --clear-groups \
	    env FOC_DB=/home/n.db foc-request new --name x --product \
	    "Support Bot" --use-case OPERATIONS --runtime LAMBDA \
	    --estimate-usd 1
	machine chmod 755 /home
	[[ $output == *"dana may not do this"* ]]
}

@test "two users of one uid are refused at apply, and later" {
	needs_machine
	machine useradd --non-unique --uid 61103 --no-create-home twin
	machine sh -c 'sed "s/unix: \[eli\]/unix: [eli, twin]/" \
	    /home/foc.yaml >/home/twin.yaml'
	run -3 machine foc-init --db /home/twin.db /home/twin.yaml
	[[ $output == *"are both uid 61103 here; one uid is one person"* ]]
	# and where the user got the second name afterwards
	machine sed -i 's/^twin:x:61103:/twin:x:61199:/' /etc/passwd
	machine foc-init --db /home/twin.db /home/twin.yaml >/dev/null
	machine sed -i 's/^twin:x:61199:/twin:x:61103:/' /etc/passwd
	machine chown sarah /home/twin.db
	run -1 user sarah foc-request --db /home/twin.db withdraw br-1 \
	    --reason x
	[ "$output" = "foc-request: cannot tell who is acting: user 61103 is\
 both sarah and eli in foc.yaml, and one user is one person" ]
	machine userdel twin 2>/dev/null || true
}

@test "one person under two users does not hold two duties" {
	needs_machine
	machine useradd --uid 61150 --no-create-home --shell /bin/sh priya2
	machine usermod -aG foc-readers priya2
	sed -e 's/unix: \[priya\], roles: \[/unix: [priya, priya2], roles: [finops-lead, /' \
	    "$FOC_TOP/examples/foc.yaml" >"/proc/$MACHINE_PID/root/home/two.yaml"
	through sarah foc-org apply - <"/proc/$MACHINE_PID/root/home/two.yaml" \
	    >/dev/null
	id=$(request priya twice | key id)
	for who in priya priya2; do
		run -1 through "$who" foc-approve grant "$id" --platform \
		    BEDROCK --model claude-haiku-4-5 --account 341153769010 \
		    --region us-east-1 --rationale mine
		[ "$output" = "foc-approve: $id: cannot approve: priya asked\
 for it; somebody else with the role finops-lead must decide" ]
	done
	through sarah foc-org apply - <"$FOC_TOP/examples/foc.yaml" >/dev/null
}
