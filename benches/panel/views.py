"""The ways in which a picture is looked at: phones film from near and far, focus badly, sharpen, stretch the contrast.

Every view is grey. Views that would be too large are left out, so that a run ends; one that equals another is read once.
"""

import cv2
import numpy as np

# Pixels of a view that is larger than the picture; reading takes about half a second a million pixels.
MAX_PIXELS_ENLARGED = 1_300_000
# Pixels of any view: larger pictures are made smaller first (then "1" is that smaller one).
MAX_PIXELS = 6_000_000
# No code can be read in fewer pixels a side.
MIN_SIDE = 21
# Levels between two channels that make a picture coloured.
COLOURED = 8


def scaled(grey, factor, way):
    height, width = grey.shape
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    return cv2.resize(grey, size, interpolation=way)


def blurred(grey, sigma):
    return cv2.GaussianBlur(grey, (0, 0), sigma)


def sharpened(grey):
    return cv2.addWeighted(grey, 2.5, blurred(grey, 1.5), -1.5, 0)


def above(grey, level):
    return cv2.threshold(grey, level, 255, cv2.THRESH_BINARY)[1]


def otsu(grey):
    return cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)[1]


def adaptive(grey):
    return cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, 41, 4)


def clahe(grey):
    return cv2.createCLAHE(clipLimit=4.0, tileGridSize=(8, 8)).apply(grey)


def stretched(grey):
    """Between the 2nd and the 98th percentile; all levels where there is little else."""
    low, high = np.percentile(grey, (2, 98))
    if high - low < 2:
        low, high = float(grey.min()), float(grey.max())
    if high <= low:
        return grey
    return np.clip((grey.astype(np.float32) - low) * (255 / (high - low)), 0, 255).astype(np.uint8)


def without_black(grey):
    """What lies above the middle, stretched: a pale code beside a black one, as a camera exposed for the paper sees it."""
    return np.clip((grey.astype(np.int16) - 170) * 3, 0, 255).astype(np.uint8)


# Name → what is done. The likeliest first: a reader stops where it has read something foreign.
VIEWS = {
    "1": lambda grey: grey,
    "2": lambda grey: scaled(grey, 2, cv2.INTER_CUBIC),
    "0.5": lambda grey: scaled(grey, 0.5, cv2.INTER_AREA),
    "inverted": lambda grey: 255 - grey,
    "blur 1": lambda grey: blurred(grey, 1),
    "blur 2": lambda grey: blurred(grey, 2),
    "0.75": lambda grey: scaled(grey, 0.75, cv2.INTER_LINEAR),
    "1.5": lambda grey: scaled(grey, 1.5, cv2.INTER_LINEAR),
    "otsu": otsu,
    "adaptive": adaptive,
    "stretched": stretched,
    "clahe": clahe,
    "sharpened": sharpened,
    "above 64": lambda grey: above(grey, 64),
    "above 128": lambda grey: above(grey, 128),
    "above 192": lambda grey: above(grey, 192),
    "pale": without_black,
    "blur 4": lambda grey: blurred(grey, 4),
    "0.33": lambda grey: scaled(grey, 0.33, cv2.INTER_AREA),
    "0.25": lambda grey: scaled(grey, 0.25, cv2.INTER_AREA),
    "0.5 nearest": lambda grey: scaled(grey, 0.5, cv2.INTER_NEAREST),
    "2 nearest": lambda grey: scaled(grey, 2, cv2.INTER_NEAREST),
    "3": lambda grey: scaled(grey, 3, cv2.INTER_CUBIC),
    "inverted 2": lambda grey: scaled(255 - grey, 2, cv2.INTER_CUBIC),
}
ENLARGED = {"2": 4, "2 nearest": 4, "1.5": 2.25, "3": 9, "inverted 2": 4}


def grey_of(colour):
    return colour if colour.ndim == 2 else cv2.cvtColor(colour, cv2.COLOR_BGR2GRAY)


def is_coloured(colour):
    if colour.ndim == 2:
        return False
    spread = colour.max(axis=2).astype(np.int16) - colour.min(axis=2)
    return int(spread.max()) > COLOURED


def views(colour, beside=()):
    """Name and grey picture of every view of a picture (grey, or BGR). `beside` are the parts to look at alone."""
    pixels = colour.shape[0] * colour.shape[1]
    if pixels > MAX_PIXELS:
        factor = (MAX_PIXELS / pixels) ** 0.5
        colour = cv2.resize(colour, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
        beside = [tuple(round(edge * factor) for edge in part) for part in beside]
    grey = grey_of(colour)
    seen = set()

    def is_new(view):
        if min(view.shape) < MIN_SIDE:
            return False
        key = (view.shape, hash(view.tobytes()))
        fresh = key not in seen
        seen.add(key)
        return fresh

    for name, make in VIEWS.items():
        if grey.size * ENLARGED.get(name, 0) > MAX_PIXELS_ENLARGED:
            continue
        view = make(grey)
        if is_new(view):
            yield name, view
    if is_coloured(colour):
        for name, channel in zip("BGR", cv2.split(colour)):
            for suffix, view in (("", channel), (" stretched", stretched(channel))):
                if is_new(view):
                    yield name + suffix, view
    for left, top, right, bottom in beside:
        part = np.ascontiguousarray(grey[top:bottom, left:right])
        for name, view in (("beside", part), ("beside 2", scaled(part, 2, cv2.INTER_CUBIC))):
            if view.size <= MAX_PIXELS_ENLARGED and is_new(view):
                yield name, view
