#!/usr/bin/env bash
# Holds a running service against the OpenAPI document with every check of schemathesis: the examples of the document, the
# edges of every field, and made-up requests, good and bad. Call it from the project root; `schemathesis` is on the PATH
# (pip install schemathesis==4.32.5).
#
#   bash tests/conform/schemathesis.sh          about three minutes; the edges of a portfolio are tried on one route
#   bash tests/conform/schemathesis.sh full     the edges of a portfolio on every route that takes one, more made-up requests
set -euo pipefail

how=${1:-short}
seed=20261122
document=${DOCUMENT:-openapi/openapi.json}
# shellcheck source=tests/conform/service.sh
source tests/conform/service.sh

run() { # PHASES CASES MORE...
  schemathesis --config-file tests/conform/schemathesis.toml run "$document" --url "$url" --checks all \
    --phases "$1" --max-examples "$2" --seed "$seed" --workers 2 --continue-on-failure --request-timeout 60 \
    --output-truncate true --suppress-health-check all --generation-database none "${@:3}"
}

# The portfolio is the same on all of these, and its fields have two thousand edges.
same_portfolio=(--exclude-path /v1/letters/{id} --exclude-path /v1/money/deadlines --exclude-path /v1/interviews --exclude-path /v1/conduct)

if [[ $how == full ]]; then
  run examples,coverage,fuzzing,stateful 100
else
  run examples,coverage 1 "${same_portfolio[@]}"
  run fuzzing 10
fi
