"""The viewers of the panel: programs that show a file, each in its own way. What they show goes to the readers.

A viewer that knows colour profiles shows other colours than one that does not; one shows a transparent picture on white
and another on grey; one shows the first of several frames and another all of them. A picture that any of them shows
differently is looked at as often. Nothing here refuses a file: who cannot show it shows nothing.
"""

import base64
import fcntl
import io
import itertools
import json
import os
import select
import shutil
import subprocess
import tempfile
import time
import urllib.parse
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageCms, ImageOps, ImageSequence

Image.MAX_IMAGE_PIXELS = None
# Frames or pages of one file that are looked at.
MAX_FRAMES = 12
# Sides of a screenshot; larger pictures are shown smaller.
MAX_SHOT_SIDE = 4000
# Grounds on which viewers lay transparent pictures: white, black, the middle, Chromium's own.
GROUNDS = (255, 0, 128, 230)
# Levels by which two viewers may differ and still show the same.
SAME = 3
# What the libraries raise at a file that they cannot show.
CANNOT_SHOW = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    TypeError,
    KeyError,
    MemoryError,
    cv2.error,
    ImageCms.PyCMSError,
    subprocess.TimeoutExpired,
)
CONVERT = shutil.which("convert") or "convert"


def eight_bits(pixels):
    """Whatever OpenCV gives as grey, BGR or BGRA of eight bits."""
    if pixels.dtype == np.uint16:
        pixels = (pixels >> 8).astype(np.uint8)
    elif pixels.dtype != np.uint8:
        pixels = np.clip(pixels * (255 if pixels.dtype.kind == "f" else 1), 0, 255).astype(np.uint8)
    if pixels.ndim == 3 and pixels.shape[2] == 2:
        grey, alpha = cv2.split(pixels)
        pixels = cv2.merge([grey, grey, grey, alpha])
    if pixels.ndim == 3 and pixels.shape[2] == 1:
        pixels = pixels[:, :, 0]
    return pixels


def of_pillow(image):
    """A Pillow picture as BGRA or BGR."""
    if image.mode.startswith("I;16"):
        return (np.asarray(image).astype(np.uint16) >> 8).astype(np.uint8)
    if image.mode in ("I", "F"):
        values = np.asarray(image).astype(np.float64)
        return np.clip(values / (256 if values.max() > 255 else 1), 0, 255).astype(np.uint8)
    if image.has_transparency_data or image.mode in ("RGBA", "LA", "PA", "RGBa", "La"):
        return cv2.cvtColor(np.asarray(image.convert("RGBA")), cv2.COLOR_RGBA2BGRA)
    return cv2.cvtColor(np.asarray(image.convert("RGB")), cv2.COLOR_RGB2BGR)


def opencv(path):
    """OpenCV as programs of computer vision use it: raw pixels of every page."""
    try:
        done, pages = cv2.imreadmulti(str(path), flags=cv2.IMREAD_UNCHANGED)
        shown = list(pages[:MAX_FRAMES]) if done else []
    except cv2.error:
        shown = []
    try:
        plain = cv2.imread(str(path), cv2.IMREAD_COLOR)
    except cv2.error:
        plain = None
    return [eight_bits(page) for page in shown] + ([plain] if plain is not None else [])


def pillow(path):
    """Pillow without colour management, every frame; turned as EXIF says."""
    shown = []
    with Image.open(path) as image:
        try:
            for frame in itertools.islice(ImageSequence.Iterator(image), MAX_FRAMES):
                shown.append(of_pillow(ImageOps.exif_transpose(frame)))
        except (OSError, SyntaxError, ValueError, EOFError):
            if not shown:
                raise
    return shown


def pillow_managed(path):
    """Pillow with Little CMS: the profile in the file, two intents."""
    shown = []
    with Image.open(path) as image:
        profile = image.info.get("icc_profile")
        if not profile:
            return []
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if image.mode not in ("RGB", "CMYK", "L"):
            image = image.convert("RGB")
        screen = ImageCms.createProfile("sRGB")
        for intent in (ImageCms.Intent.PERCEPTUAL, ImageCms.Intent.RELATIVE_COLORIMETRIC):
            shown.append(of_pillow(ImageCms.profileToProfile(image, source, screen, intent, "RGB")))
    return shown


def pam_pictures(data):
    """The pictures of a stream of PAM files, as BGRA."""
    shown = []
    while data.startswith(b"P7"):
        head, _, data = data.partition(b"ENDHDR\n")
        fields = dict(line.split(None, 1) for line in head.decode("ascii").splitlines() if " " in line)
        width, height, depth = (int(fields[name]) for name in ("WIDTH", "HEIGHT", "DEPTH"))
        size = width * height * depth
        pixels = np.frombuffer(data[:size], np.uint8).reshape(height, width, depth)
        data = data[size:]
        colours = {1: None, 3: cv2.COLOR_RGB2BGR, 4: cv2.COLOR_RGBA2BGRA}
        if depth == 2:
            grey, alpha = pixels[:, :, 0], pixels[:, :, 1]
            shown.append(cv2.merge([grey, grey, grey, alpha]))
        elif depth in colours:
            shown.append(pixels[:, :, 0] if depth == 1 else cv2.cvtColor(pixels, colours[depth]))
    return shown


def imagemagick(path):
    """ImageMagick, every frame or page as it is stored."""
    command = [CONVERT, f"{path}[0-{MAX_FRAMES - 1}]", "-auto-orient", "-colorspace", "sRGB", "-depth", "8", "pam:-"]
    answer = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=60)
    return pam_pictures(answer.stdout)


def inner_pictures(path):
    """Pictures inside the file: thumbnails of EXIF and JFIF, a JPEG behind a JPEG. Folders show the one, galleries the other."""
    data = Path(path).read_bytes()
    shown = []
    for mark in (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"):
        at = data.find(mark, 1)
        while at > 0 and len(shown) < MAX_FRAMES:
            picture = cv2.imdecode(np.frombuffer(data[at:], np.uint8), cv2.IMREAD_COLOR)
            if picture is not None and min(picture.shape[:2]) >= 21:
                shown.append(picture)
            at = data.find(mark, at + 1)
    at = data.find(b"JFIF\0")
    if data[:2] == b"\xff\xd8" and 0 < at < 64:
        width, height = data[at + 12], data[at + 13]
        raw = data[at + 14 : at + 14 + 3 * width * height]
        if width and height and len(raw) == 3 * width * height:
            shown.append(cv2.cvtColor(np.frombuffer(raw, np.uint8).reshape(height, width, 3), cv2.COLOR_RGB2BGR))
    return shown


class Chromium:
    """One headless browser, driven through a pipe by its own protocol; a screenshot of every file as a visitor sees it."""

    # Milliseconds after loading at which a picture that moves is looked at again.
    LATER = (150, 400, 800, 1500)
    # What it does not show.
    DOWNLOADS = (".tif", ".tiff", ".pnm", ".pgm", ".ppm", ".pbm", ".tga", ".heic", ".pdf")

    def __init__(self):
        self.profile = tempfile.TemporaryDirectory(prefix="panel-chromium-")
        to_us, from_browser = os.pipe()
        to_browser, from_us = os.pipe()
        options = (
            "--headless --no-sandbox --disable-gpu --hide-scrollbars --force-color-profile=srgb --no-first-run "
            "--disable-background-networking --disable-component-update --disable-extensions --remote-debugging-pipe"
        )

        def wire():
            # It reads from descriptor 3 and writes to 4. Out of the way first, so that neither overwrites the other.
            ends = [fcntl.fcntl(end, fcntl.F_DUPFD, 10) for end in (to_browser, from_browser)]
            os.dup2(ends[0], 3)
            os.dup2(ends[1], 4)

        self.process = subprocess.Popen(
            ["chromium", *options.split(), f"--user-data-dir={self.profile.name}", "about:blank"],
            preexec_fn=wire,
            pass_fds=(3, 4),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_browser)
        os.close(from_browser)
        self.out, self.into = to_us, from_us
        self.held, self.number, self.events = b"", 0, []
        self.session = None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.call("Page.enable")

    def message(self, seconds=30):
        while b"\0" not in self.held:
            if not select.select([self.out], [], [], seconds)[0]:
                raise TimeoutError("the browser does not answer")
            part = os.read(self.out, 1 << 20)
            if not part:
                raise RuntimeError("the browser has ended")
            self.held += part
        line, self.held = self.held.split(b"\0", 1)
        return json.loads(line)

    def call(self, method, **params):
        self.number += 1
        request = {"id": self.number, "method": method, "params": params}
        if self.session:
            request["sessionId"] = self.session
        os.write(self.into, json.dumps(request).encode() + b"\0")
        while True:
            answer = self.message()
            if answer.get("id") == self.number:
                return answer.get("result", {})
            self.events.append(answer.get("method"))

    def shot(self):
        data = self.call("Page.captureScreenshot", format="png", optimizeForSpeed=True).get("data", "")
        return cv2.imdecode(np.frombuffer(base64.b64decode(data), np.uint8), cv2.IMREAD_COLOR)

    def show(self, path, moves):
        if str(path).lower().endswith(self.DOWNLOADS):
            return []
        self.events.clear()
        address = "file://" + urllib.parse.quote(str(Path(path).resolve()))
        if self.call("Page.navigate", url=address).get("isDownload"):
            return []
        until = time.monotonic() + 20
        while "Page.loadEventFired" not in self.events and time.monotonic() < until:
            self.events.append(self.message().get("method"))
        size = "(i => i && i.naturalWidth ? [i.naturalWidth, i.naturalHeight] : null)(document.images[0])"
        sides = self.call("Runtime.evaluate", expression=size, returnByValue=True).get("result", {}).get("value")
        if not sides:
            return []
        width, height = (max(1, min(side, MAX_SHOT_SIDE)) for side in sides)
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        shown = [self.shot()]
        if moves:
            for before, after in itertools.pairwise((0, *self.LATER)):
                time.sleep((after - before) / 1000)
                shown.append(self.shot())
        return [picture for picture in shown if picture is not None]


def on_grounds(picture):
    """A picture that may be transparent, as name and BGR, on every ground and on none."""
    if picture.ndim == 2 or picture.shape[2] == 3:
        return [("", picture)]
    colour, alpha = picture[:, :, :3], picture[:, :, 3:].astype(np.uint16)
    if alpha.min() == 255:
        return [("", colour)]
    laid = [("", colour)]
    for ground in GROUNDS:
        mixed = (colour.astype(np.uint16) * alpha + ground * (255 - alpha) + 127) // 255
        laid.append((f" on {ground}", mixed.astype(np.uint8)))
    return laid


def is_same(one, other):
    one, other = (picture if picture.ndim == 3 else cv2.merge([picture] * 3) for picture in (one, other))
    if one.shape != other.shape:
        return False
    return int(cv2.absdiff(one, other).max()) <= SAME


def renditions(path, chromium, at=lambda viewer: None, skip=()):
    """What viewers show of a file: name and picture (grey or BGR), each picture once. `at` is told who is asked next."""
    kept = []
    frames = [0]

    def from_chromium(path):
        try:
            return chromium().show(path, moves=frames[0] > 1)
        except (TimeoutError, BrokenPipeError) as error:
            raise RuntimeError("the browser is lost") from error  # a fault of the browser, none of the file

    viewers = {
        "pillow": pillow,
        "pillow managed": pillow_managed,
        "opencv": opencv,
        "imagemagick": imagemagick,
        "chromium": from_chromium,
        "inner": inner_pictures,
    }
    for viewer, show in viewers.items():
        if viewer in skip:
            continue
        at(viewer)
        try:
            shown = show(path)
        except CANNOT_SHOW:
            continue
        frames[0] = max(frames[0], len(shown) if viewer == "pillow" else 0)
        for number, picture in enumerate(shown):
            for ground, laid in on_grounds(picture):
                if not any(is_same(laid, other) for _, other in kept):
                    name = viewer + (f" {number + 1}" if number else "") + ground
                    kept.append((name, np.ascontiguousarray(laid)))
    return kept
