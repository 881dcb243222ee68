"""Draws codes and what happens to them: paper, colour, lens, light, print, screen. Pixels are 0 to 255 as floats, BGR.

Everything is a function of its arguments; chance comes in as a generator.
"""

import subprocess
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np

import symbols

QUIET = 4


@dataclass
class Tile:
    """Something to be laid on a picture: its pixels, and how much of what is below each covers (0 to 1)."""

    pixels: np.ndarray
    cover: np.ndarray

    @property
    def shape(self):
        return self.pixels.shape[:2]


def colour(tone):
    """A grey or a (blue, green, red) as a pixel."""
    return np.array(tone if isinstance(tone, (tuple, list, np.ndarray)) else (tone,) * 3, np.float32)


def ground(height, width, tone=255):
    return np.broadcast_to(colour(tone), (int(height), int(width), 3)).copy()


def opaque(pixels):
    return Tile(pixels.astype(np.float32), np.ones(pixels.shape[:2], np.float32))


# ---- codes -----------------------------------------------------------------------------------------------------


def resized(plane, height, width):
    """To any size, each pixel the mean of what it covers."""
    way = cv2.INTER_AREA if height < plane.shape[0] else cv2.INTER_LINEAR
    return cv2.resize(plane, (max(1, int(width)), max(1, int(height))), interpolation=way)


def ink(modules, px, dot=1.0, shape="square", finders=None):
    """How much ink there is at each pixel (0 to 1). `dot` is the part of a module's side that is inked."""
    exact = float(px).is_integer() and dot >= 1 and shape == "square"
    fine = int(px) if exact else max(4, int(np.ceil(px * 3)))
    side = modules.shape
    plane = np.kron(modules.astype(np.float32), np.ones((fine, fine), np.float32))
    if not exact and (dot < 1 or shape == "round"):
        y, x = (np.mgrid[0:fine, 0:fine] + 0.5) / fine - 0.5
        stamp = np.hypot(x, y) <= dot / 2 if shape == "round" else np.maximum(abs(x), abs(y)) <= dot / 2
        dotted = plane * np.tile(stamp.astype(np.float32), side)
        if finders is not None:  # they stay whole
            keep = np.kron(finders.astype(np.float32), np.ones((fine, fine), np.float32)) > 0
            dotted = np.where(keep, plane, dotted)
        plane = dotted
    if not exact:
        plane = resized(plane, round(side[0] * px), round(side[1] * px))
    return plane


def finder_area(side):
    """The modules of the three finder patterns of a QR symbol."""
    area = np.zeros((side, side), bool)
    area[:7, :7] = area[:7, -7:] = area[-7:, :7] = True
    return area


def round_finders(plane, side, px):
    """Finder patterns drawn as rings."""
    for top, left in ((0, 0), (0, side - 7), (side - 7, 0)):
        y0, x0, size = round(top * px), round(left * px), round(7 * px)
        part = plane[y0 : y0 + size, x0 : x0 + size]
        y, x = (np.mgrid[0 : part.shape[0], 0 : part.shape[1]] + 0.5) / px - 3.5
        distance = np.hypot(x, y)
        part[:] = (distance <= 1.6) | ((distance <= 3.5) & (distance > 2.5))
    return plane


def code_tile(modules, px, dark=0, light=255, margins=QUIET, dot=1.0, shape="square", eyes="square"):
    """A code on its paper. `margins` in modules: one number, or top, right, bottom, left. `light` none: no paper at all."""
    modules = modules.modules if hasattr(modules, "modules") else modules
    square = modules.shape[0] == modules.shape[1] and modules.shape[0] >= 21
    plane = ink(modules, px, dot, shape, finder_area(modules.shape[0]) if square else None)
    if eyes == "round" and square:
        plane = round_finders(plane, modules.shape[0], px)
    margins = (margins,) * 4 if np.isscalar(margins) else margins
    top, right, bottom, left = (int(round(margin * px)) for margin in margins)
    plane = np.pad(plane, ((top, bottom), (left, right)))
    if light is None:
        return Tile(np.broadcast_to(colour(dark), (*plane.shape, 3)).copy(), plane)
    pixels = colour(light) + plane[:, :, None] * (colour(dark) - colour(light))
    return opaque(pixels)


@lru_cache(maxsize=512)
def _encoded(text, level, version, mask):
    return symbols.encode(text, level, version, mask)


def encoded(text, level="M", version=None, mask=3):
    """A symbol; whole texts in capitals are alphanumeric."""
    return _encoded(text, level, version, mask)


@lru_cache(maxsize=256)
def other_symbology(kind, text, options=()):
    """The modules of another symbology by zint, a pixel each (true is dark), or none where the text does not go."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "code.png"
        command = ["zint", f"--barcode={kind}", "--scale=0.5", "--notext", *options, "-o", str(out), "-d", text]
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        grey = cv2.imread(str(out), cv2.IMREAD_GRAYSCALE) if out.exists() else None
    return None if grey is None else grey < 128


# ---- shapes ----------------------------------------------------------------------------------------------------


def in_shape(tile, shape, share=0.15):
    """A tile cut to a disc or to rounded corners."""
    height, width = tile.shape
    y, x = np.mgrid[0:height, 0:width].astype(np.float32) + 0.5
    if shape == "disc":
        inside = np.hypot(x - width / 2, y - height / 2) <= min(height, width) / 2
    elif shape == "rounded":
        radius = share * min(height, width)
        dx = np.maximum(radius - np.minimum(x, width - x), 0)
        dy = np.maximum(radius - np.minimum(y, height - y), 0)
        inside = np.hypot(dx, dy) <= radius
    else:
        return tile
    return Tile(tile.pixels, tile.cover * inside)


def padded(tile, tone, top, right, bottom, left):
    """More of a ground around a tile, in pixels."""
    height, width = tile.shape
    around = ground(height + top + bottom, width + left + right, tone)
    return opaque(pasted(around, tile, left, top))


def warped(tile, corners):
    """A tile with its corners (top left, clockwise; x, y) moved there, in a tile just large enough, and its offset."""
    height, width = tile.shape
    corners = np.asarray(corners, np.float32)
    low = np.floor(corners.min(axis=0)).astype(int)
    size = np.ceil(corners.max(axis=0)).astype(int) - low
    start = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32) - 0.5
    matrix = cv2.getPerspectiveTransform(start, corners - low.astype(np.float32) - 0.5)
    fine = 2  # samples a pixel and side
    matrix = np.diag([fine, fine, 1.0]) @ matrix
    large = (int(size[0]) * fine, int(size[1]) * fine)
    flags = cv2.INTER_LINEAR
    pixels = cv2.warpPerspective(tile.pixels, matrix, large, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    cover = cv2.warpPerspective(tile.cover, matrix, large, flags=flags)
    down = (int(size[0]), int(size[1]))
    area = cv2.INTER_AREA
    return Tile(cv2.resize(pixels, down, interpolation=area), cv2.resize(cover, down, interpolation=area)), low


def turned(tile, degrees, tilt=0.0, shear=0.0, stretch=1.0):
    """Turned about its middle; `tilt` draws two corners together, `shear` and `stretch` are shares."""
    if not (degrees or tilt or shear or stretch != 1):
        return tile
    height, width = tile.shape
    x, y = width * stretch / 2, height / 2
    corners = np.array([[-x, -y], [x, -y], [x, y], [-x, y]], np.float64)
    corners[:, 0] += shear * corners[:, 1]
    corners[0] *= 1 - tilt
    corners[1] *= 1 - tilt / 2
    sin, cos = np.sin(np.radians(degrees)), np.cos(np.radians(degrees))
    return warped(tile, corners @ np.array([[cos, sin], [-sin, cos]]))[0]


def waved(picture, amount, period, rng):
    """Rows and columns moved as on paper that is not flat; pixels or planes."""
    height, width = picture.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    phases = rng.uniform(0, 2 * np.pi, 2)
    moved_x = x + amount * np.sin(2 * np.pi * y / period + phases[0])
    moved_y = y + amount * np.sin(2 * np.pi * x / period + phases[1])
    return cv2.remap(
        picture, moved_x.astype(np.float32), moved_y.astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )


def bent(tile, share):
    """Round a pillar: columns crowd towards the sides. `share` of a half turn."""
    height, width = tile.shape
    angle = share * np.pi / 2
    places = np.linspace(-1, 1, max(2, int(width * np.sin(angle) / angle)))
    source = np.arcsin(places * np.sin(angle)) / angle
    x = np.broadcast_to(((source + 1) / 2 * (width - 1)).astype(np.float32), (height, len(places)))
    y = np.broadcast_to(np.arange(height, dtype=np.float32)[:, None], (height, len(places)))
    x, y = np.ascontiguousarray(x), np.ascontiguousarray(y)
    return Tile(cv2.remap(tile.pixels, x, y, cv2.INTER_LINEAR), cv2.remap(tile.cover, x, y, cv2.INTER_LINEAR))


# ---- pictures --------------------------------------------------------------------------------------------------


def pasted(canvas, tile, x, y):
    """The canvas with a tile laid on it; what goes beyond its edges is cut off."""
    height, width = tile.shape
    x, y = int(round(x)), int(round(y))
    left, top = max(0, x), max(0, y)
    right, bottom = min(canvas.shape[1], x + width), min(canvas.shape[0], y + height)
    if right > left and bottom > top:
        part = (slice(top - y, bottom - y), slice(left - x, right - x))
        cover = tile.cover[part][:, :, None]
        here = canvas[top:bottom, left:right]
        canvas[top:bottom, left:right] = here * (1 - cover) + tile.pixels[part] * cover
    return canvas


def beside(first, second, where="right", gap=10, shift=0.0, margin=8, tone=255):
    """Two tiles side by side on a ground; `shift` moves the second along, from -0.5 to 0.5."""
    (h1, w1), (h2, w2) = first.shape, second.shape
    across = where in ("left", "right")
    height = max(h1, h2) if across else h1 + gap + h2
    width = w1 + gap + w2 if across else max(w1, w2)
    canvas = ground(height + 2 * margin, width + 2 * margin, tone)
    free = (height - h1, height - h2) if across else (width - w1, width - w2)
    along = [margin + int(free[0] * 0.5), margin + int(free[1] * (0.5 + shift))]
    ahead = [margin, margin]
    if where in ("right", "below"):
        ahead[1] += gap + (w1 if across else h1)
    else:
        ahead[0] += gap + (w2 if across else h2)
    for tile, far, side in zip((first, second), ahead, along):
        canvas = pasted(canvas, tile, *((far, side) if across else (side, far)))
    return canvas


def blurred(picture, sigma):
    return cv2.GaussianBlur(picture, (0, 0), sigma) if sigma > 0.05 else picture


def noisy(picture, sigma, rng, coarse=1):
    """Noise of a sensor, or in grains of several pixels."""
    if sigma <= 0:
        return picture
    height, width = picture.shape[:2]
    grains = rng.normal(0, sigma, (-(-height // coarse), -(-width // coarse))).astype(np.float32)
    if coarse > 1:
        grains = cv2.resize(grains, (width, height), interpolation=cv2.INTER_CUBIC)
    return picture + grains[:height, :width, None]


def shaded(picture, low, high, degrees):
    """Light that falls off across the picture, from `high` to `low` (factors)."""
    height, width = picture.shape[:2]
    y, x = np.mgrid[0:height, 0:width]
    along = x * np.cos(np.radians(degrees)) / width + y * np.sin(np.radians(degrees)) / height
    along = (along - along.min()) / max(1e-6, along.max() - along.min())
    return picture * (high + (low - high) * along)[:, :, None].astype(np.float32)


def shadowed(picture, box, factor, soft):
    """A shadow over a part: left, top, right, bottom as shares."""
    height, width = picture.shape[:2]
    mask = np.zeros((height, width), np.float32)
    left, top, right, bottom = box
    mask[int(top * height) : int(bottom * height), int(left * width) : int(right * width)] = 1
    mask = blurred(mask, soft)
    return picture * (1 - (1 - factor) * mask)[:, :, None]


def half_toned(picture, period, degrees, soft=0.5):
    """Printed in dots of one ink, `period` pixels apart."""
    height, width = picture.shape[:2]
    y, x = np.mgrid[0:height, 0:width]
    sin, cos = np.sin(np.radians(degrees)), np.cos(np.radians(degrees))
    u, v = (x * cos + y * sin) * 2 * np.pi / period, (y * cos - x * sin) * 2 * np.pi / period
    screen = (np.cos(u) + np.cos(v)) / 4 + 0.5
    grey = picture.mean(axis=2) / 255
    printed = np.clip((grey - (1 - screen)) / soft * 4 + 0.5, 0, 1)
    return np.repeat((printed * 255)[:, :, None], 3, axis=2).astype(np.float32)


def screen_pattern(picture, pitch, strength, degrees):
    """Filmed from a screen whose pixels show: bright and dark lines that beat with the camera's."""
    height, width = picture.shape[:2]
    y, x = np.mgrid[0:height, 0:width]
    sin, cos = np.sin(np.radians(degrees)), np.cos(np.radians(degrees))
    u, v = x * cos + y * sin, y * cos - x * sin
    grid = (np.cos(2 * np.pi * u / pitch) + np.cos(2 * np.pi * v / pitch)) / 2
    return picture * (1 + strength * grid)[:, :, None].astype(np.float32)


def gradient(height, width, rng, low=40, high=220):
    """Something like an out-of-focus room: soft spots of colour."""
    coarse = rng.uniform(low, high, (4, 5, 3)).astype(np.float32)
    return np.clip(cv2.resize(coarse, (int(width), int(height)), interpolation=cv2.INTER_CUBIC), 0, 255)


def texture(height, width, rng, kind, low=60, high=200):
    """Wood, checks, leaves, letters: grounds that a threshold does not like."""
    height, width = int(height), int(width)
    y, x = np.mgrid[0:height, 0:width]
    if kind == "wood":
        wave = np.sin(x / 7 + 3 * np.sin(y / 41) + 2 * np.sin(x / 31))
        plane = (wave + 1) / 2
    elif kind == "checks":
        size = int(rng.integers(5, 20))
        plane = ((x // size + y // size) % 2).astype(np.float32)
    elif kind == "lines":
        plane = (x // int(rng.integers(2, 9)) % 2).astype(np.float32)
    else:
        plane = cv2.resize(rng.random((height // 6 + 1, width // 6 + 1)).astype(np.float32), (width, height))
    return np.repeat((low + (high - low) * plane)[:, :, None], 3, axis=2).astype(np.float32)


def as_bytes(picture):
    """Eight bits; grey where it is."""
    pixels = np.clip(np.rint(picture), 0, 255).astype(np.uint8)
    if pixels.ndim == 3 and pixels.shape[2] == 3 and np.array_equal(pixels[:, :, 0], pixels[:, :, 1]) and np.array_equal(pixels[:, :, 1], pixels[:, :, 2]):
        return pixels[:, :, 0]
    return pixels


def levels3(picture):
    """Eight bits in three channels."""
    return np.clip(np.rint(picture), 0, 255).astype(np.uint8)


def png(picture):
    return cv2.imencode(".png", as_bytes(picture))[1].tobytes()


def jpeg(picture, quality):
    return cv2.imencode(".jpg", as_bytes(picture), [cv2.IMWRITE_JPEG_QUALITY, int(quality)])[1].tobytes()


def webp(picture, quality=101):
    pixels = as_bytes(picture)
    if pixels.ndim == 2:
        pixels = cv2.cvtColor(pixels, cv2.COLOR_GRAY2BGR)
    return cv2.imencode(".webp", pixels, [cv2.IMWRITE_WEBP_QUALITY, int(quality)])[1].tobytes()
