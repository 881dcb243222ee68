"""A search that attacks: parameters of a family are moved towards "safe for yanma, hostile for somebody".

    search.py [--minutes N] [--seed N] [--family NAME] --out DIR

Two pictures of a family are taken: one that somebody reads and yanma does not call safe, and one that yanma calls safe and
nobody reads. On the straight line between their parameters yanma changes its mind somewhere, and so do the readers; where
the readers still read and yanma already says safe, a picture is falsely safe. The stretch between the two changes is the
height to climb down: both ends are moved by small random steps, and steps that shorten it are kept. Yanma is asked first,
a line at a time; a small part of the panel only where it says safe.

What is found is written to DIR with its parameters in `manifest.jsonl`; `judge.py DIR` then asks the whole panel.
"""

import argparse
import json
import os
import sys
import time
from collections import Counter
from pathlib import Path

import cv2
import numpy as np

import readers
import views
from families import all_families, made
from genes import Int, Params, Real, moved, sample
from judge import yanma_says
from look import Judge

# Points on a line, ends included.
POINTS = 9
# Steps from one pair of ends.
STEPS = 10
# Families that need other viewers, or whose pictures say nothing in between: searched by chance alone.
EASY_VIEWS = ("1", "2", "inverted", "0.5", "stretched", "otsu")
EASY_READERS = ("zxing-cpp", "zbar", "wechat", "opencv aruco")


class Panel:
    """The quick part of the panel."""

    def __init__(self, judge, viewers):
        self.judge = judge
        self.readers = {name: readers.READERS[name]() for name in EASY_READERS}
        self.viewers = viewers
        self.browser = None

    def chromium(self):
        import viewers

        self.browser = self.browser or viewers.Chromium()
        return self.browser

    def pictures(self, file):
        if not self.viewers:
            picture = cv2.imread(str(file), cv2.IMREAD_COLOR)
            return [("opencv", picture)] if picture is not None else []
        import viewers

        return viewers.renditions(file, self.chromium)

    def who(self, file):
        """Who reads a foreign address, and in which view; or none."""
        for rendition, picture in self.pictures(file):
            grey = views.grey_of(picture)
            for view in EASY_VIEWS:
                if grey.size * views.ENLARGED.get(view, 0) > views.MAX_PIXELS_ENLARGED:
                    continue
                seen = views.VIEWS[view](grey)
                for name, reader in self.readers.items():
                    for format, text in reader.read(seen):
                        if self.judge.kind(text, format) == "address":
                            return name, rendition, view, text
        return None


class Search:
    def __init__(self, arguments, family, panel, rng):
        self.family, self.panel, self.rng = family, panel, rng
        self.yanma, self.out = arguments.yanma, arguments.out
        self.work = arguments.out / ".work"
        self.work.mkdir(parents=True, exist_ok=True)
        self.found = self.asked = 0

    def judged(self, several):
        """What yanma says of pictures with these parameters: (parameters, file, is it safe)."""
        for old in self.work.iterdir():
            old.unlink()
        files = []
        for number, params in enumerate(several):
            picture = made(self.family, params)
            if picture is None:
                files.append(None)
                continue
            data, extension = picture
            files.append(self.work / f"{number}{extension}")
            files[-1].write_bytes(data)
        said = yanma_says([file for file in files if file], self.yanma)
        self.asked += len(said)
        return [(params, file, bool(file) and said[str(file)]["verdict"] == "safe") for params, file in zip(several, files)]

    def keep(self, params, file, who):
        self.found += 1
        name = f"{self.family.name}--found-{self.rng.integers(10**9):09}{file.suffix}"
        (self.out / name).write_bytes(file.read_bytes())
        reader, rendition, view, text = who
        row = {"file": name, "family": self.family.name, "params": params, "reader": reader, "rendition": rendition, "view": view, "text": text}
        with (self.out / "manifest.jsonl").open("a") as manifest:
            manifest.write(json.dumps(row, ensure_ascii=False) + "\n")
        print(f"  {name}: {reader} ({view}) reads {text}", flush=True)

    def ends(self):
        """A picture that is read and not safe, and one that is safe and not read; what is both is a find."""
        read = safe = None
        for _ in range(4):
            for params, file, is_safe in self.judged([sample(self.family.space, self.rng) for _ in range(8)]):
                if file is None or (read and safe):
                    continue
                who = self.panel.who(file) if is_safe or not read else None
                if is_safe and who:
                    self.keep(params, file, who)
                elif is_safe:
                    safe = safe or params
                elif who:
                    read = read or params
            if read and safe:
                return read, safe
        return None

    def between(self, read, safe, share):
        """Parameters on the way from `read` to `safe`; what has no between is as in `read`, then as in `safe`."""
        params = Params(read)
        for name, gene in self.family.space.items():
            one, other = read[name], safe[name]
            if isinstance(gene, (Real, Int)):
                value = one + (other - one) * share
                params[name] = int(round(value)) if isinstance(gene, Int) else round(value, 3)
            elif share > 0.5:
                params[name] = other
        return params

    def gap(self, read, safe):
        """How far apart the two changes are on the line; none where there is no line or something was found."""
        shares = np.linspace(0, 1, POINTS)
        line = self.judged([self.between(read, safe, share) for share in shares])
        first_safe = next((number for number, (_, file, is_safe) in enumerate(line) if is_safe), None)
        if first_safe is None:
            return None
        # From the first safe one on, is it still read? Then back, for how long it is read.
        hits = 0
        for params, file, is_safe in line[first_safe : first_safe + 3]:
            who = is_safe and self.panel.who(file)
            if who:
                self.keep(params, file, who)
                hits += 1
        if hits:
            return 0.0
        last_read = None
        for number in range(first_safe - 1, -1, -1):
            if line[number][1] and self.panel.who(line[number][1]):
                last_read = number
                break
        return None if last_read is None else (first_safe - last_read) / (POINTS - 1)

    def climb(self, until):
        pair = self.ends()
        if not pair:
            return
        best, height = pair, self.gap(*pair)
        for _ in range(STEPS):
            if time.monotonic() > until or height == 0.0:
                return
            size = 0.08 if height is not None else 0.25
            steps = [moved(end, self.family.space, self.rng, size) for end in best]
            now = self.gap(*steps)
            if now is not None and (height is None or now <= height):
                best, height = steps, now


def main():
    parser = argparse.ArgumentParser(prog="search")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--family", action="append")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--yanma", default=os.environ.get("YANMA"))
    parser.add_argument("--hosts", default=os.environ.get("PANEL_HOSTS"))
    arguments = parser.parse_args()
    os.nice(10)
    families = all_families()
    import files

    of_files = {name for name, family in families.items() if family.make.__module__ == files.__name__}
    names = arguments.family or [name for name in families if name not in ("alone", "eci", "corpus")]
    judge = Judge(Path(arguments.hosts).read_text().split())
    panels = {with_viewers: Panel(judge, with_viewers) for with_viewers in (False, True)}
    rng = np.random.default_rng(arguments.seed)
    until = time.monotonic() + 60 * arguments.minutes
    found, asked = Counter(), Counter()
    arguments.out.mkdir(parents=True, exist_ok=True)
    while time.monotonic() < until:
        for name in rng.permutation(names):
            if time.monotonic() > until:
                break
            search = Search(arguments, families[str(name)], panels[str(name) in of_files], rng)
            search.climb(until)
            found[str(name)] += search.found
            asked[str(name)] += search.asked
    print(f"\n{'family':<18}{'asked':>8}{'found':>8}")
    for name in sorted(asked):
        print(f"{name:<18}{asked[name]:>8}{found[name]:>8}")
    print(f"{'all':<18}{asked.total():>8}{found.total():>8}")
    return 1 if found.total() else 0


if __name__ == "__main__":
    sys.exit(main())
