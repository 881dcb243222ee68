"""What a screen reader finds in the real window: reads the accessibility bus (AT-SPI) as Orca does.

Prints every screen as it is read out, and fails where something has no name, where a verdict is not said by itself, or
is not the first thing on its screen. Started by `run`, which has made a display and a bus.
"""

import os
import shutil
import subprocess
import sys
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, Gio, GLib  # noqa: E402

YANMA, SAMPLES, WORK = sys.argv[1:4]
# Roles that only hold others.
HOLDERS = {"application", "filler", "panel", "scroll pane", "viewport", "unknown", "grouping", "section"}
# egui gives it none, and screen readers say what it is.
NAMELESS = {"scroll bar"}
# Longest wait for a verdict, in seconds: the software that draws the window is slow.
LIMIT = 60

problems = []
said = []


def hear(event):
    """A live region has news, or the window another name: what different screen readers say by themselves."""
    if event.type.startswith("object:announcement"):
        said.append(("announcement", event.any_data))
    elif event.source.get_role_name() == "frame":
        said.append(("window", event.any_data))


def wait(seconds, until=lambda: False):
    """Lets events in until something is so, or the time is over; returns whether it is so."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and not until():
        GLib.MainContext.default().iteration(False)
        time.sleep(0.01)
    return until()


def window(process):
    """The frame of the program, once it is on the bus."""
    desktop = Atspi.get_desktop(0)
    for index in range(desktop.get_child_count()):
        app = desktop.get_child_at_index(index)
        if app and app.get_process_id() == process.pid and app.get_child_count():
            return app.get_child_at_index(0)
    return None


def nodes(node, depth=0):
    """A node and everything in it, in reading order."""
    yield depth, node
    for index in range(node.get_child_count()):
        child = node.get_child_at_index(index)
        if child:
            yield from nodes(child, depth + 1)


def show(screen, frame):
    """Prints a screen and notes what has no name; returns the names in reading order."""
    print(f"\n== {screen}")
    names = []
    frame.clear_cache()
    for depth, node in nodes(frame):
        role, name = node.get_role_name(), (node.get_name() or "").strip()
        if not name and role in HOLDERS:
            continue
        print("  " * depth + f"{role}: {name!r}")
        names.append(name)
        if not name and role not in NAMELESS:
            problems.append(f"{screen}: a {role} without a name")
    return names


def open_window(*arguments):
    process = subprocess.Popen([YANMA, *arguments, "--size", "1366x768"])
    if not wait(LIMIT, lambda: window(process) is not None):
        sys.exit("the window is not on the accessibility bus")
    wait(2)
    return process, window(process)


def close(process):
    process.kill()
    process.wait()
    wait(0.5)


def film(sample):
    folder = os.path.join(WORK, sample.replace("/", "-"))
    os.makedirs(folder)
    shutil.copy(os.path.join(SAMPLES, sample), folder)
    return folder


def press(frame, name):
    """Presses a button as a screen reader does."""
    for _, node in nodes(frame):
        if node.get_name() == name and node.get_role_name() in ("push button", "button"):
            node.get_action_iface().do_action(0)
            wait(2)
            return
    problems.append(f"no button {name}")


def kiosk(screen, sample, words):
    """A sample is held up: its verdict is said without being asked for, and stands first."""
    process, frame = open_window("kiosk", "--demo", film(sample))
    if screen == "safe":
        show("attract", frame)
    said.clear()
    for how in ("announcement", "window"):
        if not wait(LIMIT, lambda: any(h == how and words[0] in s for h, s in said)):
            problems.append(f"{screen}: {words[0]} was not said ({how})")
    names = show(screen, frame)
    for how, words_said in said:
        print(f"said by itself ({how}): {words_said!r}")
    for word in words:
        if not any(word in name for name in names):
            problems.append(f"{screen}: {word} is nowhere")
    if len(names) < 2 or not names[1].startswith(words[0]):
        problems.append(f"{screen}: {words[0]} is not the first thing: {names[:2]}")
    close(process)


bus = Gio.bus_get_sync(Gio.BusType.SESSION)
for name in ("IsEnabled", "ScreenReaderEnabled"):
    arguments = GLib.Variant("(ssv)", ("org.a11y.Status", name, GLib.Variant("b", True)))
    bus.call_sync(
        "org.a11y.Bus", "/org/a11y/bus", "org.freedesktop.DBus.Properties", "Set", arguments, None, 0, -1, None
    )
Atspi.init()
listener = Atspi.EventListener.new(hear)
listener.register("object:announcement")
listener.register("object:property-change:accessible-name")

kiosk("safe", "official/poster-720p.jpg", ["安全", "官方网址", "没查旁边的人", "再查一个"])
kiosk("unsafe", "lookalike/embedded-with-dots.png", ["不安全", "它冒充官方网址", "的二维码", "再查一个"])
kiosk("own", "not-a-link/credential.png", ["请收好这个码", "再查一个"])

process, frame = open_window("kiosk", "--demo", film("damaged/data-destroyed.png"))
wait(3)
show("scanning", frame)
close(process)

process, frame = open_window("--demo", film("damaged/blank.png"), "--open", os.path.join(SAMPLES, "lookalike"))
wait(8)
show("desk", frame)
for screen, button in (("directory", "官方网址名单"), ("settings", "设置")):
    press(frame, button)
    show(screen, frame)
    press(frame, "返回")
close(process)

print()
for problem in problems:
    print(f"screen-reader: {problem}")
print("screen-reader: passed" if not problems else f"screen-reader: {len(problems)} problems")
sys.exit(bool(problems))
