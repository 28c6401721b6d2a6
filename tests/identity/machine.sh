#!/bin/bash
# SPDX-License-Identifier: MIT
# machine.sh DIR BINDIR: in a mount namespace of its own, a machine with people
# and the programs, set up as foc-security(7) says under C.  /etc, /var/lib,
# /usr/local and /home are copies in DIR that go away with the namespace: the
# machine that this runs on keeps its users and rules.  Leaves DIR/ready behind
# and sleeps until it is killed.
set -eu
dir=$1 bin=$2

mount -t tmpfs -o mode=0755 foc-test "$dir"
mkdir "$dir/etc" "$dir/lib" "$dir/local" "$dir/local/bin" "$dir/home"
cp -a /etc/. "$dir/etc"
install -m 755 "$bin"/foc "$bin"/foc-* "$dir/local/bin"
install -m 755 "$FOC_TOP/examples/setup-system.sh" "$dir/local"
# Sanitizers must be loaded first, which sudo's noexec does not let them.
if [ -n "${SAN:-}" ]; then
	sed -i 's/, noexec$//; s/ NOEXEC:/ EXEC:/' "$dir/local/setup-system.sh"
fi
mount --bind "$dir/etc" /etc
mount --bind "$dir/lib" /var/lib
mount --bind "$dir/local" /usr/local
mount --bind "$dir/home" /home

people="priya marco sarah eli dana outsider"
for who in $people foc; do
	sed -i "/^$who:/d" /etc/passwd /etc/shadow /etc/group
done
# Ids that no user of a Debian has, so that nothing of theirs is touched.
n=61100
for who in $people; do
	useradd --create-home --uid "$((n += 1))" --shell /bin/sh "$who"
done
cp "$FOC_TOP/examples/foc.yaml" /home/foc.yaml
/usr/local/setup-system.sh /home/foc.yaml >/dev/null
for who in ${people% *}; do
	usermod -aG foc-readers "$who"
done
touch "$dir/ready"
exec sleep 1800
