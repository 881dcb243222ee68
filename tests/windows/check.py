"""What the Windows program does under Wine. Started by `run`, which says what is where."""

import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
import tomllib
import unittest
from pathlib import Path

ROOT = Path.cwd()
MADE = ROOT / "target/windows"
KEPT = MADE / "kept"
PREFIX = Path(os.environ["WINEPREFIX"])
LINUX = os.environ["YANMA_LINUX"]
CONSOLE = MADE / "yanma.exe"
WINDOWED = MADE / "yanmaw.exe"
DRIVE_C = PREFIX / "drive_c"
OFFICIAL = "https://fuwu.nhsa.gov.cn/"


def user_folder():
    users = [path for path in (DRIVE_C / "users").iterdir() if path.name != "Public"]
    assert len(users) == 1, users
    return users[0]


def settings_folder():
    return user_folder() / "AppData/Roaming/yanma/config"


def session(**options):
    """A fresh session of Wine, whose own programs hold none of our pipes open, and are on the display that is asked for."""
    nowhere = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run(["wineserver", "--kill"], **nowhere)
    subprocess.run(["wineserver", "--wait"], timeout=60, **nowhere)
    subprocess.run(["wineserver", "--persistent"], check=True, **nowhere)
    subprocess.run(["wine", "cmd", "/c", "exit"], check=True, timeout=120, **nowhere, **options)


def until(is_so, what, seconds=180):
    """Waits until something is so."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, f"not within {seconds} s: {what}"
        time.sleep(0.5)


def setUpModule():
    session()


def run(*arguments, program=CONSOLE, given=b"", seconds=120, **options):
    """Runs a Windows program to its end: status, output, errors."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        done = subprocess.run(
            ["wine", str(program), *map(str, arguments)], input=given, stdout=out, stderr=err, timeout=seconds, **options
        )
        out.seek(0)
        err.seek(0)
        return done.returncode, out.read().decode("utf-8"), err.read().decode("utf-8")


def records(output):
    return [json.loads(line) for line in output.splitlines()]


class Fresh(unittest.TestCase):
    """With an empty folder on drive C."""

    def setUp(self):
        self.folder = DRIVE_C / "test"
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.rmtree(settings_folder().parent, ignore_errors=True)
        self.folder.mkdir()
        self.poster = self.folder / "poster.png"
        shutil.copy(ROOT / "samples/official/blue.png", self.poster)


class CommandLine(Fresh):
    def judged(self, path, **options):
        """The status and verdict for a picture."""
        status, out, _ = run("check", "--json", path, **options)
        (record,) = records(out)
        self.assertEqual(record["source"], str(path))
        return status, record["verdict"]

    def test_paths_as_windows_writes_them(self):
        for path in [
            r"C:\test\poster.png",
            "C:/test/poster.png",
            r"c:\TEST\Poster.PNG",
            r"\\?\C:\test\poster.png",
            r"\\.\C:\test\poster.png",
            r"C:\test\..\test\.\poster.png",
        ]:
            with self.subTest(path):
                self.assertEqual(self.judged(path), (0, "safe"))
        for path in ["poster.png", r".\poster.png", "C:poster.png"]:
            with self.subTest(path):
                self.assertEqual(self.judged(path, cwd=self.folder), (0, "safe"))

    def test_names_in_any_script_and_with_any_sign(self):
        names = ["医保海报.png", "海报 (1) '&#%20;=+@!~^.png", "a'b`c$d.png", "🎉测试.PNG", "ё ß é.png", "-v.png", "x.png.png"]
        folder = self.folder / "下载 的 图片"
        folder.mkdir()
        for name in names:
            shutil.copy(self.poster, folder / name)
            with self.subTest(name):
                self.assertEqual(self.judged("C:\\test\\下载 的 图片\\" + name), (0, "safe"))
        status, out, _ = run("check", "--json", r"C:\test\下载 的 图片")
        self.assertEqual(status, 0)
        self.assertEqual(
            [record["source"] for record in records(out)],
            sorted(("C:\\test\\下载 的 图片\\" + name for name in names), key=lambda path: path.encode()),
        )

    def test_a_path_longer_than_260(self):
        folder = self.folder
        for _ in range(6):
            folder = folder / ("很长的文件夹名字" * 6)
            folder.mkdir()
        shutil.copy(self.poster, folder / "a.png")
        path = "C:\\" + str(folder.relative_to(DRIVE_C) / "a.png").replace("/", "\\")
        self.assertGreater(len(path), 260)
        self.assertEqual(self.judged(path), (0, "safe"))
        status, out, _ = run("check", "--json", r"C:\test")
        self.assertEqual((status, len(records(out))), (0, 2))

    def test_reserved_names_are_refused(self):
        for name in ["CON", "NUL", "COM1", "LPT1", "AUX", "PRN", r"C:\test\CON", "nul.png", r"\\.\NUL", "CONIN$", r"\\.\pipe\x"]:
            with self.subTest(name):
                started = time.monotonic()
                status, out, _ = run("check", "--json", name, given=b"abc", cwd=self.folder, seconds=60)
                self.assertEqual((status, records(out)[0]["verdict"]), (2, "error"))
                self.assertLess(time.monotonic() - started, 45, "it waits for something")

    def test_a_share_that_is_not_there(self):
        status, out, _ = run("check", "--json", r"\\no-such-host\share\a.png")
        self.assertEqual((status, records(out)[0]["verdict"]), (2, "error"))

    def test_lists_and_settings_as_notepad_writes_them(self):
        entry = (
            "[list]\nserial = 1\nissued_on = 2026-11-01\n[[entry]]\nhost = \"ybj.example.cn\"\n"
            "name = { zh = \"本地医保\", en = \"Local\" }\nregion = \"CN-45\"\nkind = \"service-hall\"\ngrade = \"B\"\n"
            "evidence_note = \"见文件 · see the file\"\nverified_on = 2026-11-01\nstatus = \"active\"\n"
        )
        folder = self.folder / "名单"
        folder.mkdir()
        for mark in ["", "\ufeff"]:
            (folder / "a.toml").write_bytes((mark + entry).replace("\n", "\r\n").encode())
            status, out, err = run("check", "--allowlist", r"C:\test\名单", "--text", "https://ybj.example.cn/")
            self.assertEqual(status, 0, out + err)
        status, out, _ = run("allowlist", "lint", r"C:\test\名单")
        self.assertEqual(status, 0, out)

    def test_texts_from_standard_input_with_either_line_end(self):
        for end in ["\n", "\r\n"]:
            lines = end.join([OFFICIAL, "医保码", "https://yb-tongzhi.top/", ""])
            status, out, _ = run("check", "--text", "--json", given=lines.encode())
            self.assertEqual(status, 1)
            self.assertEqual([record["verdict"] for record in records(out)], ["safe", "unsafe", "unsafe"])
            self.assertEqual(records(out)[1]["symbols"][0]["text"], "医保码")

    def test_a_picture_from_standard_input_is_not_changed_on_the_way(self):
        status, out, _ = run("check", "--json", "-", given=self.poster.read_bytes())
        self.assertEqual((status, records(out)[0]["verdict"]), (0, "safe"))

    def test_exit_statuses_and_words(self):
        for arguments, status, words in [
            (["check", r"C:\test\poster.png"], 0, "安全"),
            (["check", "--text", "https://yb-tongzhi.top/"], 1, "不安全"),
            (["check", r"C:\test\none.png"], 2, "读不了"),
            ([r"C:\test\poster.png"], 0, "安全"),
            (["--lang", "en", r"C:\test\poster.png"], 0, "safe"),
        ]:
            with self.subTest(arguments):
                got, out, err = run(*arguments)
                self.assertEqual(got, status, out + err)
                self.assertIn(words, out)
                self.assertNotIn("\x1b", out + err, "colours where there is no terminal")
        status, _, err = run("chekc")
        self.assertEqual(status, 2)
        self.assertIn("yanma check", err)

    def test_a_sheet_is_written(self):
        status, _, err = run("check", "--html", r"C:\test\检查表.html", r"C:\test\poster.png")
        self.assertEqual(status, 0, err)
        self.assertIn("poster.png", (self.folder / "检查表.html").read_text("utf-8"))

    def test_control_c_ends_it(self):
        child = subprocess.Popen(["wine", CONSOLE, "check", "--text"], stdin=subprocess.PIPE)
        time.sleep(5)
        self.assertIsNone(child.poll(), "it waits for texts")
        child.send_signal(signal.SIGINT)  # Wine makes Ctrl+C of it, and a status of its own: Windows has 0xC000013A
        child.wait(timeout=30)
        child.stdin.close()

    def test_cameras_are_missed_in_words(self):
        status, out, err = run("cameras")
        self.assertIn(status, (1, 2))
        self.assertIn("摄像头", out + err)

    def test_the_tests_of_the_command_line(self):
        """tests/cli.rs with this program. What is of Unix alone is left out."""
        program = MADE / "yanma-under-wine"
        program.write_text(f'#!/bin/sh\nexec wine "{CONSOLE}" "$@"\n')
        program.chmod(0o755)
        of_unix = [
            "a_file_that_may_not_be_read",  # rights of Unix
            "a_folder_is_sorted",  # compares paths as Unix writes them; test_names_in_any_script_and_with_any_sign sorts
            "a_path_that_is_no_utf_8",  # Wine shows such names otherwise
            "links_in_a_folder",  # Wine follows links of Unix by itself
            "pipes_and_devices",  # of Unix; those of Windows: test_reserved_names_are_refused
            "what_cannot_be_seen_in_a_path",  # names that Windows does not have
            "without_a_display",  # Windows always has one
            "a_pin_is_set",  # asks at a terminal
            "a_sheet_is_written_beside",  # of a file named <i>.png; test_a_sheet_is_written
        ]
        skipped = [word for name in of_unix for word in ("--skip", name)]
        done = subprocess.run(
            [os.environ.get("CARGO", "cargo"), "test", "--locked", "--test", "cli", "--", "--test-threads", "2", *skipped],
            env={**os.environ, "YANMA": str(program)},
            capture_output=True,
        )
        (MADE / "cli.log").write_bytes(done.stdout + done.stderr)
        self.assertEqual(done.returncode, 0, done.stdout.decode("utf-8", "replace"))


def normal(output):
    """Lines of JSON by source, without the time and with paths as on Unix."""
    lines = {}
    for line in output.splitlines():
        line = re.sub(r'"millis":\d+', '"millis":0', line)
        source = json.loads(line)["source"]
        plain = source.replace("\\", "/")
        lines[plain] = line.replace(json.dumps(source, ensure_ascii=False), json.dumps(plain, ensure_ascii=False))
    return lines


class Samples(unittest.TestCase):
    def test_every_sample_is_judged_as_its_sidecar_says_and_as_on_linux(self):
        status, out, err = run("check", "--json", "samples", seconds=3_600)
        linux = subprocess.run([LINUX, "check", "--json", "samples"], capture_output=True, text=True)
        self.assertEqual((status, err), (linux.returncode, linux.stderr))
        here, there = normal(out), normal(linux.stdout)
        self.assertGreaterEqual(len(here), 60)
        self.assertEqual(sorted(here), sorted(there))
        for source in here:
            with self.subTest(source):
                self.assertEqual(here[source], there[source])
                record = json.loads(here[source])
                sidecar = tomllib.loads(Path(source).with_suffix(".toml").read_text("utf-8"))
                self.assertEqual((record["verdict"], record["reasons"]), (sidecar["verdict"], sidecar["reasons"]))
                texts = sorted(str(symbol.get("text")) for symbol in sidecar.get("symbol", []))
                self.assertEqual(sorted(str(symbol["text"]) for symbol in record["symbols"]), texts)
        print(f"{len(here)} samples", end=" … ", flush=True)


class Window(Fresh):
    def setUp(self):
        super().setUp()
        self.children = []

    def tearDown(self):
        for child in self.children:
            if child.poll() is None:
                child.kill()
            child.wait()
        session()

    def start(self, *arguments, program=WINDOWED, **options):
        child = subprocess.Popen(["wine", str(program), *map(str, arguments)], **options)
        self.children.append(child)
        return child

    def window(self, title, seconds=90):
        """Waits for a window; its number."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = subprocess.run(
                ["xdotool", "search", "--onlyvisible", "--name", title], capture_output=True, text=True
            ).stdout.split()
            if found:
                return found[-1]
            time.sleep(0.5)
        self.fail(f"no window {title}")

    def picture(self, name, wait=6):
        """Keeps what is on the screen, and makes sure that something is."""
        time.sleep(wait)
        path = KEPT / f"{name}.png"
        subprocess.run(["import", "-window", "root", path], check=True)
        colours = subprocess.run(["convert", path, "-format", "%k", "info:"], capture_output=True, text=True, check=True)
        self.assertGreater(int(colours.stdout), 50, "the screen is empty")

    def key(self, window, *keys):
        subprocess.run(["xdotool", "windowfocus", "--sync", window], timeout=30)
        subprocess.run(["xdotool", "key", *keys], check=True)

    def test_a_film_is_judged_at_the_desk(self):
        self.start("--demo", "samples/official")
        self.window("验码|Yanma")
        self.picture("desk-demo", 12)

    def test_a_film_is_judged_at_the_kiosk(self):
        self.start("kiosk", "--demo", "samples/official")
        self.window("验码|Yanma")
        self.picture("kiosk-demo", 12)

    def test_files_open_the_desk(self):
        shutil.copy(ROOT / "samples/lookalike" / sorted(os.listdir(ROOT / "samples/lookalike"))[0], self.folder / "另一张.png")
        self.start(r"C:\test\poster.png", r"C:\test\另一张.png")
        self.window("验码|Yanma")
        self.picture("desk-files", 15)

    def test_text_and_picture_come_from_the_clipboard(self):
        self.start()
        window = self.window("验码|Yanma")
        time.sleep(8)
        subprocess.run(["xclip", "-selection", "clipboard"], input=b"https://yb-tongzhi.top/", check=True)
        self.key(window, "ctrl+v")
        time.sleep(4)
        subprocess.run(["xclip", "-selection", "clipboard", "-target", "image/bmp", self.bitmap()], check=True)
        self.key(window, "ctrl+v")
        self.picture("desk-pasted", 10)

    def test_a_part_of_the_screen(self):
        """F8, and what another program shows is judged; what it says is copied."""
        picture = ROOT / "samples/official/host-only.png"
        # Nothing can be out of the way where nobody minds the windows.
        for other in (["openbox"], ["display", "-geometry", "+1000+150", picture]):
            self.children.append(subprocess.Popen(other, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
            time.sleep(2)
        self.start()
        window = self.window("验码|Yanma")
        time.sleep(8)
        self.key(window, "F8")
        self.picture("screen", 10)
        subprocess.run(["xdotool", "mousemove", "145", "32", "click", "1"], check=True)  # all of it
        self.picture("screen-judged", 15)
        self.key(window, "ctrl+c")
        time.sleep(3)
        said = subprocess.run(["xclip", "-selection", "clipboard", "-o"], capture_output=True, text=True).stdout
        self.assertTrue(said.startswith("安全"), said)

    def bitmap(self):
        path = self.folder / "poster.bmp"
        subprocess.run(["convert", self.poster, f"BMP3:{path}"], check=True)
        return path

    def test_settings_lie_in_appdata(self):
        settings_folder().mkdir(parents=True)
        settings = settings_folder() / "settings.toml"
        settings.write_bytes("\ufefflanguage = \"en\"\r\nhall_name = \"南宁市民中心\"\r\n".encode())
        self.start("kiosk", "--camera", "0")
        self.window("Yanma")
        self.picture("kiosk-without-camera", 8)
        self.assertTrue((settings_folder() / "kiosk.lock").exists())
        self.assertFalse((settings_folder() / "settings.toml.broken").exists())
        # A second one would fight with it.
        status, _, err = run("kiosk")
        self.assertEqual(status, 2)
        self.assertIn("already", err.lower())

    def test_without_opengl_it_says_what_to_do(self):
        reading, writing = os.pipe()
        screen = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1366x768x24", "-extension", "GLX", "-nolisten", "tcp"],
            pass_fds=[writing],
            stderr=subprocess.DEVNULL,
        )
        self.children.append(screen)
        os.close(writing)
        with os.fdopen(reading) as told:
            display = ":" + told.readline().strip()
        there = {**os.environ, "DISPLAY": display}
        session(env=there)
        status, out, err = run("--demo", "samples/official", env=there)
        self.assertEqual((status, out), (2, ""), err)
        self.assertIn("OpenGL", err)
        self.assertIn("yanma check", err)
        self.assertNotIn("panicked", err)
        status, out, err = run("check", r"C:\test\poster.png", env=there)
        self.assertEqual((status, err), (0, ""))
        box = self.start("--demo", "samples/official", env=there)
        time.sleep(15)
        self.assertIsNone(box.poll(), "the box waits to be closed")
        subprocess.run(["import", "-window", "root", KEPT / "no-opengl.png"], env=there, check=True)

    def test_start_to_first_frame(self):
        here = run("--demo", "samples/official", "--measure", "1", seconds=600)
        there = subprocess.run([LINUX, "--demo", "samples/official", "--measure", "1"], capture_output=True, text=True)
        self.assertEqual((here[0], there.returncode), (0, 0), here[2] + there.stderr)
        for name, out in (("Wine", here[1]), ("Linux", there.stdout)):
            print(f"{name}: {re.search('start to first frame.*', out)[0]}", end=" … ", flush=True)


class Installer(Fresh):
    maxDiff = None

    def everything(self):
        """Every file of the drive but temporary ones, every line of the user's registry, and what the machine's says of us."""
        session()  # the registry is written when the one before ends
        files = {
            str(path.relative_to(DRIVE_C)) for path in DRIVE_C.rglob("*") if "Temp" not in path.parts and not path.is_symlink()
        }
        registry = set()
        for name in ("user.reg", "system.reg"):
            key = ""
            for line in (PREFIX / name).read_text("utf-8", "replace").splitlines():
                if line.startswith("["):
                    key = line.rsplit("]", 1)[0]
                    line = ""
                # Where Wine writes by itself, only what names the program.
                is_of_wine = name == "system.reg" or key.startswith((r"[Software\\Wine", "[Console"))
                if key and not line.startswith("#") and (not is_of_wine or "anma" in key + line or "验码" in line):
                    registry.add((name, key, line))
        return files, registry

    def test_installed_used_and_removed(self):
        (setup,) = MADE.glob("yanma-*-setup.exe")
        run("check", "--text", OFFICIAL)  # whatever a first program makes Wine write
        # Every Windows has these, and a new Wine has not.
        for key in (r"HKCU\Software\Classes", r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall"):
            subprocess.run(["wine", "reg", "add", key, "/f"], check=True, stdout=subprocess.DEVNULL)
        before = self.everything()
        self.assertEqual(run("/S", program=setup, seconds=300)[0], 0)
        files, registry = self.everything()
        new = files - before[0]
        installed = user_folder() / "AppData/Local/Programs/Yanma"
        self.assertTrue((installed / "yanmaw.exe").is_file(), new)
        self.assertTrue(any(path.endswith("验码.lnk") or path.endswith("Yanma.lnk") for path in new), new)
        lines = registry - before[1]
        keys = {key for _, key, _ in lines}
        self.assertTrue(any("OpenWithProgids" in key and ".png" in key for key in keys), keys)
        commands = [line for _, key, line in lines if key.endswith(r"shell\\Yanma\\command") and ".png" in key and line]
        self.assertEqual(len(commands), 1, commands)
        self.assertIn("--open", commands[0])
        # Nobody but the user has anything of it.
        self.assertFalse([line for line in lines if line[0] == "system.reg"])

        status, out, err = run("check", r"C:\test\poster.png", program=installed / "yanma.exe")
        self.assertEqual(status, 0, out + err)
        child = subprocess.Popen(["wine", str(installed / "yanmaw.exe"), "kiosk"])
        lock = settings_folder() / "kiosk.lock"
        until(lock.exists, "it has run, and left its folder")
        time.sleep(5)
        # While it runs nothing is taken away.
        self.assertEqual(run("/S", program=setup, seconds=120)[0], 2)
        child.kill()
        child.wait()
        session()

        self.assertEqual(run("/S", program=installed / "uninstall.exe", seconds=120)[0], 0)
        until(lambda: not installed.exists(), "it works from a copy of itself")
        time.sleep(3)
        after = self.everything()
        self.assertEqual(sorted(after[0] - before[0]), [])
        self.assertEqual(sorted(after[1] - before[1]), [])

    def test_the_zip_runs_where_it_is_unpacked(self):
        (archive,) = MADE.glob("yanma-*-windows.zip")
        subprocess.run(["unzip", "-q", archive, "-d", self.folder / "解压"], check=True)
        (program,) = (self.folder / "解压").glob("*/yanma.exe")
        self.assertEqual(run("check", r"C:\test\poster.png", program=program)[0], 0)
        text = (program.parent / "README.txt").read_bytes()
        self.assertTrue(text.startswith(b"\xef\xbb\xbf") and b"\r\n" in text)
