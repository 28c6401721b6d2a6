# SPDX-License-Identifier: MIT
# undocumented.awk DOCUMENTED EMITTED: keys that records have and the page has
# not.  "a" is documented by "a.b" and "a[].b" too (there it was null or
# empty), and "a.b" by "a.*".
NR == FNR {
	key = $2
	doc[$1 " " key]
	while (match(key, /(\[\])?\.[^.]*$/)) {
		key = substr(key, 1, RSTART - 1)
		doc[$1 " " key]
	}
	if (sub(/\.\*$/, "", $2))
		open_map[$1 " " $2]
	next
}
{
	if (($1 " " $2) in doc || ("* " $2) in doc)
		next
	key = $2
	while (match(key, /\.[^.]*$/)) {
		key = substr(key, 1, RSTART - 1)
		if (($1 " " key) in open_map)
			next
	}
	print
}
