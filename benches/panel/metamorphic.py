"""Wiped = beside: a picture whose official code is painted over must show nothing if the whole is called safe.

    metamorphic.py [--corpus] [--out DIR] DIR|FILE…

Takes pictures that yanma calls safe, paints its official codes over with their ground, and asks again; with `--corpus`
also every picture of the corpus pasted beside an official code. Whatever is not `no-code` then was there before, too, so
the whole must not have been safe. Exit status: 0 so it is, 1 not so.
"""

import argparse
import os
import sys
import tempfile
from collections import Counter
from pathlib import Path

import cv2
import numpy as np

import pictures as families_of_pictures
import render
from families import OFFICIAL
from judge import pictures, yanma_says

# Modules of the quiet zone that are painted over, too: a finder pattern's edge may be blurred.
GROWN = 1.0


def wiped(image, corners, version_side=29):
    """The picture with a quadrilateral painted with the ground around it."""
    corners = np.array(corners, np.float32)
    middle = corners.mean(axis=0)
    grown = middle + (corners - middle) * (1 + 2 * GROWN / version_side)
    outer = middle + (corners - middle) * (1 + 6 * GROWN / version_side)
    ring = np.zeros(image.shape[:2], np.uint8)
    cv2.fillConvexPoly(ring, np.rint(outer).astype(np.int32), 255)
    cv2.fillConvexPoly(ring, np.rint(grown).astype(np.int32), 0)
    around = image[ring > 0]
    ground = np.median(around, axis=0) if len(around) else np.array([255, 255, 255])
    painted = image.copy()
    cv2.fillConvexPoly(painted, np.rint(grown).astype(np.int32), tuple(float(v) for v in ground))
    return painted


def beside_official(photo, number):
    """A photo right of, or below, an official code; whole and wiped."""
    code = render.code_tile(render.encoded(OFFICIAL[number % len(OFFICIAL)]), 5)
    photo = render.opaque(photo.astype(np.float32))
    where = ("right", "below")[number % 2]
    blank = render.opaque(render.ground(*code.shape))
    return [render.as_bytes(render.beside(tile, photo, where, 20)) for tile in (code, blank)]


def main():
    parser = argparse.ArgumentParser(prog="metamorphic")
    parser.add_argument("--corpus", action="store_true")
    parser.add_argument("--out", type=Path, help="where the pictures that disagree are kept")
    parser.add_argument("--yanma", default=os.environ.get("YANMA"))
    parser.add_argument("paths", nargs="*")
    arguments = parser.parse_args()
    pairs = {}
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)

        def keep(name, whole, without):
            places = folder / f"{name}.whole.png", folder / f"{name}.wiped.png"
            for place, image in zip(places, (whole, without)):
                cv2.imwrite(str(place), image)
            pairs[name] = places

        if arguments.corpus:
            corpus = families_of_pictures.corpus_pictures()
            if not corpus:
                print("metamorphic: there is no corpus beside the project, it is left out", file=sys.stderr)
            for number, place in enumerate(corpus):
                photo = cv2.imread(str(place), cv2.IMREAD_COLOR)
                if photo is None:
                    continue
                factor = min(1, 1000 / max(photo.shape[:2]))
                photo = cv2.resize(photo, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
                keep(f"{place.parent.name}-{place.stem}", *beside_official(photo, number))
        files = pictures(arguments.paths)
        for file, verdict in zip(files, yanma_says(files, arguments.yanma).values() if files else ()):
            image = cv2.imread(str(file), cv2.IMREAD_COLOR)
            if verdict["verdict"] != "safe" or image is None:
                continue
            without = image
            for symbol in verdict["symbols"]:
                if symbol["corners"]:
                    without = wiped(without, symbol["corners"])
            keep(file.stem, image, without)
        if not pairs:
            print("metamorphic: no picture is called safe")
            return 0
        said = yanma_says([place for places in pairs.values() for place in places], arguments.yanma)
        counts, bad = Counter(), []
        for name, (whole, without) in pairs.items():
            before, after = said[str(whole)], said[str(without)]
            counts[before["verdict"], after["verdict"]] += 1
            if before["verdict"] == "safe" and after["verdict"] != "no-code":
                bad.append((name, after))
                if arguments.out:
                    arguments.out.mkdir(parents=True, exist_ok=True)
                    for place in (whole, without):
                        (arguments.out / place.name).write_bytes(place.read_bytes())
    print(f"{len(pairs)} pictures, whole → wiped:")
    for (before, after), count in counts.most_common():
        print(f"{count:>7}  {before} → {after}")
    print(f"{len(bad)} are called safe though something is left when the official code is gone")
    for name, after in bad[:60]:
        print(f"  {name}: wiped it is {after['verdict']} {' '.join(after['reasons'])}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
