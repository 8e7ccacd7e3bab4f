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
known=$("$ashore" serve --help)
more() { # FLAG VALUE: where the program has it
  if grep -q -e "$1" <<<"$known"; then flags+=("$1" "$2"); fi
}
more --rate-per-minute 1000000
more --rate-burst 100000
more --drain-seconds 0
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
