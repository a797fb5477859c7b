#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# tools/install.sh run|import|test|browser|check: installs the Debian packages that `make run`, tools/import.py, `make test`,
# its tests in a browser or `make check` need and that are missing; for `browser` also the packages of
# tests/e2e/package-lock.json. Nothing else is downloaded.
set -eu

build="gcc g++ make pkg-config libxapian-dev libmicrohttpd-dev libcmark-dev libyaml-dev libicu-dev
       libstemmer-dev libjansson-dev libsodium-dev libxxhash-dev zlib1g-dev
       libsqlite3-dev tzdata"
import="pandoc python3"
test="$import libcmocka-dev clang libclang-rt-dev curl sqlite3"
browser="chromium default-jre-headless"
check="clang-format clang-tidy cppcheck"

case "${1:-}" in
run) wanted=$build ;;
import) wanted=$import ;;
test) wanted="$build $test" ;;
browser) wanted="$build $test $browser" ;;
check) wanted="$build $test $check" ;;
*)
    echo "usage: tools/install.sh run|import|test|browser|check" >&2
    exit 2
    ;;
esac
# Any node of version 18 or newer will do, also one that is not Debian's.
[ "$1" = run ] || [ "$1" = import ] || command -v node >/dev/null || wanted="$wanted nodejs"
[ "$1" != browser ] || command -v npm >/dev/null || wanted="$wanted npm"

if ! command -v dpkg-query >/dev/null; then
    echo "This is not Debian: the equivalents of these packages must be installed:" $wanted
    exit 0
fi

missing=
installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' $wanted 2>/dev/null || true)
for package in $wanted; do
    case "
$installed
" in
    *"
installed $package
"*) ;;
    *) missing="$missing $package" ;;
    esac
done
if [ -n "$missing" ]; then
    if [ "$(id -u)" -ne 0 ]; then
        echo "Debian packages are missing. Install them, then run make again:" >&2
        echo "    sudo apt-get install --no-install-recommends$missing" >&2
        exit 1
    fi
    echo "Installing Debian packages:$missing"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends $missing >/dev/null
fi
[ "$1" = browser ] || exit 0

# The lock file of the last installation is kept beside it: nothing is done while it is the same.
cd "$(dirname "$0")/../tests/e2e"
if ! cmp -s package-lock.json node_modules/.installed; then
    echo "Installing the packages of tests/e2e/package-lock.json"
    if ! npm ci --loglevel=error --no-audit --no-fund --ignore-scripts; then
        echo "npm cannot install them: does it reach its registry (npm ping)? All other tests run without:" >&2
        echo '    make test KINDS="unit e2e fuzz"' >&2
        exit 1
    fi
    cp package-lock.json node_modules/.installed
fi
