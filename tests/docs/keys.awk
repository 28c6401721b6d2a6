# SPDX-License-Identifier: MIT
# foc-records(5) as "kind key" lines; keys of "all kinds" are of kind "*".
# With later=1 those of the section RECORDS TO COME.
/^\.Sh / { records = $0 == (later ? ".Sh RECORDS TO COME" : ".Sh RECORDS") }
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
