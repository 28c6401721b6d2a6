# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Completion of foc and of every foc-NAME, for bash.  The programs themselves
# say what may follow, so nothing here knows one of them.

_foc() {
	local i

	mapfile -t COMPREPLY < <("${COMP_WORDS[0]}" --complete \
	    "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null </dev/null | cut -f 1)
	for i in "${!COMPREPLY[@]}"; do
		printf -v "COMPREPLY[i]" %q "${COMPREPLY[i]}"
	done
	# Nothing of that: files, as bash itself does (-o default below).
}

mapfile -t _foc_all < <(foc --complete '' 2>/dev/null | grep -vx help)
complete -o default -F _foc foc "${_foc_all[@]/#/foc-}"
unset _foc_all
