#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# tests/bench/import.sh FOLDER: how long tools/import.py takes for 1,000 articles of 5 KB beside its limit. FOLDER is for
# what it writes.
set -euo pipefail
LIMIT_SECONDS=60
python3 - "$1/export.json" <<'EOF'
import json, random, sys
random.seed(1)
words = "نعيد المبلغ خلال ثلاثة أيام عمل من قبول الإرجاع إلى البطاقة التي دفعت بها وتصلك رسالة بذلك افتح التطبيق".split()
def some(count):
    return " ".join(random.choice(words) for _ in range(count))
def body(kilobytes):
    html = ""
    while len(html.encode()) < kilobytes * 1024:
        html += (f"<h2>{some(4)}</h2><p>{some(30)} <strong>{some(3)}:</strong>{some(20)} "
                 f"<a href='/hc/ar/articles/{random.randrange(1000)}'>{some(3)}</a></p><ul><li>{some(8)}</li></ul>"
                 f"<table><tr><th>{some(2)}</th><th>{some(2)}</th></tr><tr><td>{some(3)}</td><td>{some(3)}</td></tr></table>")
    return html
articles = [{"id": number, "html_url": f"https://old.example/hc/ar/articles/{number}", "title": some(4), "locale": "ar",
             "draft": False, "section_id": 1, "user_segment_id": None, "body": body(5)} for number in range(1000)]
with open(sys.argv[1], "w") as file:
    json.dump({"articles": articles}, file)
EOF
TIMEFORMAT='%U %S %R'
times=$({ time tools/import.py --out "$1/imported" "$1/export.json" >/dev/null; } 2>&1)
awk -v limit=$LIMIT_SECONDS '{
    printf "import of 1,000 articles of 5 KB: %.1f s of the processor (%.1f s by the clock), limit %d s  %s\n",
        $1 + $2, $3, limit, ($1 + $2 <= limit ? "ok" : "OVER") }' <<<"$times"
