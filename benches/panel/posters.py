"""Honest posters, as halls print, photograph, scan and send them: every one must be called safe.

A poster is drawn with text, tables and icons round one official code or several; each kind adds one thing that is on
real posters and that a reader of codes may stumble over. Everything is a function of the kind, the number and the seed.
"""

import io
import math
import struct
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageCms, ImageDraw, ImageFont

import render
from files import app, chunk, curve, iccp, icc_segments, png, profile, srgb_table
from render import code_tile, encoded

SANS = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
BOLD = "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc"
SIMPLIFIED = 2  # the face in the collection
PRESS_PROFILE = Path("/usr/share/color/icc/ghostscript/default_cmyk.icc")

TITLES = ("医保电子凭证激活指南", "城乡居民基本医疗保险缴费通知", "国家医保服务平台", "异地就医备案办理流程", "医疗保障服务窗口", "社会保险网上办事大厅")
LINES = (
    "参保人员可通过国家医保服务平台查询参保信息、缴费记录和定点医药机构。",
    "请勿将验证码告知他人。工作人员不会上门代办,也不会索要密码。",
    "办理时间:周一至周五 上午8:30—12:00,下午14:00—17:30。",
    "一、打开手机扫一扫;二、核对网址;三、按照提示填写信息。",
    "回执单请妥善保管。田间地头也能办,国家政策惠及千家万户。",
    "咨询电话:0771-12393 地址:民族大道回园路8号田国大厦一楼",
    "缴费标准:每人每年400元,集中缴费期至12月31日止。",
    "特困人员、低保对象由财政给予全额或定额资助,请到村(居)委会登记。",
)
BOXY = "回田国品圆圖口日目囚围因固图园同周用甲申电由"
INKS = ((0, 0, 0), (20, 20, 20), (60, 30, 10), (110, 40, 10), (20, 70, 10), (10, 20, 130))  # BGR, dark


class Sheet:
    """A page to draw on (RGB)."""

    def __init__(self, width, height, paper=(255, 255, 255)):
        self.image = Image.new("RGB", (int(width), int(height)), tuple(int(v) for v in paper))
        self.draw = ImageDraw.Draw(self.image)

    @property
    def size(self):
        return self.image.size

    def text(self, x, y, words, size, ink=(20, 20, 20), bold=False, width=None):
        """Lines of text, broken at `width`; the y below."""
        font = ImageFont.truetype(BOLD if bold else SANS, int(size), index=SIMPLIFIED)
        limit = width or self.size[0] - x - 10
        line = ""
        for character in [*words, None]:
            if character is None or font.getlength(line + character) > limit:
                self.draw.text((x, y), line, font=font, fill=ink)
                y += size * 1.4
                line = ""
            line += character or ""
        return y

    def paste(self, tile, x, y):
        """A tile or a BGR array."""
        pixels = tile.pixels if hasattr(tile, "pixels") else tile
        self.image.paste(Image.fromarray(np.ascontiguousarray(render.levels3(pixels)[:, :, ::-1])), (int(x), int(y)))

    def bgr(self):
        return cv2.cvtColor(np.asarray(self.image), cv2.COLOR_RGB2BGR)


class Maker:
    """What one poster is made with: chance, the links."""

    def __init__(self, rng, hosts):
        self.rng = rng
        self.hosts = hosts

    def pick(self, *values):
        return values[int(self.rng.integers(len(values)))]

    def link(self):
        host = self.hosts[int(self.rng.integers(len(self.hosts)))]
        tail = self.pick("/", "/", "/hsa-pss-pw/", "/nationalHallSt/", "/index.html", "/portal/?id=1024")
        return self.pick(f"https://{host}{tail}", f"https://{host}{tail}", f"HTTPS://{host.upper()}/")

    def code(self, px=None, level=None, **how):
        level = level or self.pick("L", "M", "M", "Q", "H")
        return code_tile(encoded(self.link(), level, None, int(self.rng.integers(8))), px or self.pick(3, 4, 5, 6, 8), **how)

    def page(self, width=None, height=None, code=None, lines=5, where=None, paper=(255, 255, 255), size=None):
        """A page with a title, text and a code; the place of the code."""
        code = code if code is not None else self.code()
        h, w = code.shape
        width = int(width or max(420, w * self.pick(1.5, 2, 3)))
        size = size or max(14, width // 32)
        height = int(height or h + size * (9 + 2 * lines))
        sheet = Sheet(width, height, paper)
        y = sheet.text(width * 0.06, size, self.pick(*TITLES), size * 1.6, (150, 20, 20), True)
        top = self.pick(True, False) if where is None else where
        x = int(self.rng.uniform(0.05, 0.95) * (width - w))
        if top:
            place = (x, int(y + size))
            y = place[1] + h + size
        for number in range(lines):
            y = sheet.text(width * 0.06, y, LINES[(number + int(self.rng.integers(8))) % 8], size)
            if y > height - h - 2 * size and not top:
                break
        if not top:
            place = (x, int(min(y + size / 2, height - h - 2)))
        sheet.paste(code, *place)
        return sheet, (*place, w, h)


def out_png(bgr):
    return cv2.imencode(".png", bgr)[1].tobytes(), ".png"


def out_jpeg(bgr, quality):
    return cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, int(quality)])[1].tobytes(), ".jpg"


def either(m, bgr):
    return out_png(bgr) if m.rng.random() < 0.5 else out_jpeg(bgr, m.pick(75, 85, 92))


# ---- printed posters -------------------------------------------------------------------------------------------


def plain(m):
    return either(m, m.page()[0].bgr())


def logo(m):
    px = m.pick(4, 5, 6, 8)
    code = m.code(px, m.pick("Q", "H", "H"), dark=m.pick(*INKS))
    share = m.rng.uniform(0.12, 0.22)
    side = int(code.shape[0] * share)
    middle = code.shape[0] // 2
    image = Image.fromarray(render.levels3(code.pixels)[:, :, ::-1].copy())
    draw = ImageDraw.Draw(image)
    box = (middle - side // 2, middle - side // 2, middle + side // 2, middle + side // 2)
    fill = m.pick((0, 120, 200), (220, 40, 40), (0, 150, 90), (250, 160, 0))
    edge = max(2, side // 12)
    form = m.pick("round", "disc", "square")
    (draw.ellipse if form == "disc" else draw.rounded_rectangle)(box, **({} if form == "disc" else {"radius": side // 5 if form == "round" else 2}), fill=fill, outline=(255, 255, 255), width=edge)
    font = ImageFont.truetype(BOLD, max(8, side // 2), index=SIMPLIFIED)
    draw.text((middle, middle), m.pick("医", "社", "国", "保"), font=font, fill=(255, 255, 255), anchor="mm")
    code.pixels = np.asarray(image)[:, :, ::-1].astype(np.float32)
    return either(m, m.page(code=code)[0].bgr())


def coloured(m):
    code = m.code(dark=m.pick(*INKS), light=m.pick((255, 255, 255), (240, 250, 255), (230, 245, 230)))
    return either(m, m.page(code=code, paper=m.pick((255, 250, 235), (235, 245, 255), (255, 255, 255)))[0].bgr())


def styled(m):
    code = m.code(m.pick(5, 6, 8, 10), m.pick("M", "Q", "H"), dark=m.pick(*INKS), dot=m.pick(0.85, 0.95, 1.0), shape=m.pick("round", "square"), eyes=m.pick("square", "square", "round"))
    return either(m, m.page(code=code)[0].bgr())


def bar_codes(m):
    sheet, _ = m.page(lines=3)
    kinds = [(13, "6901234567892"), (20, "00123456789012"), (3, "0690123456"), (37, "0123456"), (13, "9787302511854"), (20, "8123456789"), (89, "1690123456789")]
    canvas = sheet.bgr()
    rows = []
    for _ in range(m.pick(1, 1, 2, 3)):
        number, digits = m.pick(*kinds)
        modules = render.other_symbology(number, digits)
        if modules is not None:
            tile = code_tile(modules, m.pick(1, 2), margins=(6, 12, 6, 12))
            rows.append(tile.pixels)
    width = max([canvas.shape[1]] + [row.shape[1] for row in rows])
    whole = np.full((canvas.shape[0] + sum(row.shape[0] + 10 for row in rows), width, 3), 255, np.uint8)
    whole[: canvas.shape[0], : canvas.shape[1]] = canvas
    y = canvas.shape[0]
    for row in rows:
        whole[y : y + row.shape[0], : row.shape[1]] = render.levels3(row)
        y += row.shape[0] + 10
    return either(m, whole)


def tilted_code39(m):
    """An old form whose Code 39 was put on by hand."""
    canvas = m.page(lines=3)[0].bgr().astype(np.float32)
    modules = render.other_symbology(8, m.pick("450102123456", "A1234567", "2024GX00817"))
    tile = render.turned(code_tile(modules, m.pick(1, 2), margins=(6, 10, 6, 10)), m.pick(-30, -15, 5, 15, 30))
    whole = render.ground(canvas.shape[0] + tile.shape[0] + 20, max(canvas.shape[1], tile.shape[1] + 20))
    whole[: canvas.shape[0], : canvas.shape[1]] = canvas
    return either(m, render.levels3(render.pasted(whole, tile, 10, canvas.shape[0] + 10)))


def boxy_text(m):
    """Pages full of 回, 田, 国: squares in squares, like finder patterns."""
    code = m.code()
    width = max(560, code.shape[1] + 340)
    sheet = Sheet(width, max(420, code.shape[0] + 60))
    sheet.paste(code, 10, 20)
    x, y = code.shape[1] + 30, 10
    while y < sheet.size[1] - 20:
        size = int(m.pick(12, 14, 18, 24, 30, 42, 60, 84))
        words = "".join(m.pick(*BOXY) for _ in range(max(1, int((width - x) // size) - 1)))
        sheet.text(x, y, words, size, bold=m.pick(True, False), width=10000)
        y += int(size * 1.3)
    return either(m, sheet.bgr())


def photo_ground(m):
    code = m.code()
    h, w = code.shape
    width, height = max(640, w + 200), max(480, h + 120)
    canvas = render.gradient(height, width, m.rng, 60, 240)
    canvas = render.noisy(canvas, 5, m.rng)
    for _ in range(25):
        centre = (int(m.rng.uniform(0, width)), int(m.rng.uniform(0, height)))
        tone = tuple(float(v) for v in m.rng.uniform(20, 250, 3))
        cv2.circle(canvas, centre, int(m.rng.uniform(3, 60)), tone, m.pick(-1, 2, 5), cv2.LINE_AA)
    framed = render.padded(code, 255, 12, 12, 12, 12)
    render.pasted(canvas, framed, m.rng.uniform(0, width - framed.shape[1]), m.rng.uniform(0, height - framed.shape[0]))
    return out_jpeg(render.levels3(canvas), m.pick(80, 90))


def dark_poster(m):
    """White on a dark sheet, with its margin."""
    ground = m.pick((120, 60, 10), (40, 90, 20), (30, 30, 140), (40, 40, 40))
    code = m.code(dark=(255, 255, 255), light=ground) if m.rng.random() < 0.5 else m.code()
    sheet = Sheet(max(480, code.shape[1] * 2), code.shape[0] + 160, ground[::-1])
    sheet.text(20, 16, m.pick(*TITLES), 30, (255, 255, 255), True)
    sheet.paste(code, 30, 80)
    sheet.text(40 + code.shape[1], 90, m.pick(*LINES), 18, (240, 240, 240))
    return either(m, sheet.bgr())


def icons(m):
    """Targets, check boxes, cameras, shop badges, squares in squares: everything that looks like a finder pattern."""
    sheet, (x, y, w, h) = m.page(lines=2)
    canvas = sheet.bgr()
    strip = np.full((150, canvas.shape[1], 3), 255, np.uint8)
    for number in range(canvas.shape[1] // 80):
        size = int(m.rng.uniform(14, 34))
        cx, cy = 40 + 80 * number, int(m.rng.uniform(45, 105))
        ink = tuple(int(v) for v in m.pick(*INKS))
        kind = m.pick("target", "check", "camera", "badge", "squares", "radio", "brackets")
        if kind == "target":
            for radius, tone in ((size, ink), (size * 2 // 3, (255, 255, 255)), (size // 3, ink)):
                cv2.circle(strip, (cx, cy), radius, tone, -1, cv2.LINE_AA)
        elif kind == "check":
            for dy in (-24, 0, 24):
                cv2.rectangle(strip, (cx - 8, cy + dy - 8), (cx + 8, cy + dy + 8), ink, 2)
                if m.rng.random() < 0.6:
                    cv2.rectangle(strip, (cx - 4, cy + dy - 4), (cx + 4, cy + dy + 4), ink, -1)
        elif kind == "camera":
            cv2.rectangle(strip, (cx - size, cy - size * 2 // 3), (cx + size, cy + size * 2 // 3), ink, -1)
            cv2.circle(strip, (cx, cy), size // 2, (255, 255, 255), 3, cv2.LINE_AA)
            cv2.circle(strip, (cx, cy), size // 4, (255, 255, 255), -1, cv2.LINE_AA)
        elif kind == "badge":
            cv2.rectangle(strip, (cx - 38, cy - 14), (cx + 38, cy + 14), (20, 20, 20), -1)
            cv2.circle(strip, (cx - 24, cy), 8, (255, 255, 255), 2, cv2.LINE_AA)
            cv2.putText(strip, "App Store", (cx - 12, cy + 4), cv2.FONT_HERSHEY_SIMPLEX, 0.3, (255, 255, 255), 1, cv2.LINE_AA)
        elif kind == "squares":
            unit = max(2, size // 5)
            cv2.rectangle(strip, (cx - 3 * unit, cy - 3 * unit), (cx + 3 * unit, cy + 3 * unit), ink, unit)
            if m.rng.random() < 0.7:
                cv2.rectangle(strip, (cx - unit, cy - unit), (cx + unit, cy + unit), ink, -1)
        elif kind == "radio":
            cv2.circle(strip, (cx, cy), 10, ink, 2, cv2.LINE_AA)
            cv2.circle(strip, (cx, cy), 5, ink, -1, cv2.LINE_AA)
        else:
            for sx, sy in ((-1, -1), (1, -1), (-1, 1), (1, 1)):
                cv2.line(strip, (cx + sx * size, cy + sy * size), (cx + sx * size // 2, cy + sy * size), ink, 4)
                cv2.line(strip, (cx + sx * size, cy + sy * size), (cx + sx * size, cy + sy * size // 2), ink, 4)
    return either(m, np.vstack([canvas, strip]))


def scan_frame(m):
    """The corner marks and the line that posters draw round a code to say 'scan me'."""
    code = m.code()
    h, w = code.shape
    around = m.pick(6, 14, 24)
    framed = render.padded(code, 255, *(around + 10,) * 4).pixels.copy()
    ink, thick = tuple(float(v) for v in m.pick((200, 120, 0), (0, 0, 0), (60, 160, 30))), m.pick(2, 4, 8)
    a, b, c, d = 6, 6, framed.shape[1] - 7, framed.shape[0] - 7
    if m.rng.random() < 0.4:
        cv2.rectangle(framed, (a, b), (c, d), ink, thick)
    else:
        run = w // 5
        for x, y, sx, sy in ((a, b, 1, 1), (c, b, -1, 1), (a, d, 1, -1), (c, d, -1, -1)):
            cv2.line(framed, (x, y), (x + sx * run, y), ink, thick)
            cv2.line(framed, (x, y), (x, y + sy * run), ink, thick)
    return either(m, m.page(code=render.opaque(framed))[0].bgr())


def table(m):
    code = m.code(m.pick(3, 4))
    sheet = Sheet(760, code.shape[0] + 420)
    rows, columns = m.pick(6, 9, 12), m.pick(4, 6, 10)
    left, top, right, bottom = 20, 60, 740, 380
    thick = m.pick(1, 2, 3)
    for row in range(rows + 1):
        y = top + (bottom - top) * row / rows
        sheet.draw.line((left, y, right, y), fill=(0, 0, 0), width=thick)
    for column in range(columns + 1):
        x = left + (right - left) * column / columns
        sheet.draw.line((x, top, x, bottom), fill=(0, 0, 0), width=thick)
    for row in range(rows):
        for column in range(columns):
            x, y = left + (right - left) * column / columns + 4, top + (bottom - top) * row / rows + 3
            sheet.text(x, y, m.pick("400元", "□是 ■否", "南宁市", "2026-11-30", "回执", "田东县", "√", "☑"), 13, width=1000)
    sheet.text(20, 14, m.pick(*TITLES), 26, bold=True)
    sheet.paste(code, 30, 400)
    return either(m, sheet.bgr())


def several(m):
    tiles = [m.code(m.pick(3, 4, 5)) for _ in range(m.pick(2, 3, 4, 6))]
    across = m.pick(2, 3)
    cell = max(tile.shape[0] for tile in tiles) + 40
    sheet = Sheet(cell * across + 20, cell * math.ceil(len(tiles) / across) + 60)
    sheet.text(20, 10, m.pick(*TITLES), 24, bold=True)
    for number, tile in enumerate(tiles):
        x, y = 20 + cell * (number % across), 60 + cell * (number // across)
        sheet.paste(tile, x, y)
        sheet.text(x, y + tile.shape[0], m.pick("医保", "社保", "税务", "政务服务"), 16, width=1000)
    return either(m, sheet.bgr())


def round_code(m):
    """A mini-program's round code beside the official one (counted apart)."""
    code = m.code()
    size = max(code.shape[0], 200)
    canvas = np.full((size, size, 3), 255, np.uint8)
    middle = size / 2
    ink = m.pick((0, 0, 0), (40, 40, 40), (60, 150, 30))
    rays = 72
    for ray in range(rays):
        angle = 2 * np.pi * ray / rays
        radius = size * 0.22
        while radius < size * 0.47:
            run = m.rng.integers(1, 4) * size * 0.025
            end = min(radius + run, size * 0.47)
            start = (int(middle + radius * np.cos(angle)), int(middle + radius * np.sin(angle)))
            stop = (int(middle + end * np.cos(angle)), int(middle + end * np.sin(angle)))
            if m.rng.random() < 0.6:
                cv2.line(canvas, start, stop, ink, max(2, size // 90), cv2.LINE_AA)
            radius = end + size * 0.022
    for angle in (225, 315, 135):
        cx, cy = (int(middle + size * 0.4 * f(np.radians(angle))) for f in (np.cos, np.sin))
        for share, tone in ((0.085, (255, 255, 255)), (0.075, ink), (0.05, (255, 255, 255)), (0.028, ink)):
            cv2.circle(canvas, (cx, cy), int(size * share), tone, -1, cv2.LINE_AA)
    cv2.circle(canvas, (int(middle), int(middle)), int(size * 0.17), m.pick((60, 170, 40), (200, 120, 30)), -1, cv2.LINE_AA)
    both = render.beside(code, render.opaque(canvas), m.pick("right", "below"), 30, 0, 20)
    return either(m, render.levels3(both))


# ---- photographed, scanned, sent -------------------------------------------------------------------------------


def screenshot(m):
    """A phone's screen with its status bar, in Display P3."""
    width, height = m.pick((1080, 2340), (1170, 2532), (750, 1334))
    sheet = Sheet(width, height, m.pick((255, 255, 255), (242, 242, 247), (237, 237, 237)))
    unit = width // 40
    sheet.text(unit * 2, unit // 2, "9:41", unit, bold=True)
    for bar in range(4):
        x = width - unit * 6 + bar * unit // 2
        sheet.draw.rectangle((x, unit * 1.4 - bar * 4, x + unit // 3, unit * 1.5), fill=(0, 0, 0))
    sheet.draw.rounded_rectangle((width - unit * 3, unit * 0.8, width - unit, unit * 1.6), radius=6, outline=(0, 0, 0), width=3)
    code = m.code(m.pick(7, 9, 11) if width > 800 else 6)
    x, y = (width - code.shape[1]) // 2, height // 4
    sheet.draw.rounded_rectangle((x - 40, y - 160, x + code.shape[1] + 40, y + code.shape[0] + 160), radius=30, fill=(255, 255, 255))
    sheet.text(x, y - 120, m.pick(*TITLES), unit * 1.5, bold=True, width=width)
    sheet.paste(code, x, y)
    sheet.text(x, y + code.shape[0] + 40, "长按识别二维码", unit * 1.3, (120, 120, 120), width=width)
    rgb = np.asarray(sheet.image)
    icc = p3()
    if m.rng.random() < 0.6:
        return png(rgb, iccp(icc, b"Display P3")), ".png"
    data = out_jpeg(rgb[:, :, ::-1], 88)[0]
    return data[:2] + b"".join(icc_segments(icc)) + data[2:], ".jpg"


P3 = np.array([[0.51512, 0.29198, 0.15710], [0.24120, 0.69225, 0.06657], [-0.00105, 0.04189, 0.78407]])
ADOBE = np.array([[0.60974, 0.20528, 0.14919], [0.31111, 0.62567, 0.06322], [0.01947, 0.06087, 0.74457]])


def p3():
    """Display P3 as phones write it: a parametric curve."""
    values = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
    para = b"para\0\0\0\0\0\3\0\0" + b"".join(struct.pack(">i", round(value * 65536)) for value in values)
    return profile(P3, [para] * 3, 4)


def profiles(m):
    """sRGB, Display P3, Adobe RGB and a scanner's grey, in PNG and JPEG."""
    sheet = m.page(code=m.code(dark=m.pick(*INKS)))[0]
    rgb = np.asarray(sheet.image)
    icc = m.pick(profile(), p3(), profile(ADOBE, [curve(gamma=2.19921875)] * 3), profile(curves=[curve(srgb_table(1024))] * 3), profile(curves=[curve(gamma=2.2)] * 3))
    if m.rng.random() < 0.5:
        return png(rgb, iccp(icc)), ".png"
    data = out_jpeg(rgb[:, :, ::-1], 90)[0]
    return data[:2] + b"".join(icc_segments(icc)) + data[2:], ".jpg"


def png_fields(m):
    """gAMA, cHRM, sRGB, pHYs, eXIf, tEXt as ordinary programs write them."""
    rgb = np.asarray(m.page()[0].image)
    chunks = [
        chunk(b"gAMA", struct.pack(">I", 45455)),
        chunk(b"cHRM", struct.pack(">8I", 31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000)),
        chunk(b"sRGB", bytes((m.pick(0, 1),))),
        chunk(b"pHYs", struct.pack(">IIB", 5669, 5669, 1)),
        chunk(b"tEXt", b"Software\0www.inkscape.org"),
    ]
    kept = [part for part in chunks if m.rng.random() < 0.6]
    return png(rgb, *kept), ".png"


def photo_of(m, bgr, width=None, height=None, grain=None, soft=None):
    """A sheet filmed: from the side, in some light, not quite sharp."""
    sheet = render.turned(render.opaque(bgr.astype(np.float32)), m.rng.uniform(-12, 12), m.rng.uniform(0, 0.1))
    h, w = sheet.shape
    width, height = int(width or w * 1.15), int(height or h * 1.15)
    room = render.gradient(height, width, m.rng, 50, 200)
    render.pasted(room, sheet, (width - w) // 2, (height - h) // 2)
    room = render.shaded(room, m.rng.uniform(0.55, 0.95), 1.0, m.rng.uniform(0, 360))
    soft = m.rng.uniform(0.3, 0.9) if soft is None else soft
    return render.levels3(render.noisy(render.blurred(room, soft), m.rng.uniform(1, 5) if grain is None else grain, m.rng))


def filmed(m):
    sheet = m.page(code=m.code(m.pick(5, 6, 8)), lines=3)[0]
    return out_jpeg(photo_of(m, sheet.bgr()), m.pick(75, 85, 92))


def exif(orientation):
    body = b"MM\0*\0\0\0\x08" + struct.pack(">H", 2)
    body += struct.pack(">HHIHH", 0x0112, 3, 1, orientation, 0) + struct.pack(">HHII", 0x0131, 2, 4, 0x50484F00) + bytes(4)
    return app(1, b"Exif\0\0" + body)


def with_thumbnail(data, bgr, orientation=1):
    """EXIF as cameras write it: an orientation, and a thumbnail that shows the same picture."""
    factor = 160 / max(bgr.shape[:2])
    little = out_jpeg(cv2.resize(bgr, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), 80)[0]
    body = b"MM\0*\0\0\0\x08" + struct.pack(">H", 1) + struct.pack(">HHIHH", 0x0112, 3, 1, orientation, 0) + struct.pack(">I", 26)
    body += struct.pack(">H", 3) + struct.pack(">HHIHH", 259, 3, 1, 6, 0) + struct.pack(">HHII", 513, 4, 1, 68)
    body += struct.pack(">HHII", 514, 4, 1, len(little)) + bytes(4)
    return data[:2] + app(1, b"Exif\0\0" + body.ljust(68, b"\0") + little) + data[2:]


def turned_photo(m):
    """EXIF orientation and an honest thumbnail."""
    bgr = photo_of(m, m.page(code=m.code(m.pick(5, 6, 8)), lines=3)[0].bgr())
    orientation = m.pick(1, 3, 6, 8)
    bgr = np.ascontiguousarray(np.rot90(bgr, {1: 0, 3: 2, 6: 1, 8: 3}[orientation]))
    return with_thumbnail(out_jpeg(bgr, 85)[0], bgr, orientation), ".jpg"


def mpf(m):
    """A phone's JPEG with a preview behind it, or with a gain map (Ultra HDR)."""
    bgr = photo_of(m, m.page(code=m.code(m.pick(5, 6, 8)), lines=3)[0].bgr())
    rgb = Image.fromarray(bgr[:, :, ::-1])
    half = (bgr.shape[1] // 2, bgr.shape[0] // 2)
    if m.rng.random() < 0.5:
        second = rgb.resize(half, Image.Resampling.LANCZOS)
    else:
        grey = cv2.cvtColor(bgr, cv2.COLOR_BGR2GRAY).astype(np.float32)
        gain = np.clip((cv2.GaussianBlur(grey, (0, 0), 6) - 120) * 1.4, 0, 255).astype(np.uint8)
        second = Image.fromarray(gain).resize((bgr.shape[1] // 4, bgr.shape[0] // 4))
    out = io.BytesIO()
    rgb.save(out, "MPO", save_all=True, append_images=[second], quality=88)
    data = out.getvalue()
    if second.mode == "L":
        xmp = b'http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:hdrgm="http://ns.adobe.com/hdr-gain-map/1.0/" hdrgm:Version="1.0"/></rdf:RDF></x:xmpmeta>'
        # Behind the MPF segment, so that its offsets hold (they count from inside that segment).
        at = data.find(b"MPF\0")
        end = at - 2 + struct.unpack(">H", data[at - 2 : at])[0]
        head, rest = data[:end], data[end:]
        segment = app(1, xmp)
        data = shifted_mpf(head, len(segment)) + segment + rest
    return data, ".jpg"


def shifted_mpf(head, by):
    """The head of a JPEG whose MPF names pictures `by` bytes further back."""
    at = head.find(b"MPF\0") + 4
    order = "<" if head[at : at + 2] == b"II" else ">"
    body = bytearray(head)
    directory = at + struct.unpack_from(order + "I", body, at + 4)[0]
    for number in range(struct.unpack_from(order + "H", body, directory)[0]):
        entry = directory + 2 + 12 * number
        tag, _, length, where = struct.unpack_from(order + "HHII", body, entry)
        if tag == 0xB002:
            for picture in range(length // 16):
                place = at + where + 16 * picture + 8
                offset = struct.unpack_from(order + "I", body, place)[0]
                size = struct.unpack_from(order + "I", body, place - 4)[0]
                if offset:
                    struct.pack_into(order + "I", body, place, offset + by)
                else:
                    struct.pack_into(order + "I", body, place - 4, size + by)
    return bytes(body)


def scanned(m):
    """Grey, dusty, slightly skew; with lines of a worn drum and a punched hole."""
    bgr = m.page(code=m.code(m.pick(4, 5, 6)), lines=6)[0].bgr()
    grey = cv2.cvtColor(bgr, cv2.COLOR_BGR2GRAY).astype(np.float32)
    canvas = 25 + grey[:, :, None].repeat(3, axis=2) * 0.86
    canvas = render.padded(render.turned(render.opaque(canvas), m.rng.uniform(-2.5, 2.5)), 232, 20, 20, 20, 20).pixels
    for _ in range(int(m.rng.integers(10, 150))):
        centre = (int(m.rng.uniform(0, canvas.shape[1])), int(m.rng.uniform(0, canvas.shape[0])))
        cv2.circle(canvas, centre, 1, (float(m.rng.uniform(20, 160)),) * 3, -1)
    if m.rng.random() < 0.5:
        cv2.circle(canvas, (14, canvas.shape[0] // 2), 9, (40.0,) * 3, -1, cv2.LINE_AA)
    if m.rng.random() < 0.3:
        canvas[:, int(m.rng.uniform(0, canvas.shape[1]))] *= 0.8
    grey = render.levels3(render.noisy(render.blurred(canvas, 0.6), 3, m.rng))[:, :, 0]
    if m.rng.random() < 0.3:  # black and white, as a fax
        grey = cv2.threshold(grey, 140, 255, cv2.THRESH_BINARY)[1]
        out = io.BytesIO()
        Image.fromarray(grey).convert("1").save(out, "TIFF", compression="group4")
        return out.getvalue(), ".tif"
    return out_jpeg(grey, m.pick(60, 75, 85))


def cmyk(m):
    """A print shop's JPEG; with the press's profile where there is one."""
    image = m.page(code=m.code(m.pick(5, 6, 8)))[0].image
    out = io.BytesIO()
    if PRESS_PROFILE.exists() and m.rng.random() < 0.7:
        press = ImageCms.ImageCmsProfile(str(PRESS_PROFILE))
        inks = ImageCms.profileToProfile(image, ImageCms.createProfile("sRGB"), press, outputMode="CMYK")
        more = {"icc_profile": press.tobytes()} if m.rng.random() < 0.7 else {}
        inks.save(out, "JPEG", quality=92, **more)
    else:
        black = 255 - np.asarray(image.convert("L"))
        none = np.zeros_like(black)
        Image.fromarray(np.dstack([none, none, none, black]), "CMYK").save(out, "JPEG", quality=92)
    return out.getvalue(), ".jpg"


def deep(m):
    """PNG of 16 bits, grey or colour, and TIFF of 16 bits."""
    bgr = m.page(code=m.code(dark=m.pick(*INKS)))[0].bgr()
    form = m.pick("grey", "colour", "tiff")
    pixels = (cv2.cvtColor(bgr, cv2.COLOR_BGR2GRAY) if form == "grey" else bgr).astype(np.uint16) * 257
    if form == "tiff":
        return cv2.imencode(".tif", pixels)[1].tobytes(), ".tif"
    return cv2.imencode(".png", pixels)[1].tobytes(), ".png"


def palette(m):
    image = m.page(code=m.code(dark=m.pick(*INKS)))[0].image
    out = io.BytesIO()
    form = m.pick("PNG", "PNG", "GIF", "BMP")
    image.quantize(m.pick(2, 4, 16, 64, 256)).save(out, form)
    return out.getvalue(), "." + form.lower()


def other_files(m):
    """The same poster as BMP, TIFF, WebP, GIF, progressive JPEG, interlaced PNG."""
    image = m.page()[0].image
    form, how = m.pick(("BMP", {}), ("TIFF", {"compression": "tiff_lzw"}), ("TIFF", {"compression": "tiff_deflate"}), ("TIFF", {}), ("WEBP", {"quality": 80}), ("WEBP", {"lossless": True}), ("GIF", {}), ("JPEG", {"progressive": True, "quality": 80}), ("JPEG", {"quality": 60, "subsampling": 2}), ("JPEG", {"optimize": True, "quality": 95}))
    out = io.BytesIO()
    image.save(out, form, **how)
    return out.getvalue(), {"JPEG": ".jpg", "TIFF": ".tif"}.get(form, "." + form.lower())


def transparent(m):
    """A code as a designer exports it: ink on nothing, with smooth edges, or a soft shadow below a card."""
    code = m.code(m.pick(5, 6, 8), dark=m.pick(*INKS))
    if m.rng.random() < 0.5:
        alpha = render.levels3(255 - code.pixels)[:, :, 1]
        alpha = np.where(alpha > 0, 255, 0).astype(np.uint8)
        rgba = np.dstack([np.zeros((*alpha.shape, 3), np.uint8), alpha])
    else:
        card = render.levels3(render.padded(code, 255, 10, 10, 10, 10).pixels)
        h, w = card.shape[:2]
        rgba = np.zeros((h + 40, w + 40, 4), np.uint8)
        shade = np.zeros((h + 40, w + 40), np.float32)
        shade[24 : h + 24, 20 : w + 20] = 110
        rgba[:, :, 3] = np.clip(cv2.GaussianBlur(shade, (0, 0), 6), 0, 255)
        rgba[16 : h + 16, 20 : w + 20, :3] = card[:, :, ::-1]
        rgba[16 : h + 16, 20 : w + 20, 3] = 255
    out = io.BytesIO()
    Image.fromarray(rgba).save(out, "PNG")
    return out.getvalue(), ".png"


def folded(m):
    """Folds, a shadow of whoever takes the picture."""
    bgr = m.page(code=m.code(m.pick(5, 6, 8)), lines=3)[0].bgr().astype(np.float32)
    height, width = bgr.shape[:2]
    for _ in range(m.pick(1, 2, 3)):
        at = int(m.rng.uniform(0.1, 0.9) * width)
        run = np.exp(-abs(np.arange(width) - at) / m.rng.uniform(3, 15)) * m.rng.uniform(0.1, 0.35)
        side = np.where(np.arange(width) < at, 1, -0.6)
        bgr *= (1 - run * side)[None, :, None]
    box = sorted(m.rng.uniform(0, 1, 2)), sorted(m.rng.uniform(0, 1, 2))
    bgr = render.shadowed(bgr, (box[0][0], box[1][0], box[0][1], box[1][1]), m.rng.uniform(0.45, 0.8), m.rng.uniform(2, 20))
    return out_jpeg(photo_of(m, bgr, soft=0.5), 85)


def large(m):
    """A page of 12 megapixels with much text, the code small."""
    width, height = m.pick((3024, 4032), (2480, 3508), (4032, 3024))
    code = m.code(m.pick(8, 10, 14))
    sheet, _ = m.page(width, height, code, lines=m.pick(8, 14), where=True, size=m.pick(36, 50))
    bgr = sheet.bgr()
    if m.rng.random() < 0.5:
        noise = m.rng.normal(0, 3, (height // 2, width // 2)).astype(np.float32)
        noise = cv2.resize(noise, (width, height))[:, :, None]
        bgr = np.clip(bgr * 0.93 + 6 + noise, 0, 255).astype(np.uint8)
    return out_jpeg(bgr, 88)


def forwarded(m):
    """Sent on and on by a chat program: smaller and coarser each time."""
    bgr = m.page(code=m.code(m.pick(5, 6, 8)))[0].bgr()
    for _ in range(m.pick(1, 2, 4)):
        factor = m.pick(0.7, 0.85, 1.0)
        bgr = cv2.resize(bgr, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
        bgr = cv2.imdecode(np.frombuffer(out_jpeg(bgr, m.pick(45, 60, 75))[0], np.uint8), cv2.IMREAD_COLOR)
        if bgr.shape[0] < 350:
            break
    return out_jpeg(bgr, 70)


def from_screen(m):
    """A screen, filmed: its pixels beat with the camera's."""
    bgr = m.page(code=m.code(m.pick(6, 8)), lines=2)[0].bgr().astype(np.float32)
    bgr = render.screen_pattern(bgr * 0.85, m.rng.uniform(2, 4), m.rng.uniform(0.05, 0.25), m.rng.uniform(0, 20))
    return out_jpeg(photo_of(m, bgr, soft=m.rng.uniform(0.5, 1.0)), 85)


# Name → how it is made; what each is in one line is its documentation or its name.
KINDS = {
    "plain": plain,
    "logo": logo,
    "coloured": coloured,
    "styled": styled,
    "bar-codes": bar_codes,
    "tilted-code39": tilted_code39,
    "boxy-text": boxy_text,
    "photo-ground": photo_ground,
    "dark-poster": dark_poster,
    "icons": icons,
    "scan-frame": scan_frame,
    "table": table,
    "several": several,
    "round-code": round_code,
    "screenshot": screenshot,
    "profiles": profiles,
    "png-fields": png_fields,
    "filmed": filmed,
    "turned-photo": turned_photo,
    "mpf": mpf,
    "scanned": scanned,
    "cmyk": cmyk,
    "deep": deep,
    "palette": palette,
    "other-files": other_files,
    "transparent": transparent,
    "folded": folded,
    "large": large,
    "forwarded": forwarded,
    "from-screen": from_screen,
}
# Not counted as false alarms: they may be called unsafe, in words of their own.
APART = {"round-code"}


def made(kind, number, seed, hosts):
    rng = np.random.default_rng([seed, *kind.encode(), number])
    return KINDS[kind](Maker(rng, hosts))
