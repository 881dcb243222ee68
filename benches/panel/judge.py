"""Judges pictures: what yanma says of each, what anybody else reads in it, and where the two do not go together.

    judge.py [--jobs N] [--out FILE] [--again] DIR|FILE…

Prints the table of `table.py` and writes a JSON line a picture. What the panel reads in a picture is kept by the
picture's content, so a run that was stopped goes on, and a later yanma is judged in minutes. Exit status: 0 nothing is
falsely safe, 1 something is, 2 it could not run. See README.md.
"""

import argparse
import hashlib
import json
import os
import queue
import select
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import table
from look import Judge
from readers import WORK

HERE = Path(__file__).resolve().parent
EXTENSIONS = set(".png .apng .jpg .jpeg .jpe .jfif .gif .bmp .dib .webp .tif .tiff".split())
# What the panel's answer hangs on.
SOURCES = "readers.py views.py viewers.py look.py jsqr.cjs ZxingReader.java requirements.txt package.json".split()
# Seconds after which a reader that says nothing is ended.
PATIENCE = 90
# Files that yanma is asked about at once.
BATCH = 500


def pictures(arguments):
    """The files to judge: folders are searched for pictures, by name, without following links."""
    files = []
    for argument in map(Path, arguments):
        if argument.is_dir():
            found = (path for path in argument.rglob("*") if path.suffix.lower() in EXTENSIONS)
            files += sorted(path for path in found if path.is_file() and not path.is_symlink())
        else:
            files.append(argument)
    return files


def yanma_says(files, yanma):
    """The JSON object of yanma for each file."""
    said = {}
    for start in range(0, len(files), BATCH):
        command = [yanma, "check", "--json", "--", *map(str, files[start : start + BATCH])]
        answer = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        for line in answer.stdout.splitlines():
            verdict = json.loads(line)
            said[verdict["source"]] = verdict
    missing = [file for file in files if str(file) not in said]
    if missing:
        sys.exit(f"judge: yanma says nothing of {missing[0]} and {len(missing) - 1} others")
    return said


class Worker:
    """A process of `look.py`; started again where a reader took it down."""

    def __init__(self, hosts):
        self.hosts = hosts
        self.process = None

    def start(self):
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "look.py"), str(self.hosts)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.held = b""

    def stop(self):
        """Ends the process with all that it has started."""
        if self.process:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            self.process.wait()
            self.process = None

    def line(self):
        """The next line, or none where the process ended or is silent for too long, with the reason."""
        while b"\n" not in self.held:
            if not select.select([self.process.stdout], [], [], PATIENCE)[0]:
                return None, "hangs"
            part = os.read(self.process.stdout.fileno(), 1 << 16)
            if not part:
                return None, "crashed"
            self.held += part
        line, self.held = self.held.split(b"\n", 1)
        return json.loads(line), ""

    def look(self, path):
        skip, faults = [], []
        while True:
            if not self.process or self.process.poll() is not None:
                self.stop()
                self.start()
            doing = "start"
            try:
                self.process.stdin.write(json.dumps({"path": str(path), "skip": skip}).encode() + b"\n")
                self.process.stdin.flush()
                answer, trouble = self.line()
                while answer and "at" in answer:
                    doing = answer["at"]
                    answer, trouble = self.line()
            except BrokenPipeError:
                answer, trouble = None, "crashed"
            if answer:
                answer["faults"] = faults + answer["faults"]
                return answer
            self.stop()
            faults.append([doing, trouble])
            if doing in skip or doing == "start":
                return {"read": [], "renditions": [], "views": 0, "faults": faults}
            skip.append(doing)


class Kept:
    """What the panel has read in pictures, by their content."""

    def __init__(self, hosts, again=False):
        digest = hashlib.sha256(Path(hosts).read_bytes())
        for source in SOURCES:
            digest.update((HERE / source).read_bytes())
        self.folder = WORK / "readings" / digest.hexdigest()[:12]
        self.folder.mkdir(parents=True, exist_ok=True)
        self.again = again

    def place(self, file):
        return self.folder / hashlib.sha256(file.read_bytes() + file.suffix.lower().encode()).hexdigest()[:24]

    def get(self, file):
        place = self.place(file)
        return json.loads(place.read_text()) if place.exists() and not self.again else None

    def put(self, file, answer):
        place = self.place(file)
        fresh = place.with_suffix(f".{threading.get_ident()}")  # two files may have the same content
        fresh.write_text(json.dumps(answer, ensure_ascii=False))
        fresh.replace(place)


def panel_says(files, hosts, jobs, again=False, progress=True):
    """What the panel reads in each file."""
    kept = Kept(hosts, again)
    said, waiting = {}, queue.Queue()
    for file in files:
        answer = kept.get(file)
        if answer:
            said[str(file)] = answer
        else:
            waiting.put(file)
    total, started = waiting.qsize(), time.monotonic()

    def work():
        worker = Worker(hosts)
        try:
            while True:
                file = waiting.get_nowait()
                answer = worker.look(file)
                kept.put(file, answer)
                said[str(file)] = answer
                done = total - waiting.qsize()
                if progress and done % 50 == 0:
                    seconds = time.monotonic() - started
                    print(f"panel: {done} of {total}, {seconds:.0f} s", file=sys.stderr, flush=True)
        except queue.Empty:
            pass
        finally:
            worker.stop()

    threads = [threading.Thread(target=work, daemon=True) for _ in range(min(jobs, total))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


def clean(text):
    """White space at the end and the case of scheme and host make no other link."""
    text = text.rstrip()
    scheme, mark, rest = text.partition("://")
    host, slash, tail = rest.partition("/")
    return f"{scheme.lower()}{mark}{host.lower()}{slash}{tail}" if mark else text


def spellings(text):
    """A text and what it is if its bytes were taken for those of another character set."""
    yield clean(text)
    for encoding in ("latin-1", "cp1252", "shift_jis", "gb18030", "big5"):
        try:
            yield clean(text.encode(encoding).decode("utf-8"))
        except UnicodeError:
            pass


def record(file, verdict, panel, judge):
    """One picture: what was said, and what of it does not go together."""
    shown = {clean(symbol["text"]) for symbol in verdict["symbols"] if symbol["verdict"] == "safe" and symbol["text"]}
    foreign, not_shown, official = [], [], set()
    for text, format, reader, rendition, view in panel["read"]:
        kind = judge.kind(text, format)
        row = {"text": text, "kind": kind, "format": format, "reader": reader, "rendition": rendition, "view": view}
        if kind in ("address", "other"):
            foreign.append(row)
        if kind == "official":
            official.add(reader)
        if kind != "number" and not shown.intersection(spellings(text)):
            not_shown.append(row)
    is_safe = verdict["verdict"] == "safe"
    return {
        "source": verdict["source"],
        "family": Path(file).name.split("--")[0] if "--" in Path(file).name else "-",
        "verdict": verdict["verdict"],
        "reasons": verdict["reasons"],
        "error": verdict.get("error"),
        "millis": verdict["millis"],
        "official_read_by": sorted(official),
        "foreign": foreign,
        "falsely_safe": not_shown if is_safe else [],
        "views": panel["views"],
        "renditions": panel["renditions"],
        "faults": panel["faults"],
    }


def main():
    parser = argparse.ArgumentParser(prog="judge")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--out", type=Path, default=WORK / "judged.jsonl")
    parser.add_argument("--again", action="store_true", help="look again at what was looked at before")
    parser.add_argument("--yanma", default=os.environ.get("YANMA"))
    parser.add_argument("--hosts", default=os.environ.get("PANEL_HOSTS", WORK / "hosts"))
    parser.add_argument("paths", nargs="+")
    arguments = parser.parse_args()
    files = pictures(arguments.paths)
    if not files:
        sys.exit("judge: no pictures")
    judge = Judge(Path(arguments.hosts).read_text().split())
    verdicts = yanma_says(files, arguments.yanma)
    panel = panel_says(files, arguments.hosts, arguments.jobs, arguments.again)
    records = [record(file, verdicts[str(file)], panel[str(file)], judge) for file in files]
    with arguments.out.open("w") as out:
        for row in records:
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
    return table.show(records)


if __name__ == "__main__":
    sys.exit(main())
