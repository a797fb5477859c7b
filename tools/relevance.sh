#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Prints how good the search is on every judged set, and how much of that is left when the questions
# are mistyped, beside the floors of tests/relevance/floors.txt. Sets that are not on this machine are
# said to be skipped; the one over content/ is always here. Called by `make relevance`, which sets BUILD.
# The last line is `N passed, N failed`: one for each figure that has a floor.
set -eu
list=tests/relevance/floors.txt
shared=${JAWAB_SHARED:-../shared}/relevance
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0 few=0 remarks=
sets=() kinds=()
declare -A figures ids floors reasons precision # of SET; of SET; of KIND and SET/KIND; of SET/KIND; of SET

read_floors() {
    local what name rest kind floor reason
    while read -r what name rest; do
        case $what in
        '' | '#'*) continue ;;
        set) sets+=("$name") figures[$name]=$rest ;;
        ids) ids[$name]+=" $rest" ;;
        kind) kinds+=("$name") floors[$name]=$rest ;;
        few) few=$name ;;
        answers) precision[$name]=$rest ;;
        except)
            read -r kind floor reason <<<"$rest"
            floors[$name/$kind]=$floor reasons[$name/$kind]=$reason
            ;;
        *) echo "$list: '$what' is no kind of row" >&2 && exit 2 ;;
        esac
    done <"$list"
}

# where SET: sets $questions and $articles; fails when the set is not on this machine.
where() {
    questions=$shared/$1 articles=$shared/$1/articles
    [ "$1" != content ] || questions=tests/relevance/content articles=content
    [ -d "$questions" ]
}

# field NAME JSON
field() {
    sed -nE "s/.*\"$1\": ?([0-9.]+).*/\1/p" <<<"$2"
}

# evaluate SET [OPTION...]
evaluate() {
    "$BUILD/jawab-eval" --index "$work/$1" --queries "$questions/queries.jsonl" \
        --qrels "$questions/qrels.tsv" --json "${@:2}"
}

# compare FORMULA: counts, and says `ok` or `BELOW` in $verdict.
compare() {
    if awk "BEGIN { exit !($1) }"; then
        passed=$((passed + 1)) verdict=ok
    else
        failed=$((failed + 1)) verdict=BELOW
    fi
}

# row NAME ANSWER FLOOR OTHERS MUST GOAL INDEX/TEXT VERDICT: of the first table
row() {
    printf '%-21s %9s %7s %6s %6s %6s %6s %8s %9s %6s %6s %10s  %s\n' "$1" "$(field queries "$2")" \
        "$(field ndcg_at_10 "$2")" "${@:3:4}" "$(field recall_at_1 "$2")" \
        "$(field zero_result_rate "$2")" "$(field cpu_us_p50 "$2")" "$(field cpu_us_p99 "$2")" "${@:7}"
}

quality() {
    local set=$1 summary answer size prefix wanted
    where "$set" || { printf '%-21s skipped: not on this machine\n' "$set" && return; }
    # Status 1: some files were skipped.
    summary=$("$BUILD/jawab-index" build --content "$articles" --index "$work/$set" --json) || [ $? -eq 1 ]
    size=$(awk "BEGIN { printf \"%.1f\", $(field index_bytes "$summary") / $(field text_bytes "$summary") }")
    answer=$(evaluate "$set")
    read -ra wanted <<<"${figures[$set]}"
    compare "$(field ndcg_at_10 "$answer") >= ${wanted[0]}"
    row "$set" "$answer" "${wanted[@]}" "$size" "$verdict"
    for prefix in ${ids[$set]-}; do
        answer=$(evaluate "$set" --ids "$prefix")
        row "  $prefix" "$answer" - - - - - ''
    done
}

# answers SET: how many questions get a direct answer, and how often that is right
answers() {
    local answer right
    where "$1"
    answer=$(evaluate "$1") && right=$(field answer_precision "$answer")
    compare "$right >= ${precision[$1]}"
    printf '%s: %s of %s questions get a direct answer, right in %s, floor %s  %s\n' "$1" \
        "$(field answers "$answer")" "$(field queries "$answer")" "$right" "${precision[$1]}" "$verdict"
}

# cell SET KIND: one of the second table
cell() {
    local key=$1/$2 file=$questions/noise-$2/queries.jsonl answer share changed unanswered floor mark=' '
    answer=$(evaluate "$1" --mistyped "$file")
    share=$(field share "$answer") changed=$(field changed "$answer")
    [ "$changed" -gt 0 ] || { printf ' %13s' - && return; }
    unanswered=$(field zero_result_rate "$answer") floor=${floors[$key]-${floors[$2]}}
    compare "$unanswered == 0"
    [ $verdict = ok ] || mark='!' remarks+="$key: BELOW: $unanswered of the questions find nothing"$'\n'
    if [ "$changed" -lt "$few" ]; then
        mark='~'
    else
        compare "$share >= $floor"
        [ $verdict = ok ] || mark='!' remarks+="$key: BELOW: $share, floor $floor"$'\n'
    fi
    [ -z "${reasons[$key]-}" ] || remarks+="$key: floor $floor: ${reasons[$key]}"$'\n'
    printf ' %6.3f%s %5s' "$share" "$mark" "$changed"
}

read_floors
printf '%-21s %9s %7s %6s %6s %6s %6s %8s %9s %6s %6s %10s\n' set questions nDCG@10 floor others must \
    goal recall@1 no-answer 'p50 us' 'p99 us' index/text
for set in "${sets[@]}"; do
    quality "$set"
done
for set in "${!precision[@]}"; do
    answers "$set"
done
printf '\n%-21s' 'mistyped: share, n' && printf ' %13s' "${kinds[@]}"
printf '\n%-21s' floor && for kind in "${kinds[@]}"; do printf ' %6s %6s' "${floors[$kind]}" ''; done
for set in "${sets[@]}"; do
    if ! where "$set" || [ ! -d "$questions/noise-${kinds[0]}" ]; then continue; fi
    printf '\n%-21s' "$set" && for kind in "${kinds[@]}"; do cell "$set" "$kind"; done
done
printf '\n%s\n%s' "~ fewer than $few changed questions, not compared; ! below" "$remarks"
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
