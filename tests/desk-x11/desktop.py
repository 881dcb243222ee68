"""A desktop in memory: a display, a window manager, and what people do before it. Started by `run`."""

import os
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

ROOT = Path.cwd()
YANMA = os.environ["YANMA"]
KEPT = ROOT / "target/desk-x11"
# Longest wait for anything, in seconds: what draws the window is slow.
LIMIT = 60
# The desktop behind the windows, and the same where it is dimmed (black over it, 150 of 255).
GROUND, DIMMED = "#00ff00", "rgb(0,105,0)"
# What stands in the clipboard before something is copied.
NOTHING = "nothing was copied"


def output(*command, **options):
    return subprocess.run([*map(str, command)], capture_output=True, text=True, check=True, **options).stdout


def until(found, what):
    """Waits until something is so, and says what it waited for."""
    end = time.monotonic() + LIMIT
    while time.monotonic() < end:
        if result := found():
            return result
        time.sleep(0.1)
    raise AssertionError(f"not within {LIMIT} s: {what}")


class Desktop:
    def __init__(self):
        self.children = []
        self.work = tempfile.TemporaryDirectory()

    def begin(self, *screens):
        reading, writing = os.pipe()
        numbered = [word for number, size in enumerate(screens) for word in ("-screen", str(number), f"{size}x24")]
        self.start(
            "Xvfb", "-displayfd", writing, *numbered, "-nolisten", "tcp", pass_fds=[writing], stderr=subprocess.DEVNULL
        )
        os.close(writing)
        with os.fdopen(reading) as told:
            os.environ["DISPLAY"] = ":" + told.readline().strip()
        os.environ["XDG_CONFIG_HOME"] = self.work.name
        self.start("openbox", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until(lambda: "WINDOW" in output("xprop", "-root", "_NET_SUPPORTING_WM_CHECK"), "a window manager")
        output("xsetroot", "-solid", GROUND)

    def start(self, *command, **options):
        child = subprocess.Popen([*map(str, command)], **options)
        self.children.append(child)
        return child

    def end(self):
        for child in reversed(self.children):
            child.kill()
            child.wait()
        self.work.cleanup()

    def show(self, picture, x, y):
        """Another program shows a picture, its left upper corner there."""
        name = f"shown {len(self.children)}"
        self.start("display", "-title", name, "-geometry", f"+{x}+{y}", picture)
        return until(lambda: windows(name), "the picture of another program")[0]

    def open(self, *arguments, **options):
        child = self.start(YANMA, *arguments, **options)
        window = until(lambda: windows(".", "--all", "--pid", child.pid), "the window")[-1]
        time.sleep(2)
        focus(window)
        return child, window


def windows(name, *more):
    found = subprocess.run(
        ["xdotool", "search", "--onlyvisible", *map(str, more), "--name", name], capture_output=True, text=True
    )
    return found.stdout.split()


def focus(window):
    output("xdotool", "windowactivate", "--sync", window, timeout=LIMIT)


def key(*keys):
    output("xdotool", "key", *keys)


def state(window):
    """What the window manager says of it, such as HIDDEN or FULLSCREEN."""
    return output("xprop", "-id", window, "_NET_WM_STATE")


def geometry(window):
    """x, y, width and height of a window on the screen."""
    lines = output("xdotool", "getwindowgeometry", "--shell", window).splitlines()
    values = dict(line.split("=") for line in lines)
    return [int(values[name]) for name in ("X", "Y", "WIDTH", "HEIGHT")]


def keep(name):
    """Keeps what is on the screen."""
    path = KEPT / f"{name}.png"
    output("import", "-window", "root", path)
    return path


def dimmed(name):
    """Where the dimmed picture of the screen stands, in pixels: x, y, width, height; and the picture of it is kept."""
    shot = keep(name)
    box = output("convert", shot, "-fuzz", "6%", "-fill", "black", "+opaque", DIMMED, "-format", "%@", "info:")
    size, x, y = box.split("+")
    width, height = size.split("x")
    return [int(number) for number in (x, y, width, height)]


def drag(start, end):
    output("xdotool", "mousemove", *map(round, start), "mousedown", "1")
    for step in range(1, 6):
        at = [from_ + (to - from_) * step / 5 for from_, to in zip(start, end)]
        output("xdotool", "mousemove", *map(round, at))
        time.sleep(0.15)


def drop():
    output("xdotool", "mouseup", "1")


def copy(text, kind="UTF8_STRING"):
    # It stays, to give the text away: none of our pipes may be open in it.
    nowhere = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run(["xclip", "-selection", "clipboard", "-target", kind], input=text.encode(), check=True, **nowhere)


def clipboard():
    return output("xclip", "-selection", "clipboard", "-o")


def copied():
    """What Ctrl+C takes of the result that is selected; none where none is."""
    copy(NOTHING)
    key("ctrl+c")
    time.sleep(0.5)
    text = clipboard()
    return None if text == NOTHING else text


def verdict():
    """What the newest result says when it is copied. Then it is taken away, so that the next one is the only one."""
    text = until(copied, "a verdict")
    key("Delete")
    time.sleep(0.5)
    return text


class Fresh(unittest.TestCase):
    """On a desktop of its own."""

    SCREENS = ["1366x768"]

    def setUp(self):
        self.desktop = Desktop()
        self.addCleanup(self.desktop.end)
        self.desktop.begin(*self.SCREENS)
