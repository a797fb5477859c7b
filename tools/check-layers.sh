#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# tools/check-layers.sh: who may include what. Each row of the table is a rule; before the tree is
# checked, every rule is proved by a planted file that breaks it and one that is allowed.
set -u
cd "$(dirname "$0")/.." || exit 2

# folders | include that is forbidden there (ERE) | an example | except in (glob) | the rule in words
rules='
lib            | (^|/)(indexer|server|tools|tests)/ | "../server/http.h" |  | lib knows neither program nor tests
lib            | ^(cmark|yaml|microhttpd|sqlite3)   | <cmark.h>  |  | lib knows no Markdown, YAML, HTTP or SQL
indexer        | (^|/)(server|tools|tests)/         | "../server/http.h" |  | the indexer knows only lib
server         | (^|/)(indexer|tools|tests)/        | "../indexer/article.h" |  | the server knows only lib
server         | ^(cmark|yaml)                      | <yaml.h>   |  | the server reads no Markdown and no YAML
lib indexer server tools | ^xapian                  | <xapian.h> | lib/xap.cc | Xapian has one door
lib indexer server tools | ^microhttpd              | <microhttpd.h> | server/http.c | libmicrohttpd has one door
lib indexer server tools | ^sqlite3               | <sqlite3.h> | server/feedback_db.c indexer/asked.c | SQLite has two doors, one a program
lib indexer server tools | ^unicode/                | <unicode/ubrk.h> | lib/text*.c lib/text_normal.h lib/fold.c lib/fold.h lib/message.cc tools/compile_rules.c | ICU stays behind its doors
lib indexer server tools | ^cmark                   | <cmark.h>  | indexer/markdown*.c indexer/markdown*.h | cmark has one door
lib indexer server tools | ^yaml[.]h                 | <yaml.h>   | indexer/frontmatter_yaml.c indexer/yaml_tree.c | libyaml has two doors, one a kind of file
'

trim() { sed 's/^[[:space:]]*//; s/[[:space:]]*$//' <<<"$1"; }

# allowed FILE GLOBS
allowed() {
    local glob
    for glob in $2; do
        # shellcheck disable=SC2053
        [[ $1 == $glob ]] && return 0
    done
    return 1
}

# check_rule ROOT FOLDERS FORBIDDEN EXCEPT RULE: prints violations; status 1 when there are any.
check_rule() {
    local file line target folder status=0
    local -a found=()
    for folder in $2; do
        [ -d "$1/$folder" ] && found+=("$folder")
    done
    [ ${#found[@]} -gt 0 ] || return 0
    while IFS=: read -r file line target; do
        target=${target#*[\"<]} target=${target%%[\">]*}
        [[ $target =~ $3 ]] || continue
        allowed "$file" "$4" && continue
        echo "$file:$line: includes $target, but $5"
        status=1
    done < <(cd "$1" && grep -rnE --include='*.c' --include='*.h' --include='*.cc' \
        '^[[:space:]]*#[[:space:]]*include[[:space:]]*["<]' "${found[@]}")
    return $status
}

# prove_rule FOLDERS FORBIDDEN EXAMPLE EXCEPT RULE: the rule must catch its example and let go what it excepts.
prove_rule() {
    local folder glob root
    root=$(mktemp -d)
    for folder in $1; do
        mkdir -p "$root/$folder"
        echo "  #  include $3" >"$root/$folder/planted.h"
        if check_rule "$root" "$1" "$2" "$4" "$5" >/dev/null; then
            echo "tools/check-layers.sh: the rule '$5' does not catch $3 in $folder/"
            rm -rf "$root"
            return 1
        fi
        rm "$root/$folder/planted.h"
    done
    for glob in $4; do
        echo "#include $3" >"$root/${glob//\*/}"
    done
    if ! check_rule "$root" "$1" "$2" "$4" "$5"; then
        echo "tools/check-layers.sh: the rule '$5' does not honour its exceptions"
        rm -rf "$root"
        return 1
    fi
    rm -rf "$root"
}

set -f # globs of the table are matched by us
status=0
while IFS= read -r row; do
    [ -n "$row" ] || continue
    # A '|' inside a regular expression has no spaces around it.
    row=${row// | /$'\x1f'}
    IFS=$'\x1f' read -r folders forbidden example except rule <<<"$row"
    folders=$(trim "$folders") forbidden=$(trim "$forbidden") example=$(trim "$example")
    except=$(trim "$except") rule=$(trim "$rule")
    prove_rule "$folders" "$forbidden" "$example" "$except" "$rule" || status=1
    check_rule . "$folders" "$forbidden" "$except" "$rule" || status=1
done <<<"$rules"
exit $status
