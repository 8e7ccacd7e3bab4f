#!/usr/bin/env bash
# Makes a Python client from the OpenAPI document in a temporary folder and runs the founding case with it against the
# service. Call it from the project root; `openapi-python-client` is on the PATH, and `python3` beside it
# (pip install -r tests/conform/python/requirements.txt).
set -euo pipefail

here=tests/conform/python
work=$(mktemp -d)
# shellcheck source=tests/conform/service.sh
source tests/conform/service.sh
trap 'stop_service; rm -rf "$work"' EXIT

openapi-python-client generate --path openapi/openapi.json --config "$here/config.yaml" --meta none \
  --output-path "$work/ashore_client"
cp "$here/founding.py" "$work"
python3 "$work/founding.py" "$url" openapi/examples/three-loans.json
