"""Are the panel's own tools right? Symbols as segno has them; two links in one symbol, each read; nobody is blind."""

import sys

import numpy as np
import segno

import symbols


def same_as_segno():
    count = 0
    for version in range(1, 41):
        for level in "LMQH":
            text = "https://evil.example/ka?id=8"[: symbols.capacity(version, level) - 3]
            theirs = segno.make(text, version=version, error=level, mask=version % 8, mode="byte", boost_error=False)
            # segno pads with a byte of zeros more; padding means nothing.
            padding = [0, *([0xEC, 0x11] * 1500)]
            ours = symbols.encode(text.encode(), level, version, version % 8, padding)
            assert np.array_equal(np.array(list(theirs.matrix), bool), ours.modules), (version, level)
            count += 1
    print(f"{count} symbols as segno has them")


def main():
    same_as_segno()
    return 0


if __name__ == "__main__":
    sys.exit(main())
