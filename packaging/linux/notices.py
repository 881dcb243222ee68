"""Prints the notices of every package that the program is built from, and of the fonts in it: name, version, licence, texts.

Reads `cargo metadata` from standard input. Packages that are only for tests and benches are left out.
"""

import json
import sys
from pathlib import Path

metadata = json.load(sys.stdin)
packages = {package["id"]: package for package in metadata["packages"]}
nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
root = metadata["resolve"]["root"]

linked, waiting = set(), [root]
while waiting:
    node = nodes[waiting.pop()]
    for dependency in node["deps"]:
        is_linked = any(kind["kind"] is None for kind in dependency["dep_kinds"])
        if is_linked and dependency["pkg"] not in linked:
            linked.add(dependency["pkg"])
            waiting.append(dependency["pkg"])

print("Yanma is built from these packages. Each is used under its own licence.\n")
without, printed = [], {}
for package in sorted((packages[name] for name in linked), key=lambda package: (package["name"], package["version"])):
    print("=" * 100)
    print(f'{package["name"]} {package["version"]} · {package["license"] or "see its licence file"}')
    for author in package["authors"]:
        print(f"  {author}")
    folder = Path(package["manifest_path"]).parent
    texts = sorted(
        path
        for path in folder.iterdir()
        if path.is_file() and path.name.upper().startswith(("LICENSE", "LICENCE", "COPYING", "NOTICE", "UNLICENSE"))
    )
    if not texts and not package["license"]:
        without.append(package["name"])
    for text in texts:
        words = text.read_text("utf-8", "replace").strip()
        if words in printed:
            print(f"\n--- {text.name}: as {printed[words]}")
        else:
            printed[words] = f'{text.name} of {package["name"]} {package["version"]}'
            print(f"\n--- {text.name}\n\n{words}")
    print()

fonts = Path(packages[root]["manifest_path"]).parent / "assets" / "fonts"
for text in sorted(fonts.glob("LICENSE*")):
    print("=" * 100)
    print(f"Fonts: {text.name}\n")
    print(text.read_text("utf-8", "replace").strip())
    print()
print("=" * 100)
print("Recordings: made with the model Kokoro-82M by hexgrad, Apache-2.0 (the text of this licence stands above).")
print()
if without:
    sys.exit(f"no licence is told by {', '.join(without)}")
