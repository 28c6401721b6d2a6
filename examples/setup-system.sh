#!/bin/sh
# SPDX-License-Identifier: MIT
# setup-system.sh FOC.YAML [BINDIR]: one file of foc for all people of this
# machine, which nobody can write but through the programs (foc-security(7),
# set-up C).  Run as root, once; a second run brings the rule up to date.
#
#	user foc		owns the file, logs in nowhere
#	group foc-readers	reads the file; may run the programs as foc
#	/var/lib/foc		0750 foc:foc-readers, with foc.db 0640
#	/etc/sudoers.d/foc	the rule: these programs, as foc, no others
set -eu
umask 022

user=foc group=foc-readers home=/var/lib/foc rule=/etc/sudoers.d/foc
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export PATH

fail() {
	echo "setup-system: $*" >&2
	exit 1
}

case $# in
1 | 2) ;;
*)
	echo "usage: setup-system.sh FOC.YAML [BINDIR]" >&2
	exit 2
	;;
esac
yaml=$1
bindir=$(cd "${2:-/usr/local/bin}" && pwd)
[ "$(id -u)" -eq 0 ] || fail "only root can set this up"
for tool in sudo visudo useradd groupadd; do
	command -v "$tool" >/dev/null || fail "$tool is missing"
done
[ -r "$yaml" ] || fail "$yaml: cannot be read"

# The programs must be root's, or whoever may change them may do anything.
programs=
for p in "$bindir"/foc-*; do
	[ -x "$p" ] || fail "$bindir: has no programs of foc"
	case $(stat -Lc '%u %A' "$p") in
	"0 "-????-??-?) ;;
	*) fail "$p: must belong to root and be writable by no one else" ;;
	esac
	# Making and keeping files is for foc itself and root: no rule.
	case ${p##*/} in
	foc-init | foc-db) ;;
	*) programs="$programs, $p" ;;
	esac
done
case $(stat -Lc '%u %A' "$bindir") in
"0 "d????-??-?) ;;
*) fail "$bindir: must belong to root and be writable by no one else" ;;
esac

getent group "$group" >/dev/null || groupadd --system "$group"
getent passwd "$user" >/dev/null || useradd --system --user-group \
    --home-dir "$home" --no-create-home --shell /usr/sbin/nologin "$user"
install -d -o "$user" -g "$group" -m 0750 "$home"

# No variable of the caller's reaches a program, and no program starts another.
new=$(mktemp)
trap 'rm -f "$new"' EXIT
cat >"$new" <<EOF
# Made by setup-system.sh of foc; see foc-security(7).
Cmnd_Alias FOC = ${programs#, }
Defaults!FOC env_reset, !setenv, always_set_home, noexec
Defaults!FOC umask=0027, umask_override
%$group ALL = ($user:$user) NOPASSWD: NOSETENV: NOEXEC: FOC
EOF
visudo -cqf "$new" || fail "sudo does not take the rule"
install -o root -g root -m 0440 "$new" "$rule"

# foc may not be able to read foc.yaml where it is, so root does.
if [ ! -e "$home/foc.db" ]; then
	# shellcheck disable=SC2024
	sudo -n -H -u "$user" "$bindir/foc-init" -q --db "$home/foc.db" \
	    - <"$yaml" >/dev/null
	chgrp "$group" "$home/foc.db"
	chmod 0640 "$home/foc.db"
fi

cat <<EOF
$home/foc.db is set up.  For each person:  adduser USER $group
They read with the programs as they are, and write as in
    sudo -u $user foc-request new ...
EOF
