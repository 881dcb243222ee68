#!/usr/bin/env python3
"""What zxing-cpp reads and this program does not: benches/zxing-cpp/compare.py [FOLDER], by default ../shared/corpus.

Needs `pip install zxing-cpp pillow` and `cargo build --release`. The folder has a manifest.csv as for the bench `recall`.
Prints a line a set with the codes that zxing-cpp reads (QR codes of model 2, as phones know them; its default options),
the mean of the shares, and every picture in which it reads more codes than a thorough look does.
"""
import json
import subprocess
import sys
import warnings
from pathlib import Path

import zxingcpp
from PIL import Image

Image.MAX_IMAGE_PIXELS = None
warnings.simplefilter("ignore")
ENCODINGS = ("utf-8", "cp1252", "shift-jis", "gb18030", "big5")


def clean(text):
    return text.replace("\r", "").rstrip()


def texts(barcode):
    """What its bytes may say."""
    return {clean(bytes(barcode.bytes).decode(encoding, "replace")) for encoding in ENCODINGS}


def codes_read(picture, truths):
    grey = Image.open(picture).convert("L")
    barcodes = zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormat.QRCodeModel2)
    read = [texts(barcode) for barcode in barcodes if barcode.valid]
    if not truths:
        return min(len(read), 1)
    wanted = [clean(truth.read_bytes().decode("utf-8", "replace")) for truth in truths]
    return sum(any(truth in said for said in read) for truth in wanted)


def codes_by_us(pictures):
    """How many codes `yanma check` reads in each picture."""
    read = {}
    for start in range(0, len(pictures), 100):
        command = ["target/release/yanma", "check", "--json", *map(str, pictures[start : start + 100])]
        for line in subprocess.run(command, capture_output=True, text=True).stdout.splitlines():
            verdict = json.loads(line)
            read[verdict["source"]] = len(verdict["symbols"])
    return read


def main():
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/corpus")
    manifest = folder / "manifest.csv"
    if not manifest.exists():
        print(f"compare: {folder} has no manifest.csv; give a folder that has one")
        return
    rows = [line.split(",")[:3] for line in manifest.read_text().splitlines()[1:]]
    by_us = codes_by_us([folder / file for _, file, _ in rows])
    sets, more = {}, []
    for name, file, truth in rows:
        truths = [folder / part for part in truth.split(";") if part]
        read = codes_read(folder / file, truths)
        codes, total = sets.get(name, (0, 0))
        sets[name] = (codes + max(len(truths), 1), total + read)
        if read > by_us.get(str(folder / file), 0):
            more.append((file, read, by_us.get(str(folder / file), 0)))
    for name, (codes, read) in sets.items():
        print(f"{name:<26}{codes:>6} codes{read:>6} by zxing-cpp")
    shares = [read / codes for name, (codes, read) in sets.items() if not name.startswith("neg")]
    print(f"mean over sets: {100 * sum(shares) / len(shares):.1f} %")
    for file, read, ours in more:
        print(f"more than we: {file}: {read} instead of {ours}")


if __name__ == "__main__":
    main()
