# Starts the service for the checks of this folder and stops it again; sourced, not called.
#
#   ASHORE       the program (default target/debug/ashore)
#   ASHORE_PORT  where it listens on this machine (default 18190)

ashore=${ASHORE:-target/debug/ashore}
port=${ASHORE_PORT:-18190}
url=http://127.0.0.1:$port
unset ASHORE_BIND ASHORE_PORT

[[ -x $ashore ]] || {
  printf '%s is missing: cargo build --locked, or name the program in ASHORE\n' "$ashore" >&2
  exit 2
}

# The checks send thousands of requests a minute, on purpose; a limit for callers is for others to try.
flags=(--bind "127.0.0.1:$port" --log error)
if "$ashore" serve --help | grep -q -e '--rate-per-minute'; then
  flags+=(--rate-per-minute "${ASHORE_CONFORM_RATE:-1000000}")
fi
service_log=$(mktemp)
"$ashore" serve "${flags[@]}" 2>"$service_log" &
service=$!
stop_service() {
  kill "$service" 2>/dev/null || true
  wait "$service" 2>/dev/null || true
  rm -f "$service_log"
}
trap stop_service EXIT

for _ in $(seq 300); do
  if curl --silent --fail --output /dev/null "$url/readyz"; then
    ready=yes
    break
  fi
  kill -0 "$service" 2>/dev/null || break
  sleep 0.1
done
[[ ${ready:-} == yes ]] || {
  printf 'the service did not get ready on %s:\n' "$url" >&2
  cat "$service_log" >&2
  exit 1
}
