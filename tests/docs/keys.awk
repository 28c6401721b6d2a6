# SPDX-License-Identifier: MIT
# foc-records(5) as "kind key" lines; keys of "all kinds" are of kind "*".
/^\.Sh / { records = $2 == "RECORDS" }
records && /^\.Ss / {
	kind = substr($0, 5)
	if (kind == "all kinds")
		kind = "*"
}
records && /^\.It Ic / {
	for (i = 3; i <= NF; i++)
		if ($i != ",")
			print kind, $i
}
