"""Families of pictures: a second code hurt, hidden, dressed up, another kind of code, two texts in one symbol."""

import json
import os
from pathlib import Path

import cv2
import numpy as np

import render
import symbols
from families import LENS, OFFICIAL, PLACE, family, hostile_symbol, official_tile, placed, through_lens, tones
from genes import Choice, Int, Real
from readers import WORK
from render import beside, blurred, code_tile, encoded, ground, noisy, opaque, padded, pasted, turned

# ---- a second code beside the official one, light on dark ------------------------------------------------------

TILE_COLOURS = ((0, 0, 0), (30, 30, 180), (150, 60, 20), (40, 110, 30), (60, 60, 60), (110, 30, 110), (0, 90, 160))


@family(
    "tile",
    "a light code on a dark tile without a dark margin, on some sides or all; squares, discs, rounded tiles, turned",
    px2=Real(2.2, 7),
    colour=Choice(*TILE_COLOURS),
    light=Real(150, 255),
    top=Choice(0, 0, 0.5, 1, 2),
    side=Choice(0, 0, 0.5, 1, 2),
    bottom=Choice(0, 0, 0.5, 1),
    shape=Choice("square", "square", "rounded", "disc"),
    turn=Choice(0, 0, 7, 15, 30),
    **PLACE,
    **LENS,
)
def tile(p):
    margins = (p.top, p.side, p.bottom, p.side)
    code = code_tile(hostile_symbol(p), p.px2, p.light, p.colour, margins)
    code = render.in_shape(code, "square" if p.shape == "disc" else p.shape, 0.06)
    if p.shape == "disc":
        size = int(max(code.shape) * 1.45)
        disc = render.in_shape(opaque(ground(size, size, p.colour)), "disc")
        inner = code_tile(hostile_symbol(p), p.px2, p.light, p.colour, 0)
        disc.pixels = pasted(disc.pixels, inner, (size - inner.shape[1]) // 2, (size - inner.shape[0]) // 2)
        code = disc
    return through_lens(p, placed(p, turned(code, p.turn)))


@family(
    "photo-tile",
    "the same filmed: a poster with both on a wall, seen from the side, softly lit",
    px2=Real(2.5, 6),
    colour=Choice(*TILE_COLOURS),
    light=Real(170, 255),
    margin=Choice(0, 0, 0.5, 1),
    turn=Real(-25, 25),
    tilt=Real(0, 0.2),
    soft=Real(0.4, 1.4),
    grain=Real(1, 7),
    dim=Real(0.5, 1.0),
    fall=Real(0, 360),
    **PLACE,
)
def photo_tile(p):
    code = turned(code_tile(hostile_symbol(p), p.px2, p.light, p.colour, p.margin), p.turn / 2)
    sheet = turned(opaque(placed(p, code, 250)), p.turn / 2, p.tilt)
    rng = p.rng
    height, width = max(480, sheet.shape[0] + 40), max(640, sheet.shape[1] + 40)
    room = render.gradient(height, width, rng)
    pasted(room, sheet, (width - sheet.shape[1]) // 2, (height - sheet.shape[0]) // 2)
    return noisy(blurred(render.shaded(room, p.dim, 1.0, p.fall), p.soft), p.grain, rng)


# ---- small, turned, blurred, dotted ----------------------------------------------------------------------------


@family(
    "small",
    "a small code, turned, on a patch of colour, either polarity",
    px2=Real(1.2, 3.4),
    patch=Choice(255, 230, (220, 180, 120), (150, 60, 20), (40, 110, 30), (60, 200, 240), 120),
    inverted=Choice(False, False, True),
    margin=Choice(0, 1, 2, 4),
    turn=Real(-45, 45),
    tilt=Real(0, 0.15),
    around=Int(0, 20),
    **PLACE,
    **LENS,
)
def small(p):
    light = sum(render.colour(p.patch)) / 3 > 130
    dark = 255 if p.inverted or not light else 0
    code = turned(code_tile(hostile_symbol(p), p.px2, dark, p.patch if light != p.inverted else 30, p.margin), p.turn, p.tilt)
    code = padded(code, p.patch, *(p.around,) * 4)
    return through_lens(p, placed(p, code))


@family(
    "blurred",
    "an ordinary code, turned, out of focus, beside a sharp official one",
    px2=Real(2.5, 8),
    soft=Real(0.15, 0.75),
    inverted=Choice(False, False, True),
    paper=Real(170, 255),
    contrast=Real(60, 170),
    margin=Choice(0, 1, 2, 4),
    turn=Choice(0, 10, 25, 45),
    tilt=Choice(0, 0, 0.1, 0.2),
    grain=Choice(0, 0, 3, 8),
    **PLACE,
)
def blurred_pair(p):
    dark, light = tones(p.contrast, p.paper - p.contrast / 2, p.inverted)
    code = turned(code_tile(hostile_symbol(p), p.px2, dark, light, p.margin), p.turn, p.tilt)
    around = int(3 * p.px2 * p.soft) + 2
    code = padded(code, light, *(around,) * 4)
    code.pixels = noisy(blurred(code.pixels, p.soft * p.px2), p.grain, p.rng)
    return placed(p, code)


@family(
    "dotted",
    "modules are dots or small squares, either polarity, faint or strong",
    px2=Real(3, 9),
    dot=Real(0.3, 0.95),
    form=Choice("round", "round", "square"),
    eyes=Choice("square", "square", "round"),
    inverted=Choice(False, True),
    contrast=Real(60, 255),
    soft=Real(0, 0.3),
    margin=Choice(0, 1, 4),
    turn=Choice(0, 0, 15, 40),
    **PLACE,
)
def dotted(p):
    dark, light = tones(p.contrast, 150, p.inverted)
    code = code_tile(hostile_symbol(p), p.px2, dark, light, p.margin, p.dot, p.form, p.eyes)
    code.pixels = blurred(code.pixels, p.soft * p.px2)
    return placed(p, turned(code, p.turn))


# ---- faint -----------------------------------------------------------------------------------------------------


def faint_code(p):
    dark, light = tones(p.contrast, p.tone, p.inverted)
    code = turned(code_tile(hostile_symbol(p), p.px2, dark, light, p.margin), p.turn)
    ground = light if p.on_its_own_ground else 255
    return through_lens(p, placed(p, padded(code, light, *(p.around,) * 4), ground))


FAINT = {
    "px2": Real(3, 9),
    "tone": Real(0, 255),
    "inverted": Choice(False, True),
    "margin": Choice(0, 1, 4),
    "turn": Choice(0, 0, 12, 30),
    "around": Choice(0, 0, 12),
    "on_its_own_ground": Choice(True, False),
    **PLACE,
    **LENS,
}
family("faint", "a code of 1 to 8 levels of contrast, either polarity", contrast=Real(1, 8), **FAINT)(faint_code)
family("pale", "a code of 9 to 60 levels of contrast, either polarity", contrast=Real(9, 60), **FAINT)(faint_code)


@family(
    "pastel",
    "a coloured code whose ink and paper are equally bright, or nearly",
    few=True,
    px2=Real(3, 8),
    paper=Choice((255, 255, 255), (200, 230, 250), (180, 255, 180), (120, 160, 255), (60, 180, 60), (128, 128, 128)),
    blue=Real(-90, 90),
    green=Real(-30, 30),
    red=Real(-60, 60),
    even=Real(0, 1),
    **PLACE,
    **LENS,
)
def pastel(p):
    change = np.array([p.blue, p.green, p.red])
    change -= p.even * (change @ np.array([0.114, 0.587, 0.299])) * np.ones(3)
    code = code_tile(hostile_symbol(p), p.px2, np.clip(np.array(p.paper) + change, 0, 255), p.paper)
    return through_lens(p, placed(p, code))


@family(
    "channel",
    "a code in one channel only, behind or beside the official one",
    few=True,
    px2=Real(4, 10),
    channel=Int(0, 2),
    ink=Real(120, 250),
    behind=Choice(True, False),
    x=Real(0, 1),
    y=Real(0, 1),
    **PLACE,
    **LENS,
)
def channel(p):
    tone = [255, 255, 255]
    tone[p.channel] = p.ink
    code = code_tile(hostile_symbol(p), p.px2, tone, (255, 255, 255))
    if not p.behind:
        return through_lens(p, placed(p, code))
    return through_lens(p, over(code, official_tile(p, margins=2), p.x, p.y))


def over(code, official, x, y, margin=10, tone=255):
    """The official code laid on another one: at shares of the room."""
    (height, width), (h, w) = code.shape, official.shape
    canvas = ground(max(height, h) + 2 * margin, max(width, w) + 2 * margin, tone)
    pasted(canvas, code, margin, margin)
    return pasted(canvas, official, margin + x * max(0, width - w), margin + y * max(0, height - h))


@family(
    "panel",
    "a grey code on a panel of another grey, which local thresholds take for the page",
    px2=Real(2.5, 7),
    wall=Choice(255, 255, 220, 180, 0),
    panel=Real(20, 200),
    contrast=Real(25, 150),
    inverted=Choice(False, True, True),
    margin=Choice(0, 0.5, 1, 2),
    around=Choice(0, 0, 4, 15),
    turn=Choice(0, 0, 10),
    **PLACE,
    **LENS,
)
def panel(p):
    tone = p.panel - p.contrast if not p.inverted else p.panel + p.contrast
    code = turned(code_tile(hostile_symbol(p), p.px2, min(255, max(0, tone)), p.panel, p.margin), p.turn)
    return through_lens(p, placed(p, padded(code, p.panel, *(p.around,) * 4), p.wall))


@family(
    "behind",
    "a large pale code behind or around the official one",
    px2=Real(8, 15),
    contrast=Real(5, 90),
    paper=Choice(255, 255, 240, 225),
    inverted=Choice(False, False, True),
    version=Int(2, 5),
    margins=Choice(0, 1, 2, 4),
    x=Real(0, 1),
    y=Real(0, 1),
    small_px=Int(2, 4),
    **LENS,
)
def behind(p):
    dark, light = tones(p.contrast, p.paper - p.contrast / 2, p.inverted)
    symbol = encoded(p.hostile, "H", p.version, p.mask2)
    code = code_tile(symbol, p.px2, dark, light)
    official = code_tile(encoded(p.official, p.level, mask=p.mask), p.small_px, margins=p.margins)
    return through_lens(p, over(code, official, p.x, p.y, tone=p.paper))


@family(
    "on-gradient",
    "a code on a ground that runs from dark to light, so that it is dark on light here and light on dark there",
    px2=Real(3, 8),
    contrast=Real(25, 120),
    crossed=Choice(True, False),
    low=Real(0, 80),
    high=Real(150, 255),
    fall=Real(0, 360),
    margin=Choice(0, 1, 4),
    **PLACE,
    **LENS,
)
def on_gradient(p):
    symbol = hostile_symbol(p)
    plane = np.pad(render.ink(symbol.modules, p.px2), int(p.margin * p.px2))
    flat = ground(*plane.shape, 255) / 255
    run = p.low + render.shaded(flat, 0, 1, p.fall) * (p.high - p.low)
    inked = run - p.contrast * plane[:, :, None] * (np.where(run > 127, 1, -1) if p.crossed else 1)
    return through_lens(p, placed(p, opaque(np.clip(inked, 0, 255))))


# ---- hurt codes ------------------------------------------------------------------------------------------------


@family(
    "cut",
    "a code that an edge of the picture cuts off by some modules",
    px2=Real(3, 9),
    edge=Choice("top", "top", "bottom", "left", "right"),
    gone=Real(0.3, 4),
    inverted=Choice(False, False, True),
    turn=Choice(0, 0, 0, 3, 8),
    gap=Int(0, 30),
    along=Real(0, 1),
    **LENS,
)
def cut(p):
    dark, light = (255, 20) if p.inverted else (0, 255)
    code = turned(code_tile(hostile_symbol(p), p.px2, dark, light), p.turn)
    official = official_tile(p)
    canvas = beside(official, code, "right" if p.edge in ("top", "bottom") else "below", p.gap, 0.5 * (1 if p.edge in ("bottom", "right") else -1), margin=0)
    away = int(round((p.gone + 4) * p.px2))
    if p.edge == "top":
        high = pasted(ground(away + canvas.shape[0], canvas.shape[1]), opaque(canvas), 0, 0)
        high[:, : official.shape[1]] = 255
        pasted(high, official, 0, away + p.along * max(0, canvas.shape[0] - official.shape[0] - away))
        canvas = high[away:]
    elif p.edge == "left":
        wide = pasted(ground(canvas.shape[0], away + canvas.shape[1]), opaque(canvas), 0, 0)
        wide[: official.shape[0]] = 255
        pasted(wide, official, away + p.along * max(0, canvas.shape[1] - official.shape[1] - away), 0)
        canvas = wide[:, away:]
    elif p.edge == "bottom":
        canvas = canvas[: canvas.shape[0] - away]
    else:
        canvas = canvas[:, : canvas.shape[1] - away]
    if min(canvas.shape[:2]) < 60:
        return None
    return through_lens(p, np.ascontiguousarray(canvas))


@family(
    "sticker",
    "a small official sticker over a part of a large hostile code: a finder pattern, a piece of its data",
    px2=Real(6, 14),
    version=Int(3, 7),
    small_px=Int(2, 4),
    corner=Choice("TL", "TR", "BL", "BR", "any"),
    inward=Real(-0.25, 0.35),
    x=Real(0, 1),
    y=Real(0, 1),
    margins=Choice(0, 1, 2, 4),
    turn=Choice(0, 0, 5, 20),
    **LENS,
)
def sticker(p):
    symbol = encoded(p.hostile, "H", p.version, p.mask2)
    code = code_tile(symbol, p.px2)
    official = turned(code_tile(encoded(p.official, p.level, mask=p.mask), p.small_px, margins=p.margins), p.turn)
    (height, width), (h, w) = code.shape, official.shape
    edge = p.px2 * 4
    inward = edge + p.inward * max(h, w)
    x = {"TL": inward - w * 0.5, "BL": inward - w * 0.5, "TR": width - inward - w * 0.5, "BR": width - inward - w * 0.5}.get(p.corner, p.x * (width - w))
    y = {"TL": inward - h * 0.5, "TR": inward - h * 0.5, "BL": height - inward - h * 0.5, "BR": height - inward - h * 0.5}.get(p.corner, p.y * (height - h))
    around = int(max(h, w) * 0.6) if p.inward < 0.1 else 10
    canvas = pasted(ground(height + 2 * around, width + 2 * around), code, around, around)
    return through_lens(p, pasted(canvas, official, x + around, y + around))


@family(
    "torn",
    "a code beside the official one with one finder pattern torn off, inked over, hidden by a thumb",
    px2=Real(3, 8),
    which=Int(0, 2),
    by=Choice("white", "black", "noise", "line", "photo"),
    share=Real(0.3, 1.1),
    inverted=Choice(False, False, True),
    turn=Choice(0, 0, 10, 30),
    **PLACE,
    **LENS,
)
def torn(p):
    symbol = encoded(p.hostile, "H", None, p.mask2)
    dark, light = (255, 20) if p.inverted else (0, 255)
    code = code_tile(symbol, p.px2, dark, light)
    size = int(7 * p.px2 * p.share)
    far = int((symbol.side - 7) * p.px2)
    y0, x0 = ((0, 0), (0, far), (far, 0))[p.which]
    y0, x0 = (int(v + 4 * p.px2 + 3.5 * p.px2 - size / 2) for v in (y0, x0))
    rng = p.rng
    patch = {
        "white": lambda: ground(size, size, 255),
        "black": lambda: ground(size, size, 0),
        "noise": lambda: noisy(ground(size, size, 128), 70, rng, 3),
        "photo": lambda: render.gradient(size, size, rng),
        "line": lambda: ground(max(2, size // 5), int(size * 1.6), 10),
    }[p.by]()
    pasted(code.pixels, opaque(np.clip(patch, 0, 255)), x0, y0 + (size // 2 if p.by == "line" else 0))
    return through_lens(p, placed(p, turned(code, p.turn)))


@family(
    "patches",
    "pen dots, holes and glare all over a code, near what its error correction can bear",
    px2=Real(3, 8),
    count=Int(3, 60),
    size=Real(0.6, 3.5),
    tone=Choice(0, 0, 255, 128),
    inverted=Choice(False, False, True),
    on_both=Choice(False, True),
    **PLACE,
    **LENS,
)
def patches(p):
    dark, light = (255, 20) if p.inverted else (0, 255)
    rng = p.rng
    code = code_tile(encoded(p.hostile, p.level2, None, p.mask2), p.px2, dark, light)
    official = code_tile(encoded(p.official, "H", None, p.mask), p.px)
    for tile, count, px in ((code, p.count, p.px2), (official, p.count // 4 if p.on_both else 0, p.px)):
        for _ in range(count):
            y, x = rng.uniform(0, tile.shape[0]), rng.uniform(0, tile.shape[1])
            radius = max(1, int(p.size * px / 2 * rng.uniform(0.5, 1.2)))
            cv2.circle(tile.pixels, (int(x), int(y)), radius, (p.tone,) * 3, -1, cv2.LINE_AA)
    return through_lens(p, placed(p, code, official=official))


# ---- one inside the other --------------------------------------------------------------------------------------


@family(
    "nested",
    "a small code inside a large one: in its modules, in its centre, in its quiet zone; either is the official one",
    outer_px=Int(8, 14),
    inner_px=Real(1.0, 4),
    version=Int(4, 8),
    place=Choice("anywhere", "centre", "quiet", "centre"),
    margin=Choice(0, 0, 1, 2),
    inverted=Choice(False, False, True),
    official_is=Choice("outer", "outer", "inner"),
    x=Real(0, 1),
    y=Real(0, 1),
    **LENS,
)
def nested(p):
    outer, inner = (p.official, p.hostile) if p.official_is == "outer" else (p.hostile, p.official)
    large = code_tile(encoded(outer, "H", p.version, p.mask), p.outer_px)
    dark, light = (255, 0) if p.inverted else (0, 255)
    little = code_tile(encoded(inner, "L", None, p.mask2), p.inner_px, dark, light, p.margin)
    free = [large.shape[axis] - little.shape[axis] for axis in (0, 1)]
    if min(free) <= 0:
        return None
    y, x = p.y * free[0], p.x * free[1]
    if p.place == "centre":
        y, x = free[0] / 2 + (p.y - 0.5) * p.outer_px, free[1] / 2 + (p.x - 0.5) * p.outer_px
    elif p.place == "quiet":
        y = 0 if p.y < 0.5 else free[0]
    canvas = large.pixels
    return through_lens(p, pasted(canvas, little, x, y))


@family(
    "in-finder",
    "a code in the heart of a finder pattern of another one, dark or light, or in all three",
    few=True,
    module=Int(14, 24),
    inverted=Choice(True, False),
    which=Choice(0, 1, 2, 3),
    fill=Real(0.7, 1.7),
    margin=Choice(0, 0.5, 1),
    **LENS,
)
def in_finder(p):
    symbol = encoded(p.official, "L", None, p.mask)
    canvas = code_tile(symbol, p.module, margins=3).pixels
    inner = hostile_symbol(p)
    px = 3 * p.module * p.fill / (inner.side + 2 * p.margin)
    if px < 1:
        return None
    dark, light = (255, 0) if p.inverted else (0, 255)
    little = code_tile(inner, px, dark, light, p.margin)
    far = symbol.side - 7
    for number, (y, x) in enumerate(((0, 0), (0, far), (far, 0))):
        if p.which in (number, 3):
            middle = [(3 + at + 3.5) * p.module - little.shape[axis] / 2 for axis, at in enumerate((y, x))]
            pasted(canvas, little, middle[1], middle[0])
    return through_lens(p, canvas)


@family(
    "overlap",
    "two codes that share a part: one lies over the other's edge or shares a finder pattern with it",
    px2=Real(3, 7),
    x=Real(-0.5, 0.5),
    y=Real(-0.5, 0.5),
    margins=Choice(0, 0, 1),
    same_size=Choice(True, False),
    inverted=Choice(False, False, True),
    **LENS,
)
def overlap(p):
    dark, light = (255, 20) if p.inverted else (0, 255)
    symbol = encoded(p.hostile, "H", None, p.mask2)
    code = code_tile(symbol, p.px if p.same_size else p.px2, dark, light, 1)
    official = code_tile(encoded(p.official, "M", None, p.mask), p.px, margins=p.margins)
    (height, width), (h, w) = code.shape, official.shape
    canvas = ground(height + 2 * h, width + 2 * w)
    pasted(canvas, code, w, h)
    # Its middle over an edge or a corner of the other.
    x = w + (width if p.x > 0 else 0) - w / 2 + p.x * w * 0.9
    y = h + (height if p.y > 0 else 0) - h / 2 + p.y * h * 0.9
    pasted(canvas, official, x, y)
    used = np.argwhere(canvas.min(axis=2) < 250)
    (top, left), (bottom, right) = used.min(axis=0), used.max(axis=0)
    around = 4 * p.px
    canvas = canvas[max(0, top - around) : bottom + around, max(0, left - around) : right + around]
    return through_lens(p, np.ascontiguousarray(canvas))


# ---- one symbol, two readings ----------------------------------------------------------------------------------


def two_texts(number, seed):
    """One of a stock of symbols with two texts; they are slow to make, so they are kept."""
    place = WORK / "two-texts" / f"{seed}-{number}.json"
    if place.exists():
        kept = json.loads(place.read_text())
        modules = np.array([[bit == "1" for bit in row] for row in kept["rows"]])
        return symbols.Symbol(modules, kept["version"], kept["level"], kept["mask"]), kept["text"]
    rng = np.random.default_rng([seed, number])
    while True:
        version, level = int(rng.integers(5, 10)), "LMQH"[int(rng.integers(4))]
        masks = tuple(sorted((int(mask) for mask in rng.permutation(8)[:2]), reverse=True))
        official = str(rng.choice(OFFICIAL)).encode()
        made = symbols.two_masks(official, version, level, masks, rng, tab=number % 4 != 3)
        if made:
            symbol, text = made
            place.parent.mkdir(parents=True, exist_ok=True)
            rows = ["".join("01"[int(bit)] for bit in row) for row in symbol.modules]
            kept = {"rows": rows, "version": version, "level": level, "mask": symbol.mask, "text": text}
            fresh = place.with_suffix(f".{os.getpid()}")
            fresh.write_text(json.dumps(kept))
            fresh.replace(place)
            return made


@family(
    "format-copies",
    "one clean symbol, two texts: the copies of its format information name different masks, the error correction is shared",
    number=Int(0, 15),
    flip=Choice(0, 0, 0, 1, 2, 3),
    bad_copy=Int(0, 1),
    px2=Real(2.5, 6),
    inverted=Choice(False, False, False, True),
    **LENS,
)
def format_copies(p):
    symbol, _ = two_texts(p.number, stock_seed())
    modules = symbol.modules.copy()
    rng = p.rng
    for at in rng.permutation(15)[: p.flip]:  # as many wrong bits as the format information bears
        y, x = symbols.format_places(symbol.side)[p.bad_copy][at]
        modules[y, x] = not modules[y, x]
    dark, light = (255, 0) if p.inverted else (0, 255)
    tile = code_tile(modules, round(p.px2), dark, light)
    return through_lens(p, padded(tile, light, 6, 6, 6, 6).pixels)


def stock_seed():
    return int(os.environ.get("PANEL_STOCK", "1"))


@family(
    "version-copies",
    "a symbol whose two copies of the version information name different versions, beside or alone; also without any right one",
    few=True,
    version=Int(7, 12),
    off=Choice(-2, -1, 1, 2, 5),
    bad_copy=Choice(0, 1, 2),
    px2=Int(2, 4),
    beside=Choice(True, False),
    **PLACE,
    **LENS,
)
def version_copies(p):
    text = p.hostile if p.beside else p.official
    data = symbols.data_codewords([text.encode()], p.version, "M")
    words = symbols.interleaved(symbols.in_blocks(data, p.version, "M"), p.version, "M")
    wrong = max(7, min(40, p.version + p.off))
    versions = {0: (wrong, p.version), 1: (p.version, wrong), 2: (wrong, wrong)}[p.bad_copy]
    symbol = symbols.drawn(words, p.version, "M", p.mask2, versions=versions)
    tile = code_tile(symbol, p.px2)
    return through_lens(p, placed(p, tile) if p.beside else tile.pixels)


@family(
    "knife-edge",
    "a symbol half way between two links that differ in one bit; one module decides, and it is grey",
    version=Int(3, 6),
    px2=Real(3, 8),
    grey=Real(60, 200),
    share=Real(0.3, 1.0),
    start=Choice(0, 1),
    errors=Int(0, 3),
    host=Choice("e-yibao.top", "ka.example", "a.cc"),
    quiet=Choice(4, 4, 1, 0),
    turn=Choice(0, 0, 0, 4, 20),
    **LENS,
)
def knife_edge(p):
    first, second = (f"https://fuwu.nhsa.gov.cn{mark}{p.host}/" for mark in "/.")
    pair = ([first.encode()], [second.encode()])
    level = "LMQH"[p.seed % 4]
    version = max(p.version, symbols.smallest(pair[0], level))
    symbol, decisive = symbols.knife_edge(*(pair if p.start == 0 else pair[::-1]), version, level, p.mask, p.rng, p.errors)
    tile = code_tile(symbol, p.px2, margins=p.quiet)
    hot = np.pad(render.ink(decisive, p.px2, p.share), int(round(p.quiet * p.px2)))[:, :, None]
    hot = hot[: tile.shape[0], : tile.shape[1]]
    tile.pixels = tile.pixels * (1 - hot) + p.grey * hot
    return through_lens(p, padded(turned(tile, p.turn), 255, 8, 8, 8, 8).pixels)


@family(
    "eci",
    "character sets: designators whose bytes mean another text in another reader, several of them, in the middle of a host",
    few=True,
    numbers=Choice((899,), (999,), (811799,), (3,), (26,), (25,), (20,), (3, 26), (26, 899), (29, 3, 26), (0,), (170,), (30,), (28,), (27,)),
    cut=Int(0, 12),
    px2=Int(3, 5),
)
def eci(p):
    text = p.official.encode()
    segments = [("eci", number) for number in p.numbers]
    parts = [text[: p.cut], text[p.cut :]] if p.cut else [text]
    if len(p.numbers) == 1 and len(parts) == 2:
        segments = [parts[0], *segments, parts[1]]
    else:
        segments += [part for part in parts if part]
    return code_tile(symbols.encode(segments, p.level, None, p.mask), p.px2).pixels


def twins(p):
    """The modules of both links in symbols of one version: they differ in data only."""
    version = max(symbols.smallest([text], "H") for text in (p.official, p.hostile))
    return [encoded(text, "H", max(6, version), p.mask).modules for text in (p.official, p.hostile)]


@family(
    "split",
    "modules of two twins mixed within a module: one reader samples the middle, another the mean, another a smaller picture",
    px2=Int(4, 13),
    form=Choice("centre", "left", "upper", "diagonal", "corner", "dots", "ring", "crosswise", "rim"),
    share=Real(0.25, 0.75),
    official_first=Choice(True, False),
    grey=Choice(255, 255, 200),
    scale=Choice(1.0, 1.0, 0.5, 0.75, 1.5, 0.37),
    turn=Choice(0, 0, 0, 14),
    **LENS,
)
def split(p):
    pair = twins(p)
    first, second = pair if p.official_first else pair[::-1]
    y, x = (np.mgrid[0 : p.px2, 0 : p.px2] + 0.5) / p.px2
    s = p.share
    stamp = {
        "centre": (abs(x - 0.5) < s / 2) & (abs(y - 0.5) < s / 2),
        "rim": (abs(x - 0.5) >= s / 2) | (abs(y - 0.5) >= s / 2),
        "left": x < s,
        "upper": y < s,
        "diagonal": x + y < 2 * s,
        "corner": (x < s) & (y < s),
        "dots": np.hypot(x - 0.5, y - 0.5) < s / 2,
        "ring": abs(np.hypot(x - 0.5, y - 0.5) - s / 2) < 0.12,
        "crosswise": (x < 0.5) == (y < s),
    }[p.form]
    large = [np.kron(modules, np.ones((p.px2, p.px2), bool)) for modules in (first, second)]
    stamps = np.tile(stamp, first.shape)
    dark = np.where(stamps, large[0], large[1])
    plane = np.where(dark, 255 - p.grey if p.grey < 255 else 0, 255).astype(np.float32)
    canvas = np.pad(plane, 4 * p.px2, constant_values=255)[:, :, None].repeat(3, axis=2)
    if p.scale != 1:
        canvas = cv2.resize(canvas, None, fx=p.scale, fy=p.scale, interpolation=cv2.INTER_AREA if p.seed % 2 else cv2.INTER_NEAREST)
    return through_lens(p, padded(turned(opaque(canvas), p.turn), 255, 2, 2, 2, 2).pixels)


@family(
    "lines",
    "rows or columns of two twins in turn: at half the size only one of them is left",
    few=True,
    px2=Choice(4, 6, 8),
    period=Int(2, 4),
    across=Choice(True, False),
    official_on=Int(0, 3),
    contrast=Real(120, 255),
)
def lines(p):
    pair = [np.kron(modules, np.ones((p.px2, p.px2), bool)) for modules in twins(p)]
    at = np.arange(pair[0].shape[0]) % p.period == p.official_on % p.period
    chosen = at[:, None] if p.across else at[None, :]
    dark = np.where(chosen, pair[0], pair[1])
    plane = np.where(dark, 255 - p.contrast, 255).astype(np.float32)
    return np.pad(plane, 4 * p.px2, constant_values=255)[:, :, None].repeat(3, axis=2)


# ---- print, screens, paper, light ------------------------------------------------------------------------------


@family(
    "half-tone",
    "printed in dots: the second code is grey on grey paper, coarse dots make of it what they will",
    px2=Real(4, 10),
    period=Real(2, 6),
    angle=Real(0, 60),
    contrast=Real(40, 200),
    tone=Real(60, 220),
    inverted=Choice(False, True),
    soft=Real(0, 1.2),
    **PLACE,
)
def half_tone(p):
    dark, light = tones(p.contrast, p.tone, p.inverted)
    code = code_tile(hostile_symbol(p), p.px2, dark, light)
    code.pixels = render.half_toned(code.pixels, p.period, p.angle)
    return blurred(placed(p, code), p.soft)


@family(
    "moire",
    "filmed from a screen: lines that beat over one code or both",
    px2=Real(3, 8),
    pitch=Real(2, 9),
    strength=Real(0.1, 0.7),
    angle=Real(0, 90),
    both=Choice(True, False),
    contrast=Real(80, 255),
    inverted=Choice(False, False, True),
    turn=Choice(0, 0, 6),
    **PLACE,
    **LENS,
)
def moire(p):
    dark, light = tones(p.contrast, 255 - p.contrast / 2, p.inverted)
    code = turned(code_tile(hostile_symbol(p), p.px2, dark, light), p.turn)
    if p.both:
        canvas = render.screen_pattern(placed(p, code) * 0.8, p.pitch, p.strength * 0.6, p.angle)
    else:
        code.pixels = render.screen_pattern(code.pixels * 0.8, p.pitch, p.strength, p.angle)
        canvas = placed(p, code)
    return through_lens(p, canvas)


@family(
    "bent",
    "the second code on paper that waves, round a pillar, seen from the side, stretched or sheared",
    px2=Real(3.5, 8),
    kind=Choice("waves", "pillar", "side", "stretched", "sheared"),
    amount=Real(0.1, 1),
    turn=Choice(0, 0, 20, 45),
    inverted=Choice(False, False, True),
    **PLACE,
    **LENS,
)
def bent(p):
    dark, light = (255, 20) if p.inverted else (0, 255)
    code = code_tile(hostile_symbol(p), p.px2, dark, light)
    if p.kind == "waves":
        rng = p.rng
        code.pixels = render.waved(code.pixels, p.amount * p.px2 * 1.6, code.shape[1] * rng.uniform(0.5, 1.5), rng)
        code = turned(code, p.turn)
    elif p.kind == "pillar":
        code = turned(render.bent(code, 0.3 + 0.6 * p.amount), p.turn)
    elif p.kind == "side":
        code = turned(code, p.turn, 0.1 + 0.45 * p.amount)
    elif p.kind == "stretched":
        code = turned(code, p.turn, stretch=1 + 1.5 * p.amount if p.seed % 2 else 1 / (1 + p.amount))
    else:
        code = turned(code, p.turn, shear=0.6 * p.amount)
    return through_lens(p, placed(p, code))


@family(
    "shadow",
    "one of the two lies in the shadow, in a glare, or in light that falls off",
    px2=Real(3, 7),
    kind=Choice("shadow", "glare", "fall", "bars"),
    factor=Real(0.05, 0.5),
    edge=Real(0.2, 0.9),
    soft=Real(0, 25),
    fall=Real(0, 360),
    inverted=Choice(False, False, True),
    **PLACE,
    **LENS,
)
def shadow(p):
    dark, light = (255, 20) if p.inverted else (0, 255)
    code = code_tile(hostile_symbol(p), p.px2, dark, light)
    if p.kind == "shadow":
        code.pixels = render.shadowed(code.pixels, (0, 0, p.edge, 1), p.factor, p.soft)
        canvas = placed(p, code)
    elif p.kind == "glare":
        code.pixels = 255 - (255 - code.pixels) * p.factor
        canvas = placed(p, code)
    elif p.kind == "fall":
        canvas = render.shaded(placed(p, code), p.factor, 1.0, p.fall)
    else:
        code.pixels = render.screen_pattern(code.pixels * 0.7, 30 * p.edge, 0.7, p.fall)
        canvas = placed(p, code)
    return through_lens(p, canvas)


@family(
    "jpeg",
    "saved so often that the second code is mostly blocks",
    px2=Real(1.8, 5),
    q=Int(2, 30),
    contrast=Real(50, 255),
    inverted=Choice(False, False, True),
    turn=Choice(0, 0, 10),
    colour=Choice(False, True),
    **PLACE,
)
def jpeg(p):
    dark, light = tones(p.contrast, 255 - p.contrast / 2, p.inverted)
    if p.colour:
        dark = (dark, dark * 0.4, 200 if not p.inverted else dark)
    code = turned(code_tile(hostile_symbol(p), p.px2, dark, light), p.turn)
    return render.jpeg(placed(p, code), p.q), ".jpg"


@family(
    "texture",
    "the second code is printed on wood, checks, lines or a photo, or blended with it",
    px2=Real(3, 8),
    kind=Choice("wood", "checks", "lines", "cloud", "photo"),
    blend=Real(0.3, 1),
    inverted=Choice(False, True),
    margin=Choice(0, 0, 2, 4),
    around=Int(0, 30),
    low=Real(40, 140),
    high=Real(150, 255),
    **PLACE,
    **LENS,
)
def texture(p):
    code = code_tile(hostile_symbol(p), p.px2, 255 if p.inverted else 0, None, p.margin)
    height, width = (side + 2 * p.around for side in code.shape)
    rng = p.rng
    base = render.gradient(height, width, rng, p.low, p.high) if p.kind == "photo" else render.texture(height, width, rng, p.kind, p.low, p.high)
    code.cover = code.cover * p.blend
    return through_lens(p, placed(p, opaque(pasted(base, code, p.around, p.around))))


@family(
    "styled",
    "odd finder patterns and modules: rings, dots, bars, an emblem in the middle",
    px2=Real(3, 9),
    dot=Real(0.5, 1.0),
    form=Choice("round", "square"),
    eyes=Choice("round", "square"),
    emblem=Real(0, 0.3),
    inverted=Choice(False, True),
    colour=Choice((0, 0, 0), (120, 40, 10), (20, 20, 160), (60, 120, 20)),
    **PLACE,
    **LENS,
)
def styled(p):
    symbol = encoded(p.hostile, "H", None, p.mask2)
    dark, light = ((255, 255, 255), p.colour) if p.inverted else (p.colour, (255, 255, 255))
    code = code_tile(symbol, p.px2, dark, light, 4 if not p.inverted else 0, p.dot, p.form, p.eyes)
    radius = int(p.emblem * min(code.shape) / 2)
    cv2.circle(code.pixels, (code.shape[1] // 2, code.shape[0] // 2), radius, (40, 60, 220), -1, cv2.LINE_AA)
    return through_lens(p, placed(p, code))


@family(
    "mirrored",
    "the second code is mirrored or upside down, either polarity",
    few=True,
    px2=Real(2.5, 7),
    way=Int(0, 2),
    inverted=Choice(False, True),
    contrast=Real(60, 255),
    margin=Choice(0, 1, 4),
    turn=Choice(0, 10, 30),
    **PLACE,
    **LENS,
)
def mirrored(p):
    dark, light = tones(p.contrast, 255 - p.contrast / 2, p.inverted)
    modules = hostile_symbol(p).modules
    modules = (modules.T, modules[:, ::-1], modules[::-1])[p.way]
    return through_lens(p, placed(p, turned(code_tile(modules, p.px2, dark, light, p.margin), p.turn)))


@family(
    "ratio",
    "a tiny code beside a huge one, or the other way round",
    huge=Int(8, 13),
    tiny=Real(1.0, 2.4),
    official_is=Choice("huge", "huge", "tiny"),
    inverted=Choice(False, False, True),
    version=Int(1, 8),
    **PLACE,
    **LENS,
)
def ratio(p):
    dark, light = (255, 20) if p.inverted else (0, 255)
    official_px, px = (p.huge, p.tiny) if p.official_is == "huge" else (max(2, round(p.tiny)), p.huge)
    code = code_tile(encoded(p.hostile, "L", p.version if px < 4 else None, p.mask2), px, dark, light)
    official = code_tile(encoded(p.official, "L", None, p.mask), official_px)
    return through_lens(p, placed(p, code, official=official))


@family(
    "fenced",
    "no quiet zone: a frame, lines, letters or another code touch the second code",
    px2=Real(2.5, 7),
    kind=Choice("frame", "thick", "bars", "letters", "grid"),
    near=Real(0, 1.5),
    inverted=Choice(False, True),
    turn=Choice(0, 0, 10, 45),
    **PLACE,
    **LENS,
)
def fenced(p):
    dark, light = (255, 10) if p.inverted else (0, 255)
    code = code_tile(hostile_symbol(p), p.px2, dark, light, p.near)
    around = int(6 * p.px2)
    code = padded(code, light, *(around,) * 4)
    height, width = code.shape
    line = (float(dark),) * 3
    inner = around - 1
    thick = {"frame": 1, "thick": int(3 * p.px2), "bars": int(p.px2), "grid": 2}.get(p.kind, 0)
    if p.kind in ("frame", "thick"):
        cv2.rectangle(code.pixels, (inner - thick // 2, inner - thick // 2), (width - inner + thick // 2, height - inner + thick // 2), line, thick)
    elif p.kind == "bars":
        for at in range(0, around, 2 * thick):
            code.pixels[:, at : at + thick] = dark
            code.pixels[:, width - at - thick : width - at] = dark
    elif p.kind == "grid":
        code.pixels[:: 2 * thick + 3, :around] = dark
        code.pixels[:around, :: 2 * thick + 3] = dark
    else:
        rng = p.rng
        for y in range(12, height, 14):
            letters = "".join(rng.choice(list("ABEFHKMNRSTWXZ8"), 60))
            strip = ground(height, width, light)
            cv2.putText(strip, letters, (0, y), cv2.FONT_HERSHEY_SIMPLEX, 0.5, line, 1, cv2.LINE_AA)
            code.pixels[:, :around] = np.where(strip[:, :around] != light, strip[:, :around], code.pixels[:, :around])
            code.pixels[:around] = np.where(strip[:around] != light, strip[:around], code.pixels[:around])
    return through_lens(p, placed(p, turned(code, p.turn)))


# ---- other kinds of code ---------------------------------------------------------------------------------------

LINKS = ("https://evil.example/ka?id=8", "HTTPS://EVIL.EXAMPLE/8", "http://yb.example/", "evil.example/8")
# zint's number, its options.
KINDS = {
    "data-matrix": [(71, ()), (71, ("--square",)), (71, ("--dmre",))],
    "aztec": [(92, ()), (92, ("--secure=1",)), (92, ("--vers=4",)), (92, ("--secure=4",))],
    "pdf417": [(55, ()), (55, ("--cols=3",)), (56, ()), (84, ()), (84, ("--cols=2",))],
    "rmqr": [(145, ()), (145, ("--vers=12",)), (145, ("--vers=33",))],
    "micro-qr": [(97, ())],
    "bar-code": [(20, ()), (60, ()), (8, ()), (9, ()), (25, ()), (32, ()), (18, ()), (31, ()), (81, ("--cols=1",)), (74, ())],
    "other-matrix": [(57, ()), (116, ()), (115, ()), (142, ()), (141, ()), (144, ()), (74, ()), (23, ()), (24, ())],
}
BAR_LINKS = ("http://yb.cc/8", "HTTP://YB.CC/8", "yb.cc/8", "YB.CC/8")
GS1_LINK = "[8200]http://yb.cc/8"
SHORT = {97: "yb.cc/8", 8: "YB.CC/8", 18: "A80412//3:B", 24: "HTTPS://YB.CC/8", 31: GS1_LINK, 81: GS1_LINK}
OTHER = {
    "px2": Real(1.6, 5),
    "variant": Int(0, 9),
    "link": Int(0, 3),
    "inverted": Choice(False, False, False, True),
    "contrast": Choice(255, 255, 120, 60),
    "soft": Choice(0, 0, 0.8),
    "margin": Choice(1, 2, 4),
    **PLACE,
    **LENS,
}


def other_code(p, kind):
    number, options = KINDS[kind][p.variant % len(KINDS[kind])]
    text = SHORT.get(number) or (BAR_LINKS if kind == "bar-code" else LINKS)[p.link]
    modules = render.other_symbology(number, text, options)
    if modules is None:
        return None
    if number == 57:  # hexagons need more pixels than a module has
        px = max(1, p.px2 / 2.5)
    elif kind == "bar-code":
        px = min(p.px2, 2)
    else:
        px = p.px2
    dark, light = tones(p.contrast, 255 - p.contrast / 2, p.inverted)
    margins = (p.margin, 10 if kind == "bar-code" else p.margin) * 2
    tile = code_tile(modules, max(1, round(px)) if kind == "bar-code" else px, dark, light, margins)
    tile.pixels = blurred(tile.pixels, p.soft)
    return turned(tile, p.turn)


def other_families():
    for kind in KINDS:

        def with_official(p, kind=kind):
            tile = other_code(p, kind)
            return tile and through_lens(p, placed(p, tile))

        turns = Choice(0, 0, 15, 20, 30, 90) if kind == "bar-code" else Choice(0, 0, 5, 15, 30, 45)
        few = kind == "other-matrix"  # nobody on the panel reads most of them
        family(kind, f"a {kind} with a link beside the official code", few, turn=turns, **OTHER)(with_official)

    def alone(p):
        tile = other_code(p, p.kind)
        return tile and through_lens(p, padded(tile, 255, 12, 12, 12, 12).pixels)

    family("alone", "another kind of code with a link, and no QR code", kind=Choice(*KINDS), turn=Choice(0, 0, 15, 30), **OTHER)(alone)


other_families()


# ---- real pictures ---------------------------------------------------------------------------------------------


def corpus_pictures():
    folder = Path(os.environ.get("PANEL_CORPUS", ""))
    manifest = folder / "manifest.csv"
    if not folder.name or not manifest.exists():
        return []
    return sorted({folder / line.split(",")[1] for line in manifest.read_text().splitlines()[1:]})


@family(
    "corpus",
    "a picture of the corpus beside the official code",
    number=Int(0, 100000),
    shrink=Choice(480, 640, 900),
    **PLACE,
)
def corpus(p):
    pictures = corpus_pictures()
    if not pictures:
        return None
    photo = cv2.imread(str(pictures[p.number % len(pictures)]), cv2.IMREAD_COLOR)
    if photo is None:
        return None
    factor = min(1, p.shrink / max(photo.shape[:2]))
    photo = cv2.resize(photo, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    return placed(p, opaque(photo.astype(np.float32)))
