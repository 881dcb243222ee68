"""Prints those mutants that yanma calls safe. Arguments: the mutants, the output of `yanma check --payloads --json`.

Both are read side by side, a line at a time; a line that is missing, or out of order, stops the test.
"""

import json
import sys
from itertools import zip_longest

safe = total = 0
with open(sys.argv[1], encoding="utf-8") as mutants, open(sys.argv[2], encoding="utf-8") as verdicts:
    for total, (mutant, line) in enumerate(zip_longest(mutants, verdicts), 1):
        verdict = json.loads(line) if line else {}
        if mutant is None or verdict.get("source") != f"line:{total}":
            sys.exit(f"line {total}: the mutant and its verdict do not fit together")
        if verdict["verdict"] == "error":
            sys.exit(f"line {total}: could not be read: {mutant}")
        if verdict["verdict"] == "safe":
            safe += 1
            sys.stdout.write(mutant)
if not safe:
    sys.exit("no mutant is safe: nothing was tested")
print(f"mutants  {total:>10,}\nsafe     {safe:>10,}  {safe / total:.1%}", file=sys.stderr)
