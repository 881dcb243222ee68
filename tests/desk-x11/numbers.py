"""What many pictures at once cost: time, memory, and the longest frame, while somebody goes through the list. Started by `run`."""

import shutil
import subprocess
import time
from pathlib import Path

from desktop import LIMIT, ROOT, Fresh, copy, key

# Chat pictures, posters, look-alikes, and what is no link.
SAMPLES = sorted(
    path for name in ("official", "lookalike", "not-a-link") for path in (ROOT / "samples" / name).iterdir() if path.suffix != ".toml"
)
# The longest that is waited for a picture, in seconds.
A_PICTURE = 5


class Numbers(Fresh):
    def pictures(self, count, folder):
        for number in range(count):
            sample = SAMPLES[number % len(SAMPLES)]
            shutil.copy(sample, folder / f"{number:04}{sample.suffix}")

    def folder(self, name):
        folder = Path(self.desktop.work.name) / name
        folder.mkdir(parents=True)
        return folder

    def measured(self, count, *arguments, give=lambda: None):
        """Gives the window something, goes through the list until so many are judged, and prints what it cost."""
        program, _ = self.desktop.open("--size", "1366x740", "--measure", str(count), *arguments, stdout=subprocess.PIPE, text=True)
        give()
        end = time.monotonic() + LIMIT + A_PICTURE * count
        while program.poll() is None and time.monotonic() < end:
            for step in ("End", "Up", "Prior", "Home", "Down", "Next"):
                if program.poll() is None:
                    subprocess.run(["xdotool", "key", step], capture_output=True)
                time.sleep(0.2)
        self.assertEqual(program.poll(), 0, "it has not come to an end")
        out = program.stdout.read()
        program.stdout.close()
        print(*out.splitlines(), sep="\n    ", flush=True)
        self.assertIn(f"results at the desk: {count}, ", out)

    def test_500_pictures_of_a_folder(self):
        folder = self.folder("posters")
        self.pictures(500, folder)
        self.measured(500, "--open", str(folder))

    def test_500_copied_files(self):
        folder = self.folder("posters")
        self.pictures(500, folder)
        names = "".join(f"file://{path}\r\n" for path in sorted(folder.iterdir()))

        def paste():
            copy(names, "text/uri-list")
            key("ctrl+v")

        self.measured(500, give=paste)

    def test_2000_pictures_come_into_a_watched_folder(self):
        folder = self.folder("downloads")
        settings = self.folder("yanma") / "settings.toml"
        settings.write_text(f'watched_folder = "{folder}"\n')

        def come():
            time.sleep(3)
            self.pictures(2_000, folder)

        self.measured(2_000, give=come)

    def test_a_message_with_40_addresses(self):
        lines = (f"第 {number} 家：请登录 https://yb-tongzhi{number}.top/pay?id={number} 办理" for number in range(40))
        copy("【医保局】\n" + "\n".join(lines))
        self.measured(1, give=lambda: key("ctrl+v"))
