"""A virtual machine with Debian 12: its disk, its plug, its keyboard, its screen, its USB sockets, and a root shell."""

import json
import os
import re
import shutil
import socket
import subprocess
import time
from pathlib import Path

SCREEN = tuple(int(side) for side in os.environ.get("SCREEN", "1920x1080").split("x"))
# An emulated processor takes 10 to 30 times as long. Its clock counts its instructions, one a nanosecond, so that the kiosk finds
# itself on a slow but real machine: by the clock outside its looks would not end in time, and what was not looked at is never green.
ACCEL = os.environ.get("ACCEL", "kvm")
PROCESSOR = {
    "kvm": ["-accel", "kvm", "-smp", "2"],
    "tcg": ["-accel", "tcg,thread=single", "-icount", "shift=0,sleep=on"],
}[ACCEL]
# What a bare machine has. Nothing of the program's own needs: the package must ask for them.
BARE = (
    "systemd,systemd-sysv,udev,dbus,libpam-systemd,login,util-linux,procps,kmod,linux-image-amd64,initramfs-tools,zstd,"
    "python3,tzdata"
)
CONTROL = """[Unit]
After=multi-user.target
[Service]
ExecStart=/bin/bash -c 'stty -F /dev/ttyS1 raw -echo; exec /bin/bash /dev/ttyS1 >/dev/ttyS1 2>&1'
Restart=always
Environment=PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive HOME=/root
[Install]
WantedBy=multi-user.target
"""


def run(*command, **more):
    subprocess.run([str(part) for part in command], check=True, **more)


def bare_root(folder, mirror):
    """Debian with a root shell on its second serial port; made once, kept."""
    if not (folder / "etc/machine-is-made").exists():
        shutil.rmtree(folder, ignore_errors=True)
        run("mmdebstrap", "--quiet", "--variant=minbase", f"--include={BARE}", "bookworm", folder, mirror)
        (folder / "etc/systemd/system/control.service").write_text(CONTROL)
        run("chroot", folder, "systemctl", "--quiet", "enable", "control.service")
        (folder / "etc/hostname").write_text("hall\n")
        (folder / "etc/fstab").write_text("/dev/vda / ext4 rw,relatime 0 1\n")
        (folder / "etc/machine-is-made").write_text("")
    return folder


def disk(image, root, gigabytes=3):
    """A disk with this root on it."""
    image.unlink(missing_ok=True)
    with open(image, "wb") as file:
        file.truncate(gigabytes << 30)
    run("mke2fs", "-q", "-F", "-t", "ext4", "-d", root, image)


class Machine:
    def __init__(self, work, image, root):
        self.work, self.image = work, image
        self.kernel = next(root.glob("boot/vmlinuz-*"))
        self.initrd = next(root.glob("boot/initrd.img-*"))
        self.process = None

    def start(self, size=SCREEN):
        """Plugs it in, and waits for the root shell."""
        for name in ("shell", "qmp"):
            (self.work / name).unlink(missing_ok=True)
        self.process = subprocess.Popen(
            ["qemu-system-x86_64", *PROCESSOR, "-cpu", "max", "-m", "2048",
             "-kernel", str(self.kernel), "-initrd", str(self.initrd),
             "-append", "root=/dev/vda rw console=ttyS0 quiet panic=-1",
             "-drive", f"file={self.image},format=raw,if=virtio", "-nic", "none", "-no-reboot",
             "-vga", "none", "-device", f"virtio-vga,xres={size[0]},yres={size[1]}", "-display", "none",
             "-device", "qemu-xhci",
             "-serial", f"file:{self.work}/console", "-serial", f"unix:{self.work}/shell,server=on,wait=off",
             "-qmp", f"unix:{self.work}/qmp,server=on,wait=off"],
            stderr=open(self.work / "qemu.log", "a"),
        )  # fmt: skip
        self.monitor = self.connect("qmp").makefile("rw")
        json.loads(self.monitor.readline())
        self.ask("qmp_capabilities")
        self.shell = self.connect("shell")
        begun = time.monotonic()
        while True:
            try:
                return self.sh("true", 5) and time.monotonic() - begun
            except TimeoutError:
                # Some /dev/kvm, those of virtual machines in virtual machines, never get through the kernel's first steps.
                assert time.monotonic() - begun < (240 if ACCEL == "kvm" else 1800), f"the machine does not start with {ACCEL}"

    def connect(self, name):
        for _ in range(200):
            try:
                connection = socket.socket(socket.AF_UNIX)
                connection.connect(str(self.work / name))
                return connection
            except OSError:
                time.sleep(0.1)
        raise RuntimeError(f"qemu does not come: {(self.work / 'qemu.log').read_text()}")

    def ask(self, command, **arguments):
        """QEMU's machine protocol."""
        print(json.dumps({"execute": command, "arguments": arguments}), file=self.monitor, flush=True)
        while True:
            answer = json.loads(self.monitor.readline())
            if "error" in answer:
                raise RuntimeError(answer["error"]["desc"])
            if "return" in answer:
                return answer["return"]

    def sh(self, command, seconds=120):
        """Runs a command as root, and returns its exit status and what it said."""
        mark = f"@{time.monotonic_ns()}@"
        self.shell.settimeout(seconds)
        self.shell.sendall(f"( {command}\n) </dev/null 2>&1; echo {mark}$?\n".encode())
        said = b""
        while True:
            said += (more := self.shell.recv(65536))
            assert more, "the machine is gone"
            if found := re.search(rf"(?s)^(?:.*@\d+@\d+\r?\n)?(.*){mark}(\d+)\r?\n", said.decode(errors="replace")):
                return int(found[2]), found[1].strip()

    def ok(self, command, seconds=120):
        status, said = self.sh(command, seconds)
        assert status == 0, f"{command}: {status}: {said}"
        return said

    def until(self, command, seconds=120):
        """Waits until a command succeeds; how long that took, in seconds."""
        begun = time.monotonic()
        while self.sh(command)[0] != 0:
            assert time.monotonic() - begun < seconds, f"never: {command}"
            time.sleep(0.5)
        return time.monotonic() - begun

    def picture(self, name):
        """What is on the screen, also kept as a picture: width, height, bytes of red, green, blue."""
        file = self.work / f"{name}.ppm"
        self.ask("screendump", filename=str(file))
        _, width, height, _, *_ = file.read_bytes()[:32].split(None, 4)
        pixels = file.read_bytes()[-3 * int(width) * int(height) :]
        return int(width), int(height), pixels

    def plug(self, name, image, read_only=False):
        """A stick."""
        self.ask("blockdev-add", **{"node-name": name, "driver": "raw", "read-only": read_only,
                                    "file": {"driver": "file", "filename": str(image)}})  # fmt: skip
        self.ask("device_add", driver="usb-storage", id=name, drive=name, removable=True)

    def pull(self, name):
        self.ask("device_del", id=name)
        for _ in range(100):
            time.sleep(0.1)
            try:
                self.ask("blockdev-del", **{"node-name": name})
                return
            except RuntimeError:
                pass
        raise RuntimeError(f"{name} does not go")

    def cut(self):
        """Pulls the plug."""
        self.process.kill()
        self.process.wait()

    def off(self, command="systemctl poweroff"):
        """Switches it off as staff do; with -no-reboot a restart ends there, too."""
        self.shell.sendall(f"{command}\n".encode())
        self.process.wait(120)
