"""Honest posters that must be called safe: what of them is not, by kind and by reason.

    honest.py [--seed N] [--count N] [--kind NAME] [--busy N] [--keep DIR]

`--busy N` judges all of them a second time while N other processes compete for the machine, and tells every verdict that
is another one then. Exit status: 0 at most one in a hundred is a false alarm and no verdict hangs on the load, 1 not so.
"""

import argparse
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import posters
from judge import yanma_says

# Share of false alarms that is borne.
ALARMS = 0.01


def listed_hosts(yanma):
    """The hosts that the program itself calls official."""
    answer = subprocess.run([yanma, "allowlist", "list"], stdout=subprocess.PIPE, text=True, check=True)
    rows = [line.split() for line in answer.stdout.splitlines()]
    return [row[0] for row in rows if len(row) > 1 and row[1] == "active"]


def write(kind, count, seed, hosts, folder):
    for number in range(count):
        data, extension = posters.made(kind, number, seed, hosts)
        (folder / f"{kind}--{seed}-{number:03}{extension}").write_bytes(data)


def spin():
    while True:
        sum(range(100_000))


def judged(folder, yanma, busy=0):
    files = sorted(path for path in folder.iterdir() if path.suffix != ".jsonl")
    rivals = [multiprocessing.Process(target=spin, daemon=True) for _ in range(busy)]
    for rival in rivals:
        rival.start()
    try:
        return yanma_says(files, yanma)
    finally:
        for rival in rivals:
            rival.terminate()
            rival.join()


def show(said):
    kinds = {}
    for source, verdict in said.items():
        kinds.setdefault(Path(source).name.split("--")[0], []).append(verdict)
    print(f"{'kind':<16}{'posters':>8}{'safe':>6}{'alarms':>8}  reasons")
    alarms = posters_counted = 0
    for kind, verdicts in kinds.items():
        wrong = [verdict for verdict in verdicts if verdict["verdict"] != "safe"]
        reasons = Counter(reason for verdict in wrong for reason in verdict["reasons"] or [verdict["verdict"]])
        told = ", ".join(f"{count} {reason}" for reason, count in reasons.most_common())
        apart = kind in posters.APART
        print(f"{kind:<16}{len(verdicts):>8}{len(verdicts) - len(wrong):>6}{'apart' if apart else len(wrong):>8}  {told}")
        if not apart:
            alarms += len(wrong)
            posters_counted += len(verdicts)
    print(f"{'all but apart':<16}{posters_counted:>8}{posters_counted - alarms:>6}{alarms:>8}  {100 * alarms / max(1, posters_counted):.1f} %")
    for source, verdict in said.items():
        if verdict["verdict"] != "safe":
            print(f"  {source}: {verdict['verdict']} {' '.join(verdict['reasons'])} {verdict.get('error') or ''}")
    return alarms <= ALARMS * posters_counted


def main():
    parser = argparse.ArgumentParser(prog="honest")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=12, help="posters of a kind")
    parser.add_argument("--kind", action="append")
    parser.add_argument("--busy", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--keep", type=Path, help="a folder for the posters and what was said of them")
    parser.add_argument("--yanma", default=os.environ.get("YANMA"))
    arguments = parser.parse_args()
    hosts = listed_hosts(arguments.yanma)
    with tempfile.TemporaryDirectory() as nowhere:
        folder = arguments.keep or Path(nowhere)
        folder.mkdir(parents=True, exist_ok=True)
        with ProcessPoolExecutor(arguments.jobs) as pool:
            jobs = [pool.submit(write, kind, arguments.count, arguments.seed, hosts, folder) for kind in arguments.kind or posters.KINDS]
            for job in jobs:
                job.result()
        quiet = judged(folder, arguments.yanma)
        fine = show(quiet)
        if arguments.keep:
            lines = (json.dumps(verdict, ensure_ascii=False) + "\n" for verdict in quiet.values())
            (folder / "verdicts.jsonl").write_text("".join(lines))
        if arguments.busy:
            busy = judged(folder, arguments.yanma, arguments.busy)
            other = [source for source in quiet if (quiet[source]["verdict"], quiet[source]["reasons"]) != (busy[source]["verdict"], busy[source]["reasons"])]
            print(f"\nwith {arguments.busy} other processes {len(other)} verdicts are others:")
            for source in other:
                before, after = quiet[source], busy[source]
                print(f"  {source}: {before['verdict']} {before['reasons']}, busy {after['verdict']} {after['reasons']}")
            fine = fine and not other
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
