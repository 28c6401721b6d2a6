# SPDX-License-Identifier: MIT
# The examples of a page that are marked to run, as calls of example() and
# expect() of run-page.sh.
#
#	.\" run [STATUS] [same | shown]
#	.Bd -literal -offset indent
#	$ command
#	output
#	.Ed
#
# STATUS is what the last command must exit with, 0 by default.  With "same"
# the output shown must be the output, with "shown" only where some is.  In a block without any "$ " every
# line is of one command.  A command goes on behind a backslash, | or && at
# the end of its line, within '...', and to the end of a here-document.

function plain(line) {
	gsub(/\\&/, "", line)
	gsub(/\\\(aq/, "'", line)
	gsub(/\\\(ga/, "`", line)
	gsub(/\\\(ti/, "~", line)
	gsub(/\\\(ha/, "^", line)
	gsub(/\\\(dq/, "\"", line)
	gsub(/\\-/, "-", line)
	gsub(/\\e/, "\\", line)
	return line
}

function goes_on(text,	copy, n) {
	if (match(text, /<<'?[A-Z]+'?/)) {
		copy = substr(text, RSTART + 2, RLENGTH - 2)
		gsub(/'/, "", copy)
		return text !~ ("\n" copy "$")
	}
	copy = text
	n = gsub(/'/, "", copy)
	return n % 2 == 1 || text ~ /(\\|\||&&)[ \t]*$/
}

function give(word, line, status, text) {
	printf "%s %d %d <<'FOC_EXAMPLE_END'\n%s%s", word, line, status,
	    text, "FOC_EXAMPLE_END\n"
}

function flush_block(	i, k, prompt, text, shown, at) {
	for (i = 1; i <= n; i++)
		if (row[i] ~ /^\$ /)
			prompt = 1
	for (i = 1; i <= n; i = k) {
		text = row[i]
		at = first + i - 1
		sub(/^\$ /, "", text)
		for (k = i + 1; k <= n && (!prompt || goes_on(text)); k++)
			text = text "\n" row[k]
		shown = ""
		for (; k <= n && row[k] !~ /^\$ /; k++)
			shown = shown row[k] "\n"
		give("example", at, k > n ? status : 0, text "\n")
		if (same == 1 || (same == 2 && shown != ""))
			give("expect", at, 0, shown)
	}
}

/^\.\\" run/ {
	marked = 1
	status = 0
	same = 0
	for (i = 3; i <= NF; i++)
		if ($i == "same")
			same = 1
		else if ($i == "shown")
			same = 2
		else
			status = $i + 0
	next
}
marked && /^\.Dl / {
	text = plain(substr($0, 5))
	sub(/^\$ /, "", text)
	give("example", NR, status, text "\n")
	marked = 0
	next
}
marked && /^\.Bd -literal/ {
	marked = 0
	inside = 1
	n = 0
	first = NR + 1
	next
}
inside && /^\.Ed/ {
	flush_block()
	inside = 0
	next
}
inside {
	row[++n] = plain($0)
}
marked && !/^\.\\"/ {
	printf "lost %d\n", NR
	marked = 0
}
