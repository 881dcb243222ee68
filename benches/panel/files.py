"""Families of files: what a format lets one viewer show and another not.

Most hide two codes of the same version in one place: what a reader of the plain numbers sees is the official one, what a
viewer shows that honours some field is the other. `o` and `h` say which modules of the official and the hostile code are
dark, a pixel each.
"""

import io
import struct
import zlib

import cv2
import numpy as np
from PIL import Image

import render
from families import PLACE, family, hostile_symbol, official_tile, placed
from genes import Choice, Int, Real
from render import code_tile, encoded, ground, opaque

QUIET = 4


def twins(p):
    """Two codes of one size in one place: what is dark in the official one, what in the hostile one."""
    planes = []
    for text in (p.official, p.hostile):
        modules = np.pad(encoded(text, "M", 5, p.mask).modules, QUIET)
        planes.append(np.kron(modules, np.ones((p.px, p.px), bool)))
    return planes


def pair(p):
    """Two tiles of one size, official and hostile, as grey bytes."""
    return [np.where(plane, 0, 255).astype(np.uint8) for plane in twins(p)]


def levels(values):
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)


def stacked(*channels):
    return np.dstack(channels)


# ---- writers of formats ----------------------------------------------------------------------------------------


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_pixels(pixels):
    """Header fields and filtered, compressed rows of 8-bit grey, RGB or RGBA pixels."""
    kind = {1: 0, 2: 4, 3: 2, 4: 6}[1 if pixels.ndim == 2 else pixels.shape[2]]
    height, width = pixels.shape[:2]
    rows = b"".join(b"\0" + row.tobytes() for row in pixels)
    return struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0), zlib.compress(rows)


def png(pixels, *chunks):
    """A PNG of 8 bits (RGB order) with chunks before its pixels."""
    head, rows = png_pixels(pixels)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + b"".join(chunks) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def iccp(profile, name=b"icc"):
    return chunk(b"iCCP", name + b"\0\0" + zlib.compress(profile))


def s15(value):
    return struct.pack(">i", int(round(value * 65536)))


# sRGB's colorants as ICC has them: columns red, green, blue (D50).
SRGB = np.array([[0.4361, 0.3851, 0.1431], [0.2225, 0.7169, 0.0606], [0.0139, 0.0971, 0.7141]])
WHITE = np.array([0.9642, 1.0, 0.8249])


def curve(table=None, gamma=None):
    if gamma is not None:
        return b"curv\0\0\0\0" + struct.pack(">IH", 1, int(round(gamma * 256)))
    table = np.clip(np.rint(np.asarray(table) * 65535), 0, 65535).astype(">u2")
    return b"curv\0\0\0\0" + struct.pack(">I", len(table)) + table.tobytes()


def srgb_table(count=256):
    x = np.linspace(0, 1, count)
    return np.where(x <= 0.04045, x / 12.92, ((x + 0.055) / 1.055) ** 2.4)


def profile(colorants=SRGB, curves=None, version=2):
    """A matrix profile for displays."""
    curves = curves or [curve(srgb_table())] * 3
    text = b"desc\0\0\0\0" + struct.pack(">I", 4) + b"sRGB"[:3] + b"\0" + bytes(78)
    tags = {b"desc": text, b"cprt": b"text\0\0\0\0none\0", b"wtpt": b"XYZ \0\0\0\0" + b"".join(map(s15, WHITE))}
    for name, column, tone in zip((b"r", b"g", b"b"), np.asarray(colorants).T, curves):
        tags[name + b"XYZ"] = b"XYZ \0\0\0\0" + b"".join(map(s15, column))
        tags[name + b"TRC"] = tone
    offset, table, body = 128 + 4 + 12 * len(tags), b"", b""
    for name, data in tags.items():
        data += bytes(-len(data) % 4)
        table += name + struct.pack(">II", offset + len(body), len(data))
        body += data
    size = offset + len(body)
    head = struct.pack(">I4sI4s4s4s", size, b"\0\0\0\0", version << 24, b"mntr", b"RGB ", b"XYZ ")
    head += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + bytes(28) + b"".join(map(s15, WHITE)) + bytes(48)
    return head + struct.pack(">I", len(tags)) + table + body


def honest_profile():
    return profile()


def amplifying(strength, across="RG"):
    """A profile to which a little more red than green is a lot of light: colorants far beyond white and below black."""
    colorants = SRGB.copy()
    first, second = ("RGB".index(letter) for letter in across)
    push = strength * WHITE
    colorants[:, first] += push
    colorants[:, second] -= push
    return colorants


# ---- colour management -----------------------------------------------------------------------------------------

MANAGED = {
    "contrast": Real(40, 180),
    "middle": Real(100, 160),
    "hidden": Real(2, 14),
    "strength": Real(2, 40),
    "across": Choice("RG", "GR", "RB", "BG"),
    "gamma": Choice(1.0, 1.8, 2.2, 0.0),
}


def tinted(p):
    """RGB pixels whose brightness shows the official code, and whose tint, a few levels, the hostile one."""
    o, h = twins(p)
    grey = np.where(o, p.middle - p.contrast / 2, p.middle + p.contrast / 2)
    tint = np.where(h, -p.hidden, p.hidden)
    channels = [grey.copy() for _ in range(3)]
    channels["RGB".index(p.across[0])] += tint
    channels["RGB".index(p.across[1])] -= tint
    return levels(stacked(*channels))


def hostile_profile(p):
    curves = [curve(gamma=p.gamma)] * 3 if p.gamma else None
    return profile(amplifying(p.strength, p.across), curves)


def jpeg_with(pixels, *segments):
    """A JPEG of RGB pixels at full quality with application segments."""
    data = cv2.imencode(".jpg", pixels[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, 100, cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444])[1].tobytes()
    return data[:2] + b"".join(segments) + data[2:]


def app(number, data):
    return struct.pack(">BBH", 0xFF, 0xE0 + number, len(data) + 2) + data


def icc_segments(icc, parts=1):
    size = -(-len(icc) // parts)
    return [app(2, b"ICC_PROFILE\0" + bytes((at + 1, parts)) + icc[at * size : (at + 1) * size]) for at in range(parts)]


@family("icc-matrix", "a profile with extreme colorants: a tint of some levels becomes black and white", form=Choice("png", "jpg", "webp", "tif"), **MANAGED)
def icc_matrix(p):
    pixels, icc = tinted(p), hostile_profile(p)
    if p.form == "png":
        return png(pixels, iccp(icc)), ".png"
    if p.form == "jpg":
        return jpeg_with(pixels, *icc_segments(icc)), ".jpg"
    out = io.BytesIO()
    how = {"lossless": True, "exact": True} if p.form == "webp" else {"compression": Choice("raw", "tiff_lzw", "tiff_deflate").sample(p.rng)}
    Image.fromarray(pixels).save(out, {"webp": "WEBP", "tif": "TIFF"}[p.form], icc_profile=icc, **how)
    return out.getvalue(), "." + p.form


@family(
    "icc-curves",
    "a profile with sRGB's colorants whose curves have a step, or go up and down, where the codes' tones lie",
    tone=Int(60, 190),
    apart=Int(4, 40),
    hidden=Int(1, 3),
    depth=Real(0.01, 0.25),
    channels=Choice("RGB", "R", "G", "RG"),
    form=Choice("png", "png", "jpg"),
)
def icc_curves(p):
    o, h = twins(p)
    base = np.where(o, p.tone, p.tone + p.apart) + np.where(h, 0, p.hidden)
    pixels = levels(stacked(base, base, base))
    identity = srgb_table(1021)
    places = np.linspace(0, 255, 1021)
    bent = identity.copy()
    for start in (p.tone, p.tone + p.apart):
        near = (places >= start - 1.2) & (places < start + p.hidden / 2)
        above = (places >= start + p.hidden / 2) & (places <= start + p.hidden + 1.2)
        bent[near] -= p.depth
        bent[above] += p.depth
    bent = np.clip(bent, 0, 1)
    curves = [curve(bent if letter in p.channels else identity) for letter in "RGB"]
    icc = profile(curves=curves)
    return (jpeg_with(pixels, *icc_segments(icc)), ".jpg") if p.form == "jpg" else (png(pixels, iccp(icc)), ".png")


@family(
    "chrm",
    "PNG: primaries in cHRM that lie next to each other amplify a tint",
    near=Real(0.0005, 0.05),
    away=Real(0.05, 0.4),
    turn=Choice(0, 1, 2),
    with_gamma=Choice(True, True, False),
    contrast=Real(40, 180),
    middle=Real(100, 160),
    hidden=Real(3, 14),
    across=Choice("RG", "GR"),
)
def chrm(p):
    white = (0.3127, 0.329)
    points = [(white[0] + 10 * p.near, white[1]), (white[0] + 11 * p.near, white[1]), (white[0], white[1] + p.away)]
    points = points[p.turn :] + points[: p.turn] if p.turn else points
    values = [round(value * 100000) for point in (white, *points) for value in point]
    chunks = [chunk(b"gAMA", struct.pack(">I", 45455))] if p.with_gamma else []
    chunks.append(chunk(b"cHRM", struct.pack(">8I", *values)))
    return png(tinted(p), *chunks), ".png"


@family(
    "gama",
    "PNG: a gAMA far from any screen's, or a cICP transfer, lifts a code out of the black or the white",
    few=True,
    gamma=Choice(0.02, 0.05, 0.1, 0.2, 3.0, 8.0, 20.0),
    cicp=Choice(None, None, (9, 16), (1, 18), (9, 18), (1, 8), (1, 11), (12, 13)),
    contrast=Real(2, 14),
    floor=Choice(0, 1, 4, 250, 240),
    px2=Real(3, 8),
    chunked=Choice("gamma", "cicp", "both"),
    **PLACE,
)
def gama(p):
    low, high = (p.floor, p.floor + p.contrast) if p.floor < 128 else (p.floor - p.contrast, p.floor)
    tile = code_tile(hostile_symbol(p), p.px2, low, high)
    pixels = levels(placed(p, tile))
    chunks = [chunk(b"gAMA", struct.pack(">I", round(p.gamma * 100000)))] if p.chunked != "cicp" else []
    if p.cicp and p.chunked != "gamma":
        chunks.insert(0, chunk(b"cICP", bytes((*p.cicp, 0, 1))))
    return png(np.ascontiguousarray(pixels[:, :, ::-1]), *chunks), ".png"


@family("two-profiles", "PNG or JPEG with two profiles, one honest, one hostile, in either order, in pieces, beside sRGB or cICP", form=Choice("png", "jpg", "jpg", "png-srgb", "png-cicp", "jpg-pieces"), bad_first=Choice(True, False), **MANAGED)
def two_profiles(p):
    pixels, bad, good = tinted(p), hostile_profile(p), honest_profile()
    first, second = (bad, good) if p.bad_first else (good, bad)
    if p.form == "png":
        return png(pixels, iccp(first), iccp(second)), ".png"
    if p.form in ("png-srgb", "png-cicp"):
        other = chunk(b"sRGB", b"\0") if p.form == "png-srgb" else chunk(b"cICP", bytes((1, 13, 0, 1)))
        return png(pixels, *([iccp(bad), other] if p.bad_first else [other, iccp(bad)])), ".png"
    if p.form == "jpg":
        return jpeg_with(pixels, *icc_segments(first), *icc_segments(second)), ".jpg"
    pieces = icc_segments(bad, 3)
    if p.bad_first:  # out of order, and one twice
        pieces = [pieces[2], pieces[0], pieces[1], pieces[0]]
    return jpeg_with(pixels, *pieces), ".jpg"


@family("bmp-profile", "BMP V4 with primaries of its own or V5 with a profile inside", form=Choice("v5", "v5", "v4"), alpha=Choice(False, True), down=Choice(False, True), **MANAGED)
def bmp_profile(p):
    pixels = tinted(p)
    height, width = pixels.shape[:2]
    icc = hostile_profile(p) if p.form == "v5" else b""
    bits = 32 if p.alpha else 24
    rows = pixels[:, :, ::-1]
    if p.alpha:
        rows = stacked(rows, np.full((height, width), 255, np.uint8))
    if not p.down:
        rows = rows[::-1]
    stride = -(-width * bits // 32) * 4
    body = b"".join(row.tobytes().ljust(stride, b"\0") for row in np.ascontiguousarray(rows))
    size = 124 if p.form == "v5" else 108
    masks = (0xFF0000, 0xFF00, 0xFF, 0xFF000000) if p.alpha else (0, 0, 0, 0)
    head = struct.pack("<IiiHHIIiiII", size, width, -height if p.down else height, 1, bits, 3 if p.alpha else 0, len(body), 2835, 2835, 0, 0)
    head += struct.pack("<4I", *masks)
    if p.form == "v5":
        head += b"DEBM" + bytes(36) + bytes(12) + struct.pack("<IIII", 4, size + len(body), len(icc), 0)
    else:
        ends = amplifying(p.strength, p.across).T
        values = [int(np.clip(value, -1.99, 1.99) * (1 << 30)) for value in ends.flatten()]
        gamma = int((p.gamma or 2.2) * 65536)
        head += struct.pack("<I", 0) + struct.pack("<9i", *values) + struct.pack("<3I", gamma, gamma, gamma)
    start = 14 + size
    return b"BM" + struct.pack("<IHHI", start + len(body) + len(icc), 0, 0, start) + head + body + icc, ".bmp"


# ---- transparency ----------------------------------------------------------------------------------------------


def rgba_file(pixels, form):
    """RGBA pixels as PNG, WebP or TIFF."""
    if form == "png":
        return png(pixels), ".png"
    out = io.BytesIO()
    image = Image.fromarray(pixels)
    if form == "webp":
        image.save(out, "WEBP", lossless=True, exact=True)
    else:
        image.save(out, "TIFF", compression="tiff_lzw")
    return out.getvalue(), "." + form


@family(
    "grey-ground",
    "a transparent picture that is official on white, on black and without alpha, and hostile on a grey between",
    ground=Choice(230, 230, 128, 100, 180, 60, 204, 245, 30, 240),
    hidden=Real(4, 45),
    alpha=Real(0.05, 0.5),
    soft=Choice(0, 0, 0.5),
    form=Choice("png", "png", "png", "webp"),
)
def grey_ground(p):
    o, h = twins(p)
    sign = np.where(h, -1.0, 1.0)
    g = float(p.ground)
    # Dark modules of the official code are opaque and nearly as bright as the ground; its light ones nearly clear.
    opaque_tone = g + sign * p.hidden
    alpha = np.where(o, 1.0, p.alpha)
    tone = np.where(o, opaque_tone, g + sign * p.hidden / p.alpha)
    tone, alpha = levels(tone), levels(alpha * 255)
    if p.soft:
        alpha = levels(render.blurred(alpha.astype(np.float32), p.soft))
    return rgba_file(stacked(tone, tone, tone, alpha), p.form)


@family(
    "two-grounds",
    "a transparent picture that is official on one ground and hostile on another",
    grounds=Choice((255, 0), (0, 255), (255, 128), (255, 230), (0, 230), (230, 0), (128, 255), (230, 255)),
    share=Real(0.35, 1.0),
    official_share=Real(0.3, 0.7),
    form=Choice("png", "png", "webp"),
)
def two_grounds(p):
    o, h = twins(p)
    first, second = map(float, p.grounds)
    # A pixel of tone t and opacity a is t·a + (1 - a)·g on ground g: two wishes, two unknowns. Both codes start from one
    # tone; it is the one with which tones stay between black and white.
    apart = abs(first - second)
    official, hostile = apart * p.share * p.official_share, apart * p.share * (1 - p.official_share)
    sign = 1.0 if first > second else -1.0
    opacity = 1 - (np.where(o, 0.0, official) + np.where(h, hostile, 0.0)) / apart
    wanted = -sign * np.where(h, hostile, 0.0)
    seen = opacity > 0.004
    best = None
    for start in range(0, 256, 5):
        tone = np.where(seen, (start + wanted - (1 - opacity) * second) / np.maximum(opacity, 0.004), 0)
        beyond = float((np.clip(-tone, 0, None) + np.clip(tone - 255, 0, None)).max())
        if best is None or beyond < best[0]:
            best = beyond, tone
    return rgba_file(levels(stacked(*(best[1],) * 3, opacity * 255)), p.form)


@family(
    "veil",
    "beside the official code one that only shows on some ground, or only where transparency is dropped",
    px2=Int(3, 8),
    ink=Int(0, 255),
    ink_alpha=Choice(0, 1, 10, 40, 90, 255),
    paper=Int(0, 255),
    paper_alpha=Choice(0, 1, 10, 40, 90, 255),
    form=Choice("png", "png", "webp"),
    **PLACE,
)
def veil(p):
    if p.ink_alpha == p.paper_alpha == 255:
        return None
    symbol = hostile_symbol(p)
    ink = code_tile(symbol, p.px2, 1, 0)
    shown = placed(p, opaque(ground(*ink.shape, 255)))
    where = placed(p, ink, 0, opaque(ground(*official_tile(p).shape, 0)))[:, :, 0]
    here = placed(p, opaque(ground(*ink.shape, 1)), 0, opaque(ground(*official_tile(p).shape, 0)))[:, :, 0] > 0.5
    dark = where > 0.5
    tone = np.where(here, np.where(dark, p.ink, p.paper), shown[:, :, 0])
    alpha = np.where(here, np.where(dark, p.ink_alpha, p.paper_alpha), 255)
    return rgba_file(levels(stacked(tone, tone, tone, alpha)), p.form)


# ---- TIFF ------------------------------------------------------------------------------------------------------


def tiff(pages):
    """Uncompressed TIFF: pages of (pixels as bytes, width, height, samples, more tags)."""
    out = bytearray(b"II*\0\0\0\0\0")
    link = 4
    for data, width, height, samples, more in pages:
        place = len(out)
        out += data + bytes(len(data) % 2)
        tags = {256: (4, [width]), 257: (4, [height]), 258: (3, [8] * samples), 259: (3, [1]), 262: (3, [2 if samples >= 3 else 1]), 273: (4, [place]), 277: (3, [samples]), 278: (4, [height]), 279: (4, [len(data)]), **more}
        entries = b""
        for tag in sorted(tags):
            kind, values = tags[tag]
            packed = b"".join(struct.pack("<H" if kind == 3 else "<I", value) for value in values)
            if len(packed) > 4:
                where = len(out)
                out += packed + bytes(len(packed) % 2)
                packed = struct.pack("<I", where)
            entries += struct.pack("<HHI", tag, kind, len(values)) + packed.ljust(4, b"\0")
        struct.pack_into("<I", out, link, len(out))
        link = len(out) + 2 + len(entries)
        out += struct.pack("<H", len(entries) // 12) + entries + bytes(4)
    return bytes(out)


REVERSED = np.array([int(f"{value:08b}"[::-1], 2) for value in range(256)], np.uint8)


@family(
    "tiff-fields",
    "TIFF: bits in reversed order, associated alpha, pages, a small first page, an unusual kind of pixel",
    kind=Choice("fill-order", "fill-order", "assoc-alpha", "assoc-alpha", "pages", "thumbnail-page", "extra-sample"),
    contrast=Real(60, 127),
    tone=Real(100, 200),
    alpha=Real(0.4, 0.9),
    samples=Choice(1, 3),
    official_first=Choice(True, True, False),
)
def tiff_fields(p):
    o, h = twins(p)
    height, width = o.shape
    if p.kind == "fill-order":
        # A byte that is dark one way round and light the other.
        table = {(True, True): 0, (False, False): 255, (True, False): 0x0F, (False, True): 0xF0}
        values = np.select([o & h, ~o & ~h, o & ~h], [table[True, True], table[False, False], table[True, False]], table[False, True]).astype(np.uint8)
        pixels = values if p.samples == 1 else stacked(values, values, values)
        return tiff([(pixels.tobytes(), width, height, p.samples, {266: (3, [2])})]), ".tif"
    if p.kind in ("assoc-alpha", "extra-sample"):
        a = p.alpha
        # Laid on white: official where the tone is taken for itself, hostile where it is taken for one times alpha.
        straight = np.where(o, p.tone - p.contrast / 4, p.tone)
        clear = np.clip((straight - (1 - a) * 255) / a, 0, 255)
        full = straight
        tone, alpha = levels(np.where(h, full, clear)), levels(np.where(h, 255, a * 255))
        kind = 1 if p.kind == "assoc-alpha" else 0
        return tiff([(stacked(tone, tone, tone, alpha).tobytes(), width, height, 4, {338: (3, [kind])})]), ".tif"
    first, second = pair(p) if p.official_first else pair(p)[::-1]
    pages = [(page.tobytes(), width, height, 1, {}) for page in (first, second)]
    if p.kind == "thumbnail-page":
        pages[0] = (*pages[0][:4], {254: (4, [1])})
    return tiff(pages), ".tif"


# ---- frames and pictures inside --------------------------------------------------------------------------------


def gif(frames, durations):
    out = io.BytesIO()
    images = [Image.fromarray(frame) for frame in frames]
    images[0].save(out, "GIF", save_all=len(images) > 1, append_images=images[1:], duration=durations, loop=0)
    return bytearray(out.getvalue())


@family(
    "gif-screen",
    "GIF: the frame is larger than its screen; what lies beyond is shown or not",
    few=True,
    shown=Real(0.4, 1.0),
    gap=Int(0, 40),
)
def gif_screen(p):
    official, hostile = pair(p)
    both = np.hstack([official, np.full((official.shape[0], p.gap), 255, np.uint8), hostile])
    data = gif([both], 100)
    struct.pack_into("<H", data, 6, int(official.shape[1] + (1 - p.shown) * hostile.shape[1]))
    return bytes(data), ".gif"


@family(
    "frames",
    "GIF, WebP or APNG: another frame or another default picture holds the hostile code, for a moment or for ever",
    form=Choice("gif", "webp", "apng", "apng-default", "gif-no-end"),
    official_first=Choice(True, True, False),
    short=Choice(20, 100, 500, 3000),
    third=Choice(True, False),
)
def frames(p):
    first, second = pair(p) if p.official_first else pair(p)[::-1]
    shown = [first, second] + ([first] if p.third else [])
    durations = [3000, p.short, 3000][: len(shown)]
    if p.form.startswith("gif"):
        data = bytes(gif(shown, durations))
        return (data[:-1] if p.form == "gif-no-end" else data), ".gif"
    if p.form == "webp":
        out = io.BytesIO()
        images = [Image.fromarray(frame).convert("RGB") for frame in shown]
        images[0].save(out, "WEBP", save_all=True, append_images=images[1:], duration=durations, lossless=True)
        return out.getvalue(), ".webp"
    return apng(shown, durations, p.form == "apng-default"), ".png"


def apng(shown, durations, apart):
    """Frames of an APNG; with `apart` the first is the default picture only, and no frame."""
    head, rows = png_pixels(shown[0])
    height, width = shown[0].shape[:2]
    frames = shown[1:] if apart else shown
    out = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"acTL", struct.pack(">II", len(frames), 0))
    number = 0

    def control(duration):
        nonlocal number
        data = struct.pack(">IIIIIHHBB", number, width, height, 0, 0, duration, 1000, 0, 0)
        number += 1
        return chunk(b"fcTL", data)

    if not apart:
        out += control(durations[0])
    out += chunk(b"IDAT", rows)
    for frame, duration in zip(shown[1:], durations[1:]):
        out += control(duration)
        out += chunk(b"fdAT", struct.pack(">I", number) + png_pixels(frame)[1])
        number += 1
    return out + chunk(b"IEND", b"")


def plain_jpeg(grey, quality=90):
    return cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()


@family(
    "jpeg-behind",
    "JPEG: another JPEG behind the first, named by MPF or by nobody",
    few=True,
    form=Choice("mpf", "mpf", "appended", "appended-twice"),
    official_first=Choice(True, True, False),
    q=Int(60, 98),
)
def jpeg_behind(p):
    first, second = pair(p) if p.official_first else pair(p)[::-1]
    if p.form == "mpf":
        out = io.BytesIO()
        Image.fromarray(first).save(out, "MPO", save_all=True, append_images=[Image.fromarray(second)], quality=p.q)
        return out.getvalue(), ".jpg"
    return plain_jpeg(first, p.q) + plain_jpeg(second, p.q) * (2 if p.form == "appended-twice" else 1), ".jpg"


@family(
    "thumbnail",
    "JPEG, PNG or TIFF whose thumbnail (EXIF, JFIF, JFXX), which folders show, holds another code",
    few=True,
    form=Choice("exif", "exif", "jfif", "jfxx", "png-exif"),
    small_px=Int(2, 3),
    q=Int(80, 98),
)
def thumbnail(p):
    main, _ = pair(p)
    little = levels(code_tile(hostile_symbol(p), p.small_px).pixels)
    data = plain_jpeg(main, p.q)
    if p.form in ("exif", "png-exif"):
        inner = plain_jpeg(little[:, :, 0], 85)
        # Two directories: an empty one for the picture, one for the thumbnail.
        body = b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", 0) + struct.pack("<I", 14)
        body += struct.pack("<H", 3) + struct.pack("<HHII", 259, 3, 1, 6) + struct.pack("<HHII", 513, 4, 1, 56)
        body += struct.pack("<HHII", 514, 4, 1, len(inner)) + bytes(4)
        body = body.ljust(56, b"\0") + inner
        if p.form == "png-exif":
            return png(main, chunk(b"eXIf", body)), ".png"
        if len(body) > 65000:
            return None
        return data[:2] + app(1, b"Exif\0\0" + body) + data[2:], ".jpg"
    if p.form == "jfxx":
        inner = plain_jpeg(little[:, :, 0], 85)
        return data[:20] + app(0, b"JFXX\0\x10" + inner) + data[20:], ".jpg"
    height, width = little.shape[:2]
    if max(height, width) > 147:  # three bytes a pixel must go into a segment
        return None
    head = b"JFIF\0\1\2\0\0\1\0\1" + bytes((width, height)) + little.tobytes()
    return data[:2] + app(0, head) + data[20:], ".jpg"


@family(
    "cmyk",
    "JPEG of four inks with and without Adobe's mark: viewers do not agree which way round the inks are",
    few=True,
    marked=Choice(True, False, False),
    transform=Choice(0, 2),
    ink_low=Int(5, 40),
    ink_high=Int(60, 140),
    black_low=Int(40, 120),
    black_high=Int(150, 230),
    q=Int(85, 98),
)
def cmyk(p):
    o, h = twins(p)
    # One way round the black ink outweighs the others, which are pale; the other way round it is the others that differ.
    black = np.where(o, p.black_high, p.black_low)
    other = np.where(h, p.ink_low, p.ink_high)
    out = io.BytesIO()
    Image.fromarray(levels(stacked(other, other, other, black)), "CMYK").save(out, "JPEG", quality=p.q, subsampling=0)
    data = out.getvalue()
    mark = data.find(b"Adobe\0")
    if mark > 0:
        start, size = mark - 4, struct.unpack(">H", data[mark - 2 : mark])[0] + 2
        kept = app(14, b"Adobe\0\x64\0\0\0\0" + bytes((p.transform,))) if p.marked else b""
        data = data[:start] + kept + data[start + size :]
    return data, ".jpg"
