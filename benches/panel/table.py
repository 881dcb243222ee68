"""The table of what `judge.py` found; `table.py FILE` shows it again. Exit status: 1 if anything is falsely safe."""

import json
import sys
from collections import Counter

from readers import READERS

# Pictures named under the table.
SHOWN = 40
SHORT = {
    "zxing-cpp": "zx",
    "zxing-cpp global": "zxg",
    "zbar": "zbar",
    "wechat": "wechat",
    "zxing java": "java",
    "opencv": "cv",
    "opencv aruco": "aruco",
    "jsqr": "jsqr",
}


def is_attack(record):
    return bool(record["foreign"])


def row_of(name, records):
    attacks = [record for record in records if is_attack(record)]
    by = Counter(reader for record in attacks for reader in {found["reader"] for found in record["foreign"]})
    viewers = {}
    for record in attacks:
        # Pixels as Pillow gives them are what yanma sees, too; what only another viewer shows is that viewer's.
        first = {found["rendition"].split()[0] for found in record["foreign"]}
        viewers[id(record)] = "pillow" not in first
    verdicts = Counter(record["verdict"] for record in records)
    safe = [record for record in records if record["falsely_safe"]]
    with_address = sum(any(found["kind"] == "address" for found in record["falsely_safe"]) for record in safe)
    return [
        name,
        len(records),
        len(attacks),
        *(by[reader] for reader in READERS),
        sum(viewers.values()),
        verdicts["unsafe"],
        verdicts["no-code"],
        verdicts["error"],
        verdicts["safe"],
        len(safe),
        with_address,
    ]


def show(records, out=sys.stdout):
    families = {}
    for record in records:
        families.setdefault(record["family"], []).append(record)
    heads = ["family", "pictures", "attacks", *(SHORT[name] for name in READERS), "viewer"]
    heads += ["unsafe", "no-code", "error", "safe", "FALSE", "address"]
    rows = [row_of(name, families[name]) for name in sorted(families)]
    rows.append(row_of("all", records))
    widths = [max(len(str(row[column])) for row in [heads, *rows]) for column in range(len(heads))]
    for row in [heads, *rows]:
        cells = [str(cell).ljust(width) if not n else str(cell).rjust(width) for n, (cell, width) in enumerate(zip(row, widths))]
        print("  ".join(cells), file=out)
    bad = [record for record in records if record["falsely_safe"]]
    faults = Counter(f"{who}: {what}" for record in records for who, what in record["faults"])
    if faults:
        print("\nfaults of readers:", file=out)
        for fault, count in faults.most_common(20):
            print(f"  {count}  {fault}", file=out)
    if bad:
        print(f"\n{len(bad)} falsely safe:", file=out)
        for record in bad[:SHOWN]:
            found = record["falsely_safe"]
            who = sorted({f"{row['reader']} ({row['rendition']}, {row['view']})" for row in found})
            texts = sorted({row["text"] for row in found})
            print(f"  {record['source']}: {json.dumps(texts[0], ensure_ascii=False)} by {', '.join(who[:4])}", file=out)
        if len(bad) > SHOWN:
            print(f"  and {len(bad) - SHOWN} more", file=out)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(show([json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]))
