#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# tools/check.sh [format] [tidy] [cppcheck] [layers] [sizes] [bidi] [markers] [banned] [lexicon] [words] [content]
# [recording]: what tests cannot see.
# All of them without arguments; the last line is `N passed, N failed`.
set -u
cd "$(dirname "$0")/.." || exit 2
export LC_ALL=C.UTF-8
BUILD=${BUILD:-build}
MAX_LINES=600

# files PATTERN...: the project's files with one of these names, without what is built or downloaded.
files() {
    local -a names=()
    local name
    for name; do
        names+=(-o -name "$name")
    done
    find . \( -name 'build*' -type d -o -name node_modules -o -name .git -o -path ./content \) -prune \
        -o -type f \( "${names[@]:1}" \) -print0
}

check_format() {
    local file status=0
    while IFS= read -rd '' file; do
        clang-format --dry-run -Werror "$file" 2>/dev/null && continue
        echo "run: clang-format -i ${file#./}"
        status=1
    done < <(files '*.c' '*.h' '*.cc')
    return $status
}

check_tidy() {
    ${MAKE:-make} -k --no-print-directory tidy-files >"$BUILD/tidy.log" 2>&1 && return 0
    grep -E '(error|warning):|Error [0-9]' "$BUILD/tidy.log"
    echo "the paths that lead there: $BUILD/tidy.log"
    return 1
}

# Suppressed: embedded files begin and end with symbols of their own, which it takes for unrelated
# pointers; readdir is safe for a stream of one's own.
check_cppcheck() {
    mkdir -p "$BUILD/cppcheck"
    files '*.c' '*.cc' | sed -z 's|^\./||' | tr '\0' '\n' >"$BUILD/cppcheck/files"
    cppcheck --quiet --error-exitcode=1 --enable=warning,performance,portability --inline-suppr \
        --library=posix,gnu --cppcheck-build-dir="$BUILD/cppcheck" -j "$(nproc)" -I. -D_GNU_SOURCE= \
        --suppress=comparePointers --suppress=readdirCalled \
        --template='{file}:{line}: {severity}: {message} [{id}]' --file-list="$BUILD/cppcheck/files"
}

check_layers() {
    tools/check-layers.sh
}

check_sizes() {
    files '*.c' '*.h' '*.cc' '*.js' '*.mjs' '*.css' '*.py' | xargs -0r wc -l |
        awk -v max=$MAX_LINES '$2 != "total" && $1 > max {
            print substr($2, 3) ": " $1 " lines; the limit is " max ": split it by concern"; bad = 1 }
            END { exit bad }'
}

# Characters that change the order of what a reviewer sees. Where a program needs one it is written
# as an escape.
check_bidi() {
    local found
    found=$(files '*.c' '*.h' '*.cc' '*.S' '*.js' '*.mjs' '*.css' '*.html' '*.sh' '*.py' '*.rules' Makefile |
        xargs -0r grep -nP '[\x{061C}\x{200E}\x{200F}\x{202A}-\x{202E}\x{2066}-\x{2069}]')
    [ -z "$found" ] && return 0
    echo "write these bidi controls as escapes:"
    echo "$found"
    return 1
}

check_markers() {
    local found
    found=$(files '*.c' '*.h' '*.cc' '*.S' '*.js' '*.mjs' '*.css' '*.sh' '*.py' Makefile |
        xargs -0r grep -nE '\b(TO''DO|FIX''ME|X''XX)\b')
    found+=$(files '*' | xargs -0r grep -nIE '^(<{7}|>{7}) ')
    [ -z "$found" ] && return 0
    echo "do it, or write an issue; or finish the merge:"
    echo "$found"
    return 1
}

# Functions that do not know how large their target is, hide errors, or leave the caller to look for
# the end of memory.
check_banned() {
    local found
    found=$(find lib indexer server \( -name '*.c' -o -name '*.cc' -o -name '*.h' \) -print0 |
        xargs -0r grep -nE '(^|[^_[:alnum:]])(gets|strcpy|strcat|v?sprintf|strtok|atoi|atol|atof|[fs]?scanf|alloca|system|popen|malloc|calloc|realloc|strn?dup|v?asprintf)\(' |
        grep -vE '^lib/str\.c:[0-9]+: +void \*[pq] = (re|c)alloc\(')
    [ -z "$found" ] && return 0
    echo "use snprintf, memcpy, strtol, xmalloc and their kin of lib/str.h:"
    echo "$found"
    return 1
}

check_lexicon() {
    tools/check-lexicon.sh
}

# The example has nothing that lint would tell a writer.
check_content() {
    local index=$BUILD/check-index
    ${MAKE:-make} --no-print-directory "$BUILD/jawab-index" &&
        "$BUILD/jawab-index" build --content content --index "$index" &&
        "$BUILD/jawab-index" lint --content content --index "$index"
}

# The session that README.md shows is what the programs say.
check_recording() {
    ${MAKE:-make} --no-print-directory "$BUILD/jawab-index" "$BUILD/jawab-serve" && tools/recording.sh --check
}

# Every row of the interface's words is said somewhere (the five reasons by their number), and no Arabic
# stands in its sources but in comments.
check_words() {
    local key status=0
    while read -r key; do
        [[ $key == vote-reason-* ]] && continue
        grep -rqw "MSG_$(tr a-z- A-Z_ <<<"$key")" server --include='*.c' && continue
        echo "server/lang/ar.txt: nobody says \"$key\""
        status=1
    done < <(sed -nE 's/^([a-z0-9-]+) = .*/\1/p' server/lang/ar.txt)
    grep -nP '[\x{0620}-\x{064A}]{2}' server/*.c server/assets/*.js server/assets/*.css |
        grep -v '^[^:]*:[0-9]*: *\(/\?\*\|//\)' | sed 's/$/: words belong into server\/lang/' | grep . && status=1
    return $status
}

passed=0 failed=0
mkdir -p "$BUILD"
[ $# -gt 0 ] || set -- format tidy cppcheck layers sizes bidi markers banned lexicon words content recording
for name; do
    if ! declare -F "check_$name" >/dev/null; then
        echo "unknown check: $name" >&2
        exit 2
    fi
    if output=$("check_$name" 2>&1); then
        passed=$((passed + 1))
        printf '  %-10s ok\n' "$name"
    else
        failed=$((failed + 1))
        printf '  %-10s FAILED\n' "$name"
        sed 's/^/    | /' <<<"$output"
    fi
done
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
