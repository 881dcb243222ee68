"""One process of the panel: takes pictures from standard input, tells from standard output what was read in them.

    {"path": …, "skip": […]}        in, a line a picture
    {"at": …}                       out, before each step, so that whoever waits knows who crashed or hangs
    {"read": [[text, format, reader, rendition, view], …], …}    out, once a picture

A reader looks through all views until it has read an address that is not official. The answer hangs on the picture alone, never on what yanma says of it.
"""

import json
import os
import re
import sys
from pathlib import Path

import zxingcpp

import readers
import viewers
import views

# A product number in a bar code: digits, or capitals without what an address needs; GS1 puts its fields in brackets.
PRODUCT = re.compile(r"[0-9A-Z()$%+ \-]*")
CODABAR = re.compile(r"[0-9A-D$/:.+\-]*")
MATRIX = ("QR", "MICROQR", "RMQR", "DATAMATRIX", "AZTEC", "PDF417", "MICROPDF417", "COMPACTPDF417", "MAXICODE")
HTTPS = re.compile(r"https://([a-z0-9.-]+)(?::443)?(?=[/?#]|$)", re.IGNORECASE)
ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*:/|[\w-]\.[a-z]{2}", re.IGNORECASE)
# Shares of a picture that lie beside a code and are worth a look of their own.
MIN_BESIDE = 0.15


class Judge:
    """What a text that was read is, by the list of official hosts (`.host` stands for all below it)."""

    def __init__(self, hosts):
        self.exact = {host for host in hosts if not host.startswith(".")}
        self.wide = tuple(host for host in hosts if host.startswith("."))

    def kind(self, text, format):
        """`official`, `number` (of a product: nobody is led anywhere), `address` or `other`."""
        match = HTTPS.match(text.strip())
        host = match[1].lower() if match else ""
        if host in self.exact or host.endswith(self.wide):
            return "official"
        plain = re.sub(r"[ _]", "", format).upper()
        if plain == "CODABAR" and CODABAR.fullmatch(text):
            return "number"
        if text.isdecimal() and not plain.startswith("QR"):
            return "number"
        if not plain.startswith(MATRIX) and PRODUCT.fullmatch(text):
            return "number"
        return "address" if ADDRESS.search(text) else "other"


def parts_beside(picture, judge):
    """Where a picture goes on beside its official code: a phone that is held there sees only that."""
    grey = views.grey_of(picture)
    height, width = grey.shape
    parts = []
    for code in zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormat.QRCode):
        if not (code.valid and judge.kind(code.text, "QR") == "official"):
            continue
        place = code.position
        corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
        left, right = min(c.x for c in corners), max(c.x for c in corners)
        top, bottom = min(c.y for c in corners), max(c.y for c in corners)
        for part in ((0, 0, left, height), (right, 0, width, height), (0, 0, width, top), (0, bottom, width, height)):
            part = (max(0, part[0]), max(0, part[1]), min(width, part[2]), min(height, part[3]))
            sides = part[2] - part[0], part[3] - part[1]
            if min(sides) >= 40 and sides[0] * sides[1] >= MIN_BESIDE * width * height:
                parts.append(part)
    return parts[:4]


class Panel:
    def __init__(self, judge):
        self.judge = judge
        self.readers = {}
        self.browser = None

    def reader(self, name):
        if name not in self.readers:
            self.readers[name] = readers.READERS[name]()
        return self.readers[name]

    def chromium(self):
        if self.browser is None:
            self.browser = viewers.Chromium()
        return self.browser

    def look(self, path, skip):
        shown = viewers.renditions(path, self.chromium, at=lambda viewer: tell(at=viewer), skip=skip)
        looking = [name for name in readers.READERS if name not in skip]
        found = {}
        faults = []
        count = 0
        for rendition, picture in shown:
            tell(at="zxing-cpp")
            beside = parts_beside(picture, self.judge) if "zxing-cpp" not in skip else ()
            for view, grey in views.views(picture, beside):
                count += 1
                for name in list(looking):
                    tell(at=name)
                    try:
                        read = self.reader(name).read(grey)
                    except Exception as error:  # whatever it is, it is this reader's: told, and it sits out this picture
                        faults.append([name, f"{type(error).__name__}: {error}"[:200]])
                        self.readers.pop(name, None)
                        looking.remove(name)
                        continue
                    for format, text in read:
                        found.setdefault((text, format, name), (rendition, view))
                    if any(self.judge.kind(text, format) == "address" for format, text in read):
                        looking.remove(name)
            if not looking:
                break
        return {
            "read": [[*key, *where] for key, where in found.items()],
            "renditions": [name for name, _ in shown],
            "views": count,
            "faults": faults,
        }


def tell(**what):
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def main():
    os.nice(10)
    panel = Panel(Judge(Path(sys.argv[1]).read_text().split()))
    for line in sys.stdin:
        asked = json.loads(line)
        tell(**panel.look(asked["path"], asked["skip"]))


if __name__ == "__main__":
    main()
