#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Prints every figure beside its limit. Called by `make bench`, which sets BUILD. Real corpora are used
# where they lie (JAWAB_SHARED, default ../shared); elsewhere content/ stands in for them.
set -eu
shared=${JAWAB_SHARED:-../shared}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

echo "CPU times and ratios of this machine; $(nproc) processors, load $(cut -d' ' -f1 /proc/loadavg)"
if [ -d "$shared/corpora" ] && [ -d "$shared/relevance/product-faq" ]; then
    all=$shared/corpora own=$shared/relevance/product-faq/articles
    questions=$shared/relevance/product-faq/queries.jsonl
    "$BUILD/bench/bench_build" "$BUILD/jawab-index" "$work" d365-ops "$all/d365-ops"
else
    echo "real corpora: skipped, $shared is not here; content/ and its questions instead"
    all=content own=content questions=tests/relevance/content/queries.jsonl
fi
"$BUILD/bench/bench_build" "$BUILD/jawab-index" "$work" all "$all"
node tests/bench/live.mjs "$BUILD/jawab-index" "$BUILD/jawab-serve" "$work" content content 250
[ "$all" = content ] || node tests/bench/live.mjs "$BUILD/jawab-index" "$BUILD/jawab-serve" "$work" all "$all" 1000
"$BUILD/bench/bench_lint" "$BUILD/jawab-index" all "$all"
"$BUILD/jawab-index" build --content "$own" --index "$work/own" >/dev/null || [ $? -eq 1 ] # 1: files skipped
"$BUILD/bench/bench_rank" "$work/own" "$work/all" "$all" "$questions"
"$BUILD/bench/bench_serve" "$BUILD/jawab-serve" "$work/all" "$all" "$questions"
tests/bench/import.sh "$work"

echo "what pages weigh, in a browser"
BUILD=$BUILD node tests/bench/budgets.mjs
