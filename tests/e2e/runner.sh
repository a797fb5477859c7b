#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The test runner must count right: a runner that loses a failure hides all of them.
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/tools" "$work/tests/e2e"
cp tools/run-tests.sh "$work/tools/"
number=0

# expect NAME LAST_LINE STATUS SCRIPT: what the runner says of one script.
expect() {
    local said status
    number=$((number + 1))
    printf '%s\n' "$4" >"$work/tests/e2e/case.sh"
    said=$("$work/tools/run-tests.sh" e2e 2>/dev/null | tail -n 1)
    "$work/tools/run-tests.sh" e2e >/dev/null 2>&1
    status=$?
    if [ "$said" = "$2" ] && [ $status -eq "$3" ]; then
        echo "ok $number - $1"
    else
        echo "not ok $number - $1"
        echo "# said '$said', status $status"
    fi
}

echo 1..9
expect "passes" "2 passed, 0 failed" 0 'echo 1..2; echo ok 1 - a; echo ok 2 - b'
expect "a failure" "1 passed, 1 failed" 1 'echo 1..2; echo ok 1 - a; echo not ok 2 - b; exit 1'
expect "a failure with status 0" "0 passed, 1 failed" 1 'echo 1..1; echo not ok 1 - a'
expect "a skipped test" "1 passed, 0 failed, 1 skipped" 0 'echo ok 1 - a; echo "not ok 2 # SKIP b"'
expect "stops before its plan" "1 passed, 2 failed" 1 'echo 1..3; echo ok 1 - a'
expect "tests nothing" "0 passed, 1 failed" 1 'true'
expect "dies after the last test" "1 passed, 1 failed" 1 'echo ok 1 - a; kill -9 $$'
expect "only skips" "0 passed, 0 failed, 1 skipped" 1 'echo "ok 1 # skip a"'
expect "words that look like results" "1 passed, 0 failed" 0 'echo "# not ok"; echo " ok 7"; echo ok 1 - a'
