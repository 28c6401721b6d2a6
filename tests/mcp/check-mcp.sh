#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# check-mcp.sh: foc-mcp before the clients that the protocol's makers publish
# for Node: the two generations of the TypeScript SDK and the inspector.  They
# are put into FOC_BUILD/mcp with npm, without running their scripts.  Exit
# status 77 where there is no node, or they cannot be had.
set -euo pipefail

command -v node npm >/dev/null || {
	echo "no node and npm: skipped"
	exit 77
}
packages=(@modelcontextprotocol/client@2.4.0 @modelcontextprotocol/sdk@1.32.2
    @modelcontextprotocol/inspector@2.12.0)
mkdir -p "$FOC_BUILD/mcp"
MCP_DIR=$(cd "$FOC_BUILD/mcp" && pwd)
export MCP_DIR
if [ ! -e "$MCP_DIR/node_modules/.bin/mcp-inspector" ]; then
	npm install --prefix "$MCP_DIR" --ignore-scripts --no-audit --no-fund \
	    --loglevel error "${packages[@]}" || {
		echo "npm cannot get the clients: skipped"
		exit 77
	}
fi

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
# shellcheck source=tests/docs/prelude.sh
source "$FOC_TOP/tests/docs/prelude.sh"
export FOC_DB=$dir/foc.db FOC_NOW=2026-11-16T09:00:00Z FOC_ACTOR=cron
bring file asked granted ready live billed carded
export FOC_ACTOR=sarah
foc-gaps detect -q >/dev/null
for client in 2026-07-28 auto 2025-11-25 sdk-1; do
	cp foc.db each.db		# each stops csbot anew
	FOC_DB=$dir/each.db node "$FOC_TOP/tests/mcp/client.mjs" "$client"
done

inspect() {
	"$MCP_DIR/node_modules/.bin/mcp-inspector" --cli \
	    -e FOC_DB="$FOC_DB" -e FOC_NOW="$FOC_NOW" -e FOC_ACTOR=priya \
	    "$@" foc-mcp
}
inspect --method tools/list >list
[ "$(jq -r '[.tools[].name] | join(" ")' list)" = \
    "workload_list workload_usage spend_card price_compare ask" ]
inspect --method tools/call --tool-name workload_list >call
[ "$(jq '.structuredContent.records | length' call)" -eq 2 ]
echo "inspector: $(jq '.tools | length' list) tools for a Product Owner"
