#!/usr/bin/env bash
# Makes a TypeScript client from the OpenAPI document in a temporary folder, compiles the founding case with it as strictly
# as there is, and runs it against the service. Call it from the project root.
set -euo pipefail

here=tests/conform/typescript
work=$(mktemp -d)
# shellcheck source=tests/conform/service.sh
source tests/conform/service.sh
trap 'stop_service; rm -rf "$work"' EXIT

cp "$here/package.json" "$here/tsconfig.json" "$here/founding.ts" "$work"
npm install --prefix "$work" --no-package-lock --no-audit --no-fund --silent
"$work/node_modules/.bin/openapi-typescript" openapi/openapi.json --output "$work/ashore.d.ts"
"$work/node_modules/.bin/tsc" --project "$work" --noEmit
"$work/node_modules/.bin/tsc" --project "$work"
node "$work/founding.js" "$url" openapi/examples/three-loans.json
