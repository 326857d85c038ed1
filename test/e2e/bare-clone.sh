#!/bin/sh
# A bare clone of this repository's last commit: npm start -- --exit twice, then npm test. Prints exit codes and times.
#   test/e2e/bare-clone.sh [folder]     the folder is made and, when all went well, removed
set -u
source=$(cd "$(dirname "$0")/../.." && pwd)
clone=${1:-$(mktemp -d "${TMPDIR:-/tmp}/chakong-bare-XXXXXX")/chakong}
commit=$(git -C "$source" rev-parse --short HEAD)
unset DATABASE_URL KAFKA_BROKERS TEST_DATABASE_URL TEST_KAFKA_BROKERS API_PORT
failed=0
table=''

# run <title> <command …>: at most an hour each
run() {
  title=$1
  shift
  printf '\n== %s: %s\n' "$title" "$*"
  began=$(date +%s)
  timeout 3600 "$@"
  code=$?
  took=$(($(date +%s) - began))
  [ "$code" -eq 0 ] && mark=PASS || { mark=FAIL && failed=1; }
  table="$table$(printf '%-4s  %-34s  exit %3d  %5d s' "$mark" "$title" "$code" "$took")
"
}

run 'git clone' git clone --quiet --no-hardlinks "$source" "$clone"
cd "$clone" || exit 1
run 'first npm start -- --exit' npm start -- --exit
run 'second npm start -- --exit' npm start -- --exit
run 'npm test' npm test

printf '\n%s of %s\n%s\n' "$commit" "$source" "$table"
if [ "$failed" -eq 0 ]; then
  cd / && rm -rf "$clone"
  echo PASS
else
  echo "FAIL: the clone stays in $clone"
fi
exit "$failed"
