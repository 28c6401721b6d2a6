# SPDX-License-Identifier: MIT
# Named .sql statements -> C: an enum and an array of strings, in file order.
# Every statement begins with a line "-- :name".
function esc(s) { gsub(/\\/, "&&", s); gsub(/"/, "\\\"", s); return s }
FNR == 1 { named = 0 }
/^-- :/  { name[++n] = toupper(substr($2, 2)); named = 1; next }
/^ *--/ || /^ *$/ { next }
!named   { print FILENAME ":" FNR ": SQL before a name" >"/dev/stderr"; bad = 1; exit 1 }
         { text[n] = text[n] "\n\t    \"" esc($0) "\\n\"" }
END {
	if (bad) exit 1
	print "enum sql_id {"
	for (i = 1; i <= n; i++) print "\tSQL_" name[i] ","
	print "\tSQL__MAX\n};"
	print "#ifdef SQL_TEXTS"
	print "static const char *const sql_text[SQL__MAX] = {"
	for (i = 1; i <= n; i++) print "\t[SQL_" name[i] "] =" text[i] ","
	print "};"
	print "#endif"
}
