# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Completion of foc and of every foc-NAME, for bash: verbs and options as
# --help lists them, so nothing here knows a program by name.

_foc_programs() {
	local dir IFS=:

	for dir in $PATH; do
		compgen -f -X '!*/foc-*' -- "$dir/foc-"
	done | sed 's,.*/foc-,,' | grep -xE '[a-z-]+' | sort -u
}

_foc_help() {
	"$1" --help 2>/dev/null </dev/null
}

_foc_verbs() {
	_foc_help "$1" | awk '/^[a-z]/ { on = $0 == "verbs:"; next }
	    on { print $1 }'
}

# The values of an option that has a few; fails where files are as good.
_foc_values() {
	case $2 in
	-f|--format)
		echo table jsonl csv
		_foc_help "$1" | sed -n 's/^formats besides .*: //p' ;;
	--color)
		echo auto always never ;;
	--week|--month)
		echo last ;;
	--by)
		echo day hour ;;
	--state)
		case $1 in
		foc-request) set -- onboarding ;;
		foc-approve) set -- scope ;;
		foc-task) set -- task ;;
		foc-spendcard) set -- card ;;
		*) set -- ;;
		esac
		foc-states --fields to "$@" 2>/dev/null </dev/null |
		    sed 's/.*"to":"//; s/".*//' | sort -u ;;
	--use-case)
		echo INFRASTRUCTURE CODING OPERATIONS ;;
	--runtime)
		echo LAMBDA ECS EC2 AGENTCORE OTHER ;;
	--availability)
		echo STANDARD PRODUCTION_HA ;;
	--platform)
		echo BEDROCK MARKETPLACE CLAUDE_PLATFORM AGENTCORE ;;
	*)
		return 1 ;;
	esac
}

_foc() {
	local cur=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
	local first=1 program=${COMP_WORDS[0]##*/} words

	COMPREPLY=()
	if [ "$program" = foc ]; then
		if [ "$COMP_CWORD" -eq 1 ]; then
			mapfile -t COMPREPLY < <(compgen -W \
			    "help --help --version $(_foc_programs)" -- "$cur")
			return
		fi
		program=foc-${COMP_WORDS[1]} first=2
		if [ "$program" = foc-help ]; then
			mapfile -t COMPREPLY < <(compgen -W \
			    "$(_foc_programs)" -- "$cur")
			return
		fi
	fi
	if words=$(_foc_values "$program" "$before"); then
		:
	elif [[ $cur == -* ]]; then
		words=$(_foc_help "$program" | grep -oE -- '^ *(-.,)? *--[a-z-]+' |
		    grep -oE -- '--[a-z-]+')
	elif [ "$COMP_CWORD" -eq "$first" ]; then
		words=$(_foc_verbs "$program")
	fi
	if [ -n "$words" ]; then
		mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
	fi
	# Nothing of that: files, as bash itself does (-o default below).
}

mapfile -t _foc_all < <(_foc_programs)
complete -o default -F _foc foc "${_foc_all[@]/#/foc-}"
unset _foc_all
