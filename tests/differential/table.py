"""The table at the end: reads what the verifiers print, from standard input. Exits 1 where anybody disagrees.

With the arguments BAD GOOD (files with a text a line, as JSON strings) it is the self-test: exits 1 unless every bad
text is flagged by somebody, everybody flags some, and no good text is flagged.
"""

import json
import sys
from collections import Counter

SHOWN = 20

checked, no_host, disagreements = {}, Counter(), Counter()
examples = {}  # by parser and class, the shortest few: memory stays small
flagged = set()
for line in sys.stdin:
    row = json.loads(line)
    parser = row["parser"]
    if "checked" in row:
        checked[parser] = row["checked"]
        no_host[parser] = row["no_host"]
        continue
    disagreements[parser] += 1
    best = examples.setdefault((parser, row["class"]), [])
    best.append((len(row["text"]), row["text"], row["host"]))
    best.sort()
    del best[SHOWN:]
    if len(sys.argv) > 1:
        flagged.add(row["text"])

if len(set(checked.values())) != 1:
    sys.exit(f"not everybody has checked the same number of texts: {checked}")

width = max(map(len, checked))
print(f"{'parser or link extractor':<{width}}  {'checked':>10}  {'no host':>10}  {'disagrees':>10}")
for parser, count in checked.items():
    print(f"{parser:<{width}}  {count:>10,}  {no_host[parser]:>10,}  {disagreements[parser]:>10,}")

if len(sys.argv) > 1:
    bad, good = ([json.loads(line) for line in open(path, encoding="utf-8")] for path in sys.argv[1:3])
    missed = [text for text in bad if text not in flagged]
    wrong = [text for text in good if text in flagged]
    for text in missed:
        print("nobody flags    ", json.dumps(text, ensure_ascii=False))
    for text in wrong:
        print("flagged, but good", json.dumps(text, ensure_ascii=False))
    blind = [parser for parser in checked if not disagreements[parser]]
    for parser in blind:
        print("sees nothing     ", parser)
    sys.exit(1 if missed or wrong or blind else 0)

total = disagreements.total()
print(f"\n{total:,} disagreements")
# The shortest of each parser and class first, then the next ones.
rows = [(rank, *example, *key) for key, best in examples.items() for rank, example in enumerate(best)]
for _, _, text, host, parser, what in sorted(rows)[:SHOWN]:
    print(f"{parser}, {what} {json.dumps(host, ensure_ascii=False)}: {json.dumps(text, ensure_ascii=False)}")
sys.exit(1 if total else 0)
