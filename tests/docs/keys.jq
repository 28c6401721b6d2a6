# The keys of a record as "kind key" lines: a.b, a[].b; an object that is
# empty, or null, is the key itself.
def keys_of(p):
  if type == "object" and length > 0 then
    to_entries[] | .key as $k |
      .value | keys_of(if p == "" then $k else p + "." + $k end)
  elif type == "array" and length > 0 and (.[0] | type) == "object" then
    .[] | keys_of(p + "[]")
  else p end;
.kind as $kind | [keys_of("")] | unique[] | "\($kind) \(.)"
