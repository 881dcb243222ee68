"""Prints the hosts that are official by the list: a host a line, `.host` for all names below it.

Written for the differential test on its own, so that a mistake in src/check/allowlist/ is not made here as well.
Names of never.toml, and those below them, are left out; a zone with such a name inside stops the test.
"""

import sys
import tomllib
from pathlib import Path

entries, never = [], set()
for path in sorted(Path(sys.argv[1]).rglob("*.toml")):
    table = tomllib.loads(path.read_text("utf-8"))
    entries += table.get("entry", [])
    never |= {entry["host"] for entry in table.get("never", [])}

for entry in entries:
    host = entry["host"]
    if entry["status"] != "active" or any(host == name or host.endswith("." + name) for name in never):
        continue
    print(host)
    if entry.get("scope") == "subdomains":
        inside = [name for name in never if name.endswith("." + host)]
        if inside:
            sys.exit(f"{inside} may never be listed, but the zone {host} has them: teach the verifiers")
        print("." + host)
