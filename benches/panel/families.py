"""Families of pictures that are made to be called safe while somebody opens another link.

Each family is a function of named parameters (`genes.py`) with a line that says what the trick is. `families.py` writes
them to a folder, with a line of parameters each in `manifest.jsonl`:

    families.py [--seed N] [--count N] [--family NAME] DIR
    families.py --list
"""

import argparse
import json
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import render
from genes import Choice, Int, Params, Real, Seed, sample
from render import beside, blurred, code_tile, encoded, noisy

OFFICIAL = (
    "https://fuwu.nhsa.gov.cn/nationalHallSt/",
    "https://fuwu.nhsa.gov.cn/",
    "HTTPS://FUWU.NHSA.GOV.CN/",
    "https://www.nhsa.gov.cn/",
    "https://si.12333.gov.cn/",
    "https://www.12333.gov.cn/",
    "https://etax.chinatax.gov.cn/",
    "https://gjzwfw.www.gov.cn/",
)
HOSTILE = (
    "https://evil.example/ka?id=8",
    "https://evil.example/",
    "HTTPS://EVIL.EXAMPLE/8",
    "http://yb.example/",
    "https://nhsa.gov.cn.evil.example/jihuo",
    "https://evil.example/kaika/index.html?id=8&from=guangxi&t=1764460800",
)


@dataclass
class Family:
    name: str
    trick: str
    space: dict
    make: object  # parameters → a canvas, or (bytes, extension); none where they do not go together
    few: bool = False  # there is not much to vary


FAMILIES = {}

BASE = {
    "official": Choice(*OFFICIAL),
    "hostile": Choice(*HOSTILE),
    "level": Choice("L", "M", "M", "Q", "H"),
    "level2": Choice("L", "M", "M", "Q", "H"),
    "mask": Int(0, 7),
    "mask2": Int(0, 7),
    "px": Int(3, 6),
    "seed": Seed(),
}
PLACE = {"where": Choice("right", "left", "below", "above"), "gap": Int(0, 30), "shift": Real(-0.5, 0.5)}
LENS = {"blur": Choice(0.0, 0.0, 0.6, 1.0), "noise": Choice(0.0, 0.0, 2.0, 6.0), "quality": Choice(0, 0, 0, 85, 60)}


def family(name, trick, few=False, **space):
    def register(make):
        FAMILIES[name] = Family(name, trick, {**BASE, **space}, make, few)
        return make

    return register


def official_tile(p, **how):
    return code_tile(encoded(p.official, p.level, mask=p.mask), p.px, **how)


def hostile_symbol(p):
    return encoded(p.hostile, p.level2, mask=p.mask2)


def placed(p, tile, ground=255, official=None):
    return beside(official or official_tile(p), tile, p.where, p.gap, p.shift, tone=ground)


def through_lens(p, canvas):
    """The lens, the sensor and the file."""
    canvas = noisy(blurred(canvas, p.blur), p.noise, p.rng)
    return (render.jpeg(canvas, p.quality), ".jpg") if p.quality else canvas


def tones(contrast, middle, inverted):
    """Dark and light, or light and dark, so far apart."""
    low, high = middle - contrast / 2, middle + contrast / 2
    low, high = (max(0.0, low), max(0.0, low) + contrast) if low < 0 else (low, high)
    low, high = (255 - contrast, 255.0) if high > 255 else (low, high)
    return (high, low) if inverted else (low, high)


# ---- writing them ----------------------------------------------------------------------------------------------


def made(family, params):
    """The bytes of a picture and its extension, or none."""
    picture = family.make(Params(params))
    if picture is None:
        return None
    return picture if isinstance(picture, tuple) else (render.png(picture), ".png")


def all_families():
    import files  # noqa: F401: they join FAMILIES
    import pictures  # noqa: F401

    return FAMILIES


def write(name, seed, count, folder):
    """Writes `count` pictures of a family; the lines of the manifest."""
    family = all_families()[name]
    rows, tried = [], 0
    while len(rows) < count and tried < 5 * count:
        rng = np.random.default_rng([seed, *name.encode(), tried])
        tried += 1
        params = sample(family.space, rng)
        picture = made(family, params)
        if picture is None:
            continue
        data, extension = picture
        file = f"{name}--{seed}-{tried:04}{extension}"
        (folder / file).write_bytes(data)
        rows.append({"file": file, "family": name, "params": params})
    return rows


def main():
    parser = argparse.ArgumentParser(prog="families")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=90, help="pictures of a family; a third of it where there is little to vary")
    parser.add_argument("--family", action="append")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--list", action="store_true")
    parser.add_argument("folder", type=Path, nargs="?")
    arguments = parser.parse_args()
    families = all_families()
    if arguments.list or not arguments.folder:
        for family in families.values():
            print(f"{family.name:<18}{family.trick}")
        return 0
    names = arguments.family or list(families)
    unknown = [name for name in names if name not in families]
    if unknown:
        sys.exit(f"families: there is no family {unknown[0]}")
    arguments.folder.mkdir(parents=True, exist_ok=True)
    total = 0
    with ProcessPoolExecutor(arguments.jobs, initializer=os.nice, initargs=(10,)) as pool:
        jobs = {}
        for name in names:
            count = max(1, arguments.count // 3) if families[name].few else arguments.count
            jobs[name] = pool.submit(write, name, arguments.seed, count, arguments.folder)
        with (arguments.folder / "manifest.jsonl").open("a") as manifest:
            for name, job in jobs.items():
                rows = job.result()
                total += len(rows)
                for row in rows:
                    manifest.write(json.dumps(row, ensure_ascii=False) + "\n")
                if not rows:
                    print(f"families: none of {name} could be made", file=sys.stderr)
    print(f"{total} pictures of {len(names)} families in {arguments.folder}")
    return 0


if __name__ == "__main__":
    import families  # the module that `pictures` and `files` know, not a second one

    sys.exit(families.main())
