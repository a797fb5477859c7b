#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# tools/preview.sh CONTENT HOST:PORT: builds CONTENT with its drafts after each change and serves it to writers
# on this machine. Programs are in $BUILD; Ctrl+C ends both.
set -eu

build=${BUILD:-build}
index=$build/preview-index
serve=
"$build/jawab-index" watch --preview --content "$1" --index "$index" &
watch=$!
trap 'kill $watch $serve 2>/dev/null || true; wait' EXIT
trap 'exit 0' INT TERM
while [ ! -e "$index/CURRENT" ] && kill -0 "$watch" 2>/dev/null; do sleep 0.1; done
"$build/jawab-serve" --preview --index "$index" --listen "$2" &
serve=$!
wait "$serve"
