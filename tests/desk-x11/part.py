"""A part of the screen: what is drawn is judged, nothing else, and the window is where it was. Started by `run`."""

import os
import re
import subprocess
import time
import unittest

import desktop
from desktop import ROOT, Fresh, copied, dimmed, drag, drop, geometry, keep, key, state, until, verdict

OFFICIAL = ROOT / "samples/official/host-only.png"
LOOKALIKE = ROOT / "samples/lookalike/embedded-with-dots.png"


class Screen(Fresh):
    """With a code that is official on the left, one that is not on the right, and the desk between them."""

    def setUp(self):
        super().setUp()
        self.width, self.height = map(int, output_size())
        self.official = self.desktop.show(OFFICIAL, 60, 120)
        self.lookalike = self.desktop.show(LOOKALIKE, self.width - 560, 120)
        self.program, self.window = self.desktop.open("--size", "1000x720")
        self.before = geometry(self.window), state(self.window)

    def take(self, name):
        """F8, until the picture of the screen is there."""
        key("F8")
        until(lambda: "FULLSCREEN" in state(self.window), "the picture of the screen")
        time.sleep(2)
        self.place = dimmed(name)
        self.assertAlmostEqual(self.place[2] / self.place[3], self.width / self.height, delta=0.02)

    def at(self, x, y):
        """Where a point of the screen stands in its picture."""
        left, top, width, height = self.place
        return left + x * width / self.width, top + y * height / self.height

    def draw(self, window, name=None, margin=12):
        x, y, width, height = geometry(window)
        drag(self.at(x - margin, y - margin), self.at(x + width + margin, y + height + margin))
        if name:
            keep(name)
        drop()

    def is_back(self):
        until(lambda: "FULLSCREEN" not in state(self.window), "the end of the full screen")
        time.sleep(1)
        self.assertEqual((geometry(self.window), state(self.window)), self.before)
        self.assertIsNone(self.program.poll())


def output_size():
    """Of all screens together."""
    return re.search(r"dimensions: +(\d+)x(\d+)", desktop.output("xdpyinfo")).groups()


class Part(Screen):
    def test_what_is_drawn_is_judged_and_nothing_else(self):
        for window, word, name in ((self.official, "安全", "official"), (self.lookalike, "不安全", "lookalike")):
            with self.subTest(name):
                self.take(f"{name}-dimmed")
                self.draw(window, f"{name}-drawn")
                self.is_back()
                text = until(copied, "a verdict")
                keep(f"{name}-judged")
                self.assertTrue(text.startswith(word), text)
                self.assertNotIn("/", text.splitlines()[0])
                key("Delete")

    def test_escape_and_the_button_leave_it(self):
        self.take("escape")
        key("Escape")
        self.is_back()
        time.sleep(2)
        self.assertIsNone(copied(), "nothing was drawn")
        # And while something is being drawn.
        self.take("escape-drawing")
        x, y, width, height = geometry(self.lookalike)
        drag(self.at(x, y), self.at(x + width, y + height))
        key("Escape")
        time.sleep(0.5)
        drop()
        self.is_back()
        time.sleep(2)
        self.assertIsNone(copied(), "it was left")

    def test_a_click_or_too_small_a_part_is_none(self):
        self.take("small")
        for side in (0, 4, 9):
            start = self.at(300, 300)
            drag(start, [start[0] + side, start[1] + side])
            drop()
        time.sleep(1)
        self.assertIn("FULLSCREEN", state(self.window), "it waits for a larger one")
        keep("too-small")
        self.draw(self.lookalike)
        self.is_back()
        self.assertTrue(verdict().startswith("不安全"))

    def test_a_part_ends_where_the_screen_does(self):
        self.take("outside")
        x, y, width, height = geometry(self.official)
        drag(self.at(x + width + 20, y - 12), (0, self.height - 1))
        keep("outside-drawn")
        drop()
        self.is_back()
        self.assertTrue(verdict().startswith("安全"))

    def test_nothing_there(self):
        self.take("nothing")
        drag(self.at(20, 20), self.at(self.width - 20, 90))
        drop()
        self.is_back()
        text = until(copied, "a verdict")
        keep("nothing-judged")
        self.assertTrue(text.startswith("没有码"), text)

    def test_both_codes_are_as_bad_as_the_worse_one(self):
        self.take("both")
        x, y, width, height = geometry(self.lookalike)
        drag(self.at(20, 60), self.at(x + width + 12, y + height + 12))
        drop()
        self.is_back()
        text = until(copied, "a verdict")
        keep("both-judged")
        self.assertTrue(text.startswith("不安全"), text)

    def test_again_and_again_while_it_is_up(self):
        self.take("again")
        key("F8")  # already there
        time.sleep(2)
        self.assertIn("FULLSCREEN", state(self.window))
        self.draw(self.official)
        self.is_back()
        self.assertTrue(verdict().startswith("安全"))
        # Twice at once is once.
        key("F8", "F8")
        until(lambda: "FULLSCREEN" in state(self.window), "the picture of the screen")
        time.sleep(4)
        key("Escape")
        self.is_back()
        time.sleep(3)
        self.assertEqual(state(self.window), self.before[1])

    def test_a_window_that_fills_the_screen_fills_it_again(self):
        key("F11")
        until(lambda: "FULLSCREEN" in state(self.window), "the full screen")
        key("F8")
        time.sleep(5)
        self.place = dimmed("from-full-screen")
        self.draw(self.official)
        time.sleep(2)
        self.assertIn("FULLSCREEN", state(self.window))
        self.assertTrue(verdict().startswith("安全"))


class Wide(Screen):
    """Two screens side by side are one to X11."""

    SCREENS = ["2048x768"]

    def test_both_halves_are_seen(self):
        for window, word, name in ((self.official, "安全", "left"), (self.lookalike, "不安全", "right")):
            with self.subTest(name):
                self.take(f"wide-{name}")
                self.draw(window, f"wide-{name}-drawn")
                self.is_back()
                self.assertTrue(verdict().startswith(word))


class Kiosk(Fresh):
    def test_the_key_does_nothing(self):
        self.desktop.show(OFFICIAL, 60, 120)
        program, window = self.desktop.open("kiosk", "--demo", str(ROOT / "samples/damaged"))
        before = geometry(window), state(window)
        for _ in range(30):
            key("F8")
            time.sleep(0.1)
            self.assertEqual((geometry(window), state(window)), before)
        keep("kiosk")
        self.assertIsNone(program.poll())


class Wayland(Fresh):
    def test_it_says_what_to_do_instead(self):
        folder = self.desktop.work.name
        os.environ["XDG_RUNTIME_DIR"] = folder
        os.chmod(folder, 0o700)
        self.desktop.start(
            "weston", "--backend=x11-backend.so", "--width=1280", "--height=700", "--socket=wayland-test", "--idle-time=0",
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        until(lambda: os.path.exists(f"{folder}/wayland-test"), "a Wayland compositor")
        time.sleep(4)
        there = {**os.environ, "WAYLAND_DISPLAY": "wayland-test"}
        program = self.desktop.start(desktop.YANMA, "--size", "1000x640", env=there)
        time.sleep(6)
        for x in (600, 683, 700):  # it follows the mouse once that is in its window
            desktop.output("xdotool", "mousemove", x, 500)
            time.sleep(0.3)
        desktop.output("xdotool", "click", "1")
        time.sleep(1)
        before = keep("wayland")
        key("F8")
        time.sleep(3)
        after = keep("wayland-told")
        self.assertIsNone(program.poll())
        # Below the bar of the compositor, with its clock. What it says is in tests/window.rs.
        shots = [word for shot in (before, after) for word in ("(", shot, "-crop", "1366x600+0+100", "+repage", ")")]
        changed = subprocess.run(["compare", "-metric", "AE", *shots, "null:"], capture_output=True, text=True).stderr
        self.assertTrue(1_000 < float(changed) < 100_000, changed)
