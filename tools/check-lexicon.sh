#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# tools/check-lexicon.sh [FOLDER]: reads the word lists of lib/data/lexicon as the search will, and names
# every row that a writer should look at as `file:line: message`. Exits 1 when there is one.
# Words are compared folded: without hamza seats, marks and tatweel, ى as ي, ة as ه.
set -u
cd "${1:-$(dirname "$0")/../lib/data/lexicon}" || exit 2
export LC_ALL=C.UTF-8
LINE_CHARS_MAX=109

# Arabic letters and marks, without tatweel; the letters of other languages that folding knows; ASCII.
word='[\x{0621}-\x{063A}\x{0641}-\x{0652}\x{0671}\x{067E}\x{0686}\x{06A4}\x{06AF}0-9A-Za-z.+-]+'
phrase="$word( $word){0,2}"
phrases="$phrase([,،] ?$phrase)*"
two_way="$phrase( = $phrase)+"
one_way="$phrase -> $phrase"
word_lists="stop-words.txt question-words.txt protected.txt"

# rows FILE: `line<TAB>row` of every line, without comments.
rows() {
    grep -an '' "$1" | sed -E 's/^([0-9]+):/\1\t/; s/ *#.*//'
}

# folded FILE: the same, with folded words and one kind of comma.
folded() {
    rows "$1" | LC_ALL=C sed -E 's/\xD9([\x80\x8B-\x92]|\xB0)//g' |
        sed -E 's/[أإآٱ]/ا/g; s/ى/ي/g; s/ة/ه/g; s/ؤ/و/g; s/ئ/ي/g; s/گ/ك/g; s/پ/ب/g; s/چ/ج/g; s/ڤ/ف/g
            s/[،,] */,/g' | tr '[:upper:]' '[:lower:]'
}

# left_forms: `line<TAB>form,form` of what may be asked in dialect.txt.
left_forms() {
    folded dialect.txt | sed -nE 's/ -> .*//p'
}

# complain FILE MESSAGE: about the lines whose numbers stand before the first colon of the input.
complain() {
    LC_ALL=C sed -E "s|^([0-9]+):.*|$1:\1: $2|"
}

check_letters() {
    grep -anP '\t' "$1" | complain "$1" "a tab: use a blank"
    grep -anP '[ \r]$' "$1" | complain "$1" "blanks or a carriage return at the end of the line"
    grep -anP '[\x{061C}\x{200B}-\x{200F}\x{202A}-\x{202E}\x{2060}-\x{2069}\x{FEFF}]' "$1" |
        complain "$1" "an invisible direction or joining mark: delete it"
    grep -anP "^.{$((LINE_CHARS_MAX + 1))}" "$1" |
        complain "$1" "more than $LINE_CHARS_MAX characters: go on in another row"
    grep -anxv '.*' "$1" | complain "$1" "not UTF-8"
}

# check_rows FILE PATTERN EXAMPLE
check_rows() {
    rows "$1" | grep -aP '\t.' | grep -avP "^[0-9]+\t($2)\$" | sed 's/\t/:/' |
        complain "$1" "not a row such as: $3"
}

check_grammar() {
    local file
    check_rows dialect.txt "$phrases -> $phrases" "spoken، spoken -> written، written"
    check_rows synonyms.txt "$two_way|$one_way" "a = b = c, or a -> b, of up to three words each"
    check_rows plurals.txt "$word: $word([,،] ?$word)*" "singular: plural، plural"
    for file in $word_lists; do
        check_rows "$file" "$word( $word)*" "word word word"
    done
}

# check_once FILE SEPARATOR MESSAGE: a word of the input (`line<TAB>words`) may stand there once.
check_once() {
    awk -F'\t' -v file="$1" -v separator="$2" -v message="$3" '{
        n = split($2, words, separator)
        for (i = 1; i <= n; i++)
            if (words[i] in first)
                print file ":" $1 ": " words[i] " " message ", first in line " first[words[i]]
            else
                first[words[i]] = $1
    }'
}

# check_not_stop FILE SEPARATOR: no word of the input is a stop word too.
check_not_stop() {
    awk -F'\t' -v file="$1" -v separator="$2" '
        FNR == NR { n = split($2, words, " "); for (i = 1; i <= n; i++) stop[words[i]] = $1; next }
        { n = split($2, words, separator)
          for (i = 1; i <= n; i++) if (words[i] in stop)
              print file ":" $1 ": " words[i] " is also in stop-words.txt, line " stop[words[i]] }
    ' <(folded stop-words.txt) -
}

# A spoken word that stands for itself changes nothing.
check_sides() {
    folded dialect.txt | awk -F'\t' 'split($2, side, " -> ") == 2 {
        n = split(side[1], left, ",")
        m = split(side[2], right, ",")
        for (i = 1; i <= n; i++) for (j = 1; j <= m; j++) if (left[i] == right[j])
            print "dialect.txt:" $1 ": " left[i] " stands on both sides" }'
}

check_synonyms() {
    folded synonyms.txt | awk -F'\t' '$2 != "" {
        if ($2 in rows) print "synonyms.txt:" $1 ": this row stands already in line " rows[$2]
        rows[$2] = $1
        n = split($2, words, / (=|->) /)
        for (i = 1; i <= n; i++) for (j = 1; j < i; j++) if (words[i] == words[j])
            print "synonyms.txt:" $1 ": " words[i] " stands twice in the row" }'
}

check_all() {
    local file
    for file in dialect.txt synonyms.txt plurals.txt $word_lists; do
        check_letters "$file"
    done
    check_grammar
    left_forms | check_once dialect.txt , "stands on the left twice"
    left_forms | check_not_stop dialect.txt ,
    check_sides
    check_synonyms
    folded plurals.txt | sed 's/: */,/' | check_once plurals.txt , "stands in two families"
    for file in $word_lists; do
        folded "$file" | check_once "$file" " " "stands there twice"
    done
    folded question-words.txt | check_not_stop question-words.txt " "
}

# count FILE SEPARATORS WHAT: rows, and different words of the input.
count() {
    printf '%-20s %4d rows, %5d %s\n' "$1" "$(rows "$1" | grep -cP '\t.')" \
        "$(cut -f2 | tr "$2" '\n' | sort -u | grep -c .)" "$3"
}

for file in dialect.txt synonyms.txt plurals.txt $word_lists; do
    [ -f "$file" ] || { echo "$file:1: this file is missing"; exit 1; }
done
findings=$(check_all)
[ -z "$findings" ] || sort -t: -k1,1 -k2,2n <<<"$findings"
left_forms | count dialect.txt , "different spoken forms"
folded synonyms.txt | sed -E 's/ (=|->) /,/g' | count synonyms.txt , "different words and phrases"
folded plurals.txt | sed 's/:.*//' | count plurals.txt , "families"
for file in $word_lists; do
    folded "$file" | count "$file" ' ' "different words"
done
[ -z "$findings" ]
