# SPDX-License-Identifier: MIT
# Text files -> C: an array of {name, text} for embed.c.  Names are the paths
# below lib/.  awk -v root=lib/ -f lib/embed.awk FILE...
function esc(s) { gsub(/\\/, "&&", s); gsub(/"/, "\\\"", s); gsub(/\t/, "\\t", s); return s }
FNR == 1 {
	if (seen++) print "\t},"
	name = FILENAME
	sub("^" root, "", name)
	print "\t{ \"" name "\","
}
{ print "\t    \"" esc($0) "\\n\"" }
END { if (seen) print "\t}," }
