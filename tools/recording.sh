#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# tools/recording.sh [--write|--check]: a writer's session in a terminal, played by the real programs of $BUILD on a copy
# of content/. Prints it, puts it into README.md, or tells where README.md has another one.
# Only what differs from run to run is replaced: times, milliseconds, the server's port. Invisible isolates are left out.
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C.UTF-8
begin='<!-- recording: make check-recording compares it, tools/recording.sh --write renews it -->'
end='<!-- end of the recording -->'

folder=$(mktemp -d)
screen=$folder/screen
trap 'rm -rf "$folder"' EXIT

# As they are typed, but on a port that is free.
jawab-serve() { exec jawab-serve --listen 127.0.0.1:0 "$@"; }
curl() { command curl --silent --show-error --write-out '\n' "${@/127.0.0.1:8080/$address}"; }

# A blank line separates what was said from the next command.
prompt() {
    [[ $(tail -n 1 "$screen") == '$ '* ]] || echo
    printf '$ %s\n' "$1"
}

say() {
    prompt "$1"
    eval "$1" || true
}

# type_file PATH < text: what somebody types into it.
type_file() {
    local text
    text=$(cat)
    prompt "cat >$1"
    echo "$text"
    echo "$text" >"$1"
}

# Until the screen has so many lines that match: what runs in the background has said it.
await() {
    local tries
    for ((tries = 0; tries < 600; tries++)); do
        [ "$(grep -cE "$1" "$screen")" -lt "$2" ] || return 0
        sleep 0.05
    done
    echo "tools/recording.sh: this never came: $1" >&4
    exit 1
}

# What runs in the background ends with the session.
end_jobs() {
    local pids
    pids=$(jobs -p)
    [ -z "$pids" ] || kill $pids 2>/dev/null || true
    wait
}

session() {
    trap end_jobs EXIT
    cd "$folder"
    say 'jawab-index watch --content content --index index &'
    await ' generation 1: ' 1
    say 'jawab-serve --index index 2>log &'
    await '^http://' 1
    address=$(sed -n 's|^http://||p' "$screen")
    say 'curl "http://127.0.0.1:8080/api/v1/suggest?q=gift+card"'

    type_file content/en/payment/gift-cards.md <<'ARTICLE'
---
title: Gift cards
expire_at: 2099-12-31
---
Add the card at checkout. What it does not cover, you pay [as always](../orders/cancel-order.md#paying).
ARTICLE
    await ' generation 2: ' 1
    say 'curl "http://127.0.0.1:8080/api/v1/suggest?q=gift+card"'

    say 'sed -i "s/2099-12-31/31.12.2099/" content/en/payment/gift-cards.md'
    await ' generation 3: ' 1
    say 'jawab-index generations --index index'
    say 'jawab-index publish 2 --index index'
    say 'jawab-index lint --content content --quiet'

    say 'kill %1'
    say 'sed -i "s/31.12.2099/2099-12-31/; s/#paying//" content/en/payment/gift-cards.md'
    say 'sed -i "/^aliases:/d" content/ar/orders/track-order.md'
    say 'jawab-index build --content content --index index --require'
}

play() {
    cp -r content "$folder/content"
    PATH=$PWD/${BUILD:-build}:$PATH
    (session) 4>&2 >"$screen" 2>&1
    sed 1d "$screen" | LC_ALL=C sed -E '
        s/\xe2\x81[\xa6-\xa9]//g
        s/^[0-9]{2}(:[0-9]{2}){2} /10:41:22 /
        s/[0-9-]{10}T[0-9:]{8}Z/2026-11-28T10:41:22Z/
        s/[0-9.]+ m?s; index/… ms; index/
        s|^http://127\.0\.0\.1:[0-9]+$|http://127.0.0.1:8080|'
}

# As a block of README.md.
block() {
    play | sed 's/^./    &/'
}

case "${1:-}" in
'') play ;;
--write)
    text=$(block)
    awk -v begin="$begin" -v end="$end" -v text="$text" '
        $0 == end { inside = 0 }
        !inside
        $0 == begin { inside = 1; print ""; print text; print "" }' README.md >"$folder/README.md"
    cat "$folder/README.md" >README.md
    ;;
--check)
    text=$(block)
    diff <(sed -n "\|^$begin\$|,\|^$end\$|p" README.md | sed '1,2d;$d' | sed '$d') <(echo "$text") && exit 0
    echo "README.md shows another session (<) than the programs (>): see why, then run tools/recording.sh --write"
    exit 1
    ;;
*)
    echo "usage: tools/recording.sh [--write|--check]" >&2
    exit 2
    ;;
esac
