#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# tools/run-tests.sh [unit] [e2e] [browser] [fuzz]: runs the test programs of $BUILD (default: build) and the
# scripts of tests/e2e, as many at once as there are processors (browsers one after another), one line each as
# they end, with the full output of those that fail. Every program speaks TAP. The last line is
# `N passed, N failed`; the status is 0 only if something passed and nothing failed.
set -u
cd "$(dirname "$0")/.." || exit 2
export BUILD=${BUILD:-build} LC_ALL=C.UTF-8 CMOCKA_MESSAGE_OUTPUT=TAP
# A sanitizer's own exit status must not look like one of a program's (1: some files were skipped).
export ASAN_OPTIONS=exitcode=99 UBSAN_OPTIONS=exitcode=99:print_stacktrace=1
export LSAN_OPTIONS=suppressions=$PWD/tools/lsan.supp:print_suppressions=0
FUZZ_SECONDS=${FUZZ_SECONDS:-5}
work=$(mktemp -d)
number=0 most=$(nproc)
trap 'rm -rf "$work"' EXIT

# Counts of a TAP stream: "ok failed skipped missing". Of node's nested TAP only its summary counts.
count() {
    awk '
        /^1\.\.[0-9]+/ { plan += substr($1, 4) }
        /^(not )?ok .*# [Ss][Kk][Ii][Pp]/ { skip++; next }
        /^ok / { ok++ }
        /^not ok / { bad++ }
        /^# pass [0-9]+$/ { node = 1; node_ok = $3 }
        /^# (fail|cancelled) [0-9]+$/ { node_bad += $3 }
        /^# skipped [0-9]+$/ { node_skip = $3 }
        END {
            if (node) { ok = node_ok; bad = node_bad; skip = node_skip; plan = 0 }
            missing = plan - ok - bad - skip
            print ok + 0, bad + 0, skip + 0, (missing > 0 ? missing : 0)
        }' "$1"
}

# run NAME COMMAND...: when there is room for it.
run() {
    number=$((number + 1))
    while [ "$(jobs -rp | wc -l)" -ge "$most" ]; do
        wait -n
    done
    run_one "$work/$number" "$@" &
}

# A program that dies, stops early or tests nothing has failed as well.
run_one() {
    local output=$1.out errors=$1.err counts=$1.counts name=$2 status ok bad skip missing
    shift 2
    timeout -k 5 "${LIMIT_SECONDS:-600}" "$@" >"$output" 2>"$errors" </dev/null
    status=$?
    read -r ok bad skip missing < <(count "$output")
    bad=$((bad + missing))
    if [ $bad -eq 0 ] && { [ $status -ne 0 ] || [ $((ok + skip)) -eq 0 ]; }; then
        bad=1
    fi
    echo "$ok $bad $skip" >"$counts"
    {
        flock 9
        if [ $bad -eq 0 ]; then
            printf '  %-40s %d passed%s\n' "$name" "$ok" "$([ "$skip" -gt 0 ] && echo ", $skip skipped")"
        else
            printf '  %-40s FAILED: %d passed, %d failed, exit status %d\n' "$name" "$ok" "$bad" $status
            sed 's/^/    | /' "$output" "$errors"
        fi
    } 9>"$work/lock"
}

fuzz() {
    local name=$1 seeds=tests/fuzz/seeds/$1 corpus=$work/corpus-$1
    [ -d "$seeds" ] || seeds=
    mkdir "$corpus"
    run "fuzz/$name" sh -c 'program=$1; shift
        "$program" -max_total_time="$FUZZ_SECONDS" -timeout=10 -rss_limit_mb=2048 -verbosity=0 \
            -artifact_prefix="$BUILD/" "$@" >&2 && echo "ok 1 - $program"' sh "build-clang-san/fuzz/$name" "$corpus" $seeds
}

export FUZZ_SECONDS
for kind in "${@:-unit}"; do
    case $kind in
    unit)
        for source in tests/unit/test_*.c; do
            [ -e "$source" ] && run "$(basename "$source" .c)" "$BUILD/tests/$(basename "$source" .c)"
        done
        ;;
    e2e)
        for script in tests/e2e/*.sh tests/e2e/*.test.mjs; do
            case $script in
            */\**) ;; # nothing matched
            *.sh) run "${script#tests/}" bash "$script" ;;
            *) run "${script#tests/}" node --test --test-reporter=tap "$script" ;;
            esac
        done
        ;;
    browser)
        wait
        most=1
        for script in tests/e2e/*.browser.mjs; do
            [ -e "$script" ] && LIMIT_SECONDS=900 run "${script#tests/}" node --test --test-reporter=tap "$script"
        done
        wait
        most=$(nproc)
        ;;
    fuzz)
        for source in tests/fuzz/fuzz_*.c; do
            [ -e "$source" ] && fuzz "$(basename "$source" .c)"
        done
        ;;
    *)
        echo "unknown kind of test: $kind" >&2
        exit 2
        ;;
    esac
done

wait
passed=0 failed=0 skipped=0
for ((i = 1; i <= number; i++)); do
    ok=0 bad=1 skip=0 # of one that could not even say so
    [ -e "$work/$i.counts" ] && read -r ok bad skip <"$work/$i.counts"
    passed=$((passed + ok)) failed=$((failed + bad)) skipped=$((skipped + skip))
done
echo "$passed passed, $failed failed$([ $skipped -gt 0 ] && echo ", $skipped skipped")"
[ $failed -eq 0 ] && [ $passed -gt 0 ]
