#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Prints how good the ranking is on every judged set beside the best of other systems, and fails below the
# floors of tests/relevance/floors.txt. Sets that are not on this machine are said to be skipped; the one
# over content/ is always here. Called by `make relevance`, which sets BUILD.
set -eu
shared=${JAWAB_SHARED:-../shared}/relevance
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

# field NAME JSON
field() {
    sed -E "s/.*\"$1\": ([0-9.]+).*/\1/" <<<"$2"
}

# row SET CONTENT QUERIES QRELS FLOOR PEER
row() {
    local set=$1 content=$2 queries=$3 qrels=$4 floor=$5 peer=$6 answer ndcg verdict
    [ -d "$work/$set" ] || "$BUILD/jawab-index" build --content "$content" --index "$work/$set" >/dev/null 2>&1 || [ $? -eq 1 ]
    answer=$("$BUILD/jawab-eval" --index "$work/$set" --queries "$queries" --qrels "$qrels" --json)
    ndcg=$(field ndcg_at_10 "$answer")
    verdict=$(awk -v a="$ndcg" -v b="$floor" 'BEGIN { print (a >= b) ? "ok" : "BELOW" }')
    [ "$verdict" = ok ] || failed=1
    printf '%-22s %7s %8s %8s %9s %9s %9s %9s  %s\n' "$set" "$ndcg" "$floor" "$peer" \
        "$(field recall_at_1 "$answer")" "$(field zero_result_rate "$answer")" \
        "$(field cpu_us_p50 "$answer")" "$(field cpu_us_p99 "$answer")" "$verdict"
}

printf '%-22s %7s %8s %8s %9s %9s %9s %9s\n' set nDCG@10 floor others recall@1 no-answer 'p50 us' 'p99 us'
while read -r set floor peer; do
    case $set in '' | '#'*) continue ;; esac
    if [ "$set" = content ]; then
        row content content tests/relevance/content/queries.jsonl tests/relevance/content/qrels.tsv "$floor" "$peer"
    elif [ -d "$shared/$set" ]; then
        row "$set" "$shared/$set/articles" "$shared/$set/queries.jsonl" "$shared/$set/qrels.tsv" "$floor" "$peer"
    else
        printf '%-22s skipped: not on this machine\n' "$set"
    fi
done <tests/relevance/floors.txt
exit $failed
