"""Are the panel's own tools right? Exit status: 0 they are; else it says what is not.

Symbols are as segno has them; nobody is blind: every reader reads a plain code, somebody every other kind, every viewer
shows what it must; two texts in one symbol are read by those who take the other copy of the format information.
"""

import os
import sys
import tempfile
from pathlib import Path

import cv2
import numpy as np
import segno

import files
import families
import readers
import render
import symbols
import viewers
from genes import sample
from look import Judge

HOSTILE = "https://evil.example/ka?id=8"
OFFICIAL = "https://fuwu.nhsa.gov.cn/"


def symbols_are_as_segno_has_them():
    for version in range(1, 41):
        for level in "LMQH":
            text = HOSTILE[: symbols.capacity(version, level) - 3]
            theirs = segno.make(text, version=version, error=level, mask=version % 8, mode="byte", boost_error=False)
            # segno pads with a byte of zeros more; padding means nothing.
            padding = [0, *([0xEC, 0x11] * 1500)]
            ours = symbols.encode(text.encode(), level, version, version % 8, padding)
            assert np.array_equal(np.array(list(theirs.matrix), bool), ours.modules), (version, level)


def grey(tile):
    return render.levels3(render.padded(tile, 255, 20, 20, 20, 20).pixels)[:, :, 0].copy()


def every_reader_reads_a_plain_code():
    picture = grey(render.code_tile(render.encoded(HOSTILE), 5))
    for name, start in readers.READERS.items():
        read = start().read(picture)
        assert HOSTILE in [text for _, text in read], f"{name} reads {read}"


def somebody_reads_every_other_kind():
    zxing = readers.READERS["zxing-cpp"]()
    kinds = {71: HOSTILE, 92: HOSTILE, 55: HOSTILE, 84: HOSTILE, 145: HOSTILE, 97: "yb.cc/8", 20: "http://yb.cc/8", 8: "YB.CC/8"}
    for number, text in kinds.items():
        tile = render.code_tile(render.other_symbology(number, text), 4 if number not in (20, 8) else 2, margins=10)
        read = [said for _, said in zxing.read(grey(tile))]
        assert text in read, f"symbology {number}: {read}"


def two_texts_in_one_symbol_are_both_read():
    import pictures

    picked = [pictures.two_texts(number, families_seed()) for number in (0, 1)]
    java, zbar = readers.READERS["zxing java"](), readers.READERS["zbar"]()
    for symbol, text in picked:
        picture = grey(render.code_tile(symbol, 6))
        assert text in [said for _, said in java.read(picture)], "ZXing takes the lower mask"
        assert any("gov.cn" in said.lower() for _, said in zbar.read(picture)), "zbar takes the first copy"


def families_seed():
    return int(os.environ.get("PANEL_STOCK", "1"))


def texts_have_their_kinds():
    judge = Judge(["fuwu.nhsa.gov.cn", ".nhsa.gov.cn"])
    for text, format, kind in (
        (OFFICIAL, "QRCode", "official"),
        ("HTTPS://FUWU.NHSA.GOV.CN/", "QRCode", "official"),
        ("https://x.nhsa.gov.cn:443/a", "QRCode", "official"),
        ("https://fuwu.nhsa.gov.cn.evil.example/", "QRCode", "address"),
        ("https://evilnhsa.gov.cn/", "QRCode", "address"),
        ("http://fuwu.nhsa.gov.cn/", "QRCode", "address"),
        ("https://fuwu.nhsa.gov.cn\\@evil.example/", "QRCode", "address"),
        ("evil.top", "QRCode", "address"),
        ("6901234567892", "EAN13", "number"),
        ("6901234567892", "QRCode", "other"),
        ("hello", "Code128", "other"),
        ("N023X-3431800", "CODE_128", "number"),
        ("YB.CC/8", "Code39", "address"),
        ("(01)13084943775967", "DataBar", "number"),
        ("ABC", "Data Matrix", "other"),
        ("A31117013206375B", "Codabar", "number"),
    ):
        assert judge.kind(text, format) == kind, (text, judge.kind(text, format))


def viewers_show_what_they_must():
    """Which viewer shows another picture than the plain pixels, by family."""
    expected = {"icc-matrix": "pillow managed", "chrm": "chromium", "bmp-profile": "chromium", "thumbnail": "inner", "jpeg-behind": "pillow 2", "grey-ground": "pillow on"}
    every = families.all_families()
    browser = []

    def chromium():
        if not browser:
            browser.append(viewers.Chromium())
        return browser[0]

    with tempfile.TemporaryDirectory() as folder:
        for name, viewer in expected.items():
            shown = set()
            for seed in range(6):
                picture = families.made(every[name], sample(every[name].space, np.random.default_rng(seed)))
                if picture:
                    path = Path(folder) / f"{seed}{picture[1]}"
                    path.write_bytes(picture[0])
                    shown |= {rendition for rendition, _ in viewers.renditions(path, chromium)}
            assert any(rendition.startswith(viewer) for rendition in shown), f"{name}: {sorted(shown)}"


def a_file_is_as_its_writer_meant_it():
    pixels = np.dstack([np.arange(256, dtype=np.uint8).reshape(16, 16)] * 3)
    plain = cv2.imdecode(np.frombuffer(files.png(pixels, files.iccp(files.honest_profile())), np.uint8), cv2.IMREAD_COLOR)
    assert np.array_equal(plain, pixels)
    page = files.tiff([(pixels[:, :, 0].tobytes(), 16, 16, 1, {})])
    assert np.array_equal(cv2.imdecode(np.frombuffer(page, np.uint8), cv2.IMREAD_UNCHANGED), pixels[:, :, 0])


TESTS = (
    symbols_are_as_segno_has_them,
    texts_have_their_kinds,
    every_reader_reads_a_plain_code,
    somebody_reads_every_other_kind,
    two_texts_in_one_symbol_are_both_read,
    a_file_is_as_its_writer_meant_it,
    viewers_show_what_they_must,
)


def main():
    failed = 0
    for test in TESTS:
        try:
            test()
            print(f"ok      {test.__name__.replace('_', ' ')}")
        except AssertionError as error:
            failed += 1
            print(f"FAILED  {test.__name__.replace('_', ' ')}: {error}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
