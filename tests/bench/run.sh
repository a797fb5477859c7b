#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Prints every figure beside its limit. Called by `make bench`, which sets BUILD. Real corpora are used
# where they lie (JAWAB_SHARED, default ../shared); elsewhere content/ stands in for them.
set -eu
shared=${JAWAB_SHARED:-../shared}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

echo "CPU times and ratios of this machine; $(nproc) processors, load $(cut -d' ' -f1 /proc/loadavg)"
if [ -d "$shared/corpora" ]; then
    "$BUILD/bench/bench_build" "$BUILD/jawab-index" "$work" d365-ops "$shared/corpora/d365-ops"
    all=$shared/corpora
else
    echo "real corpora: skipped, $shared/corpora is not here; content/ instead"
    all=content
fi
"$BUILD/bench/bench_build" "$BUILD/jawab-index" "$work" all "$all"
"$BUILD/bench/bench_serve" "$BUILD/jawab-serve" "$work/all" "$all"
