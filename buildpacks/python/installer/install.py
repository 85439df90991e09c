"""Lays out a Python environment: the interpreter, the modules, and a command for each entry point."""

import json
import os
import sys
from importlib.metadata import distributions
from pathlib import Path

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from link import link_tree  # noqa: E402
from wheel import unpack_wheel  # noqa: E402


def closure_of(paths):
    """A supplied package and those it needs, as its own list of dependencies tells."""
    found, waiting = [], list(paths)
    while waiting:
        path = waiting.pop(0)
        if path in found:
            continue
        found.append(path)
        for name in ("depends", "propagated-build-inputs"):
            listed = Path(path, "nix-support", name)
            if listed.exists():
                waiting += listed.read_text().split()
    return found


def write_command(folder, name, value, python):
    module, _, attribute = value.partition(":")
    text = f"#!{python}\nimport sys\nfrom {module.strip()} import {attribute.split('.')[0].strip()}\nsys.exit({attribute.strip()}())\n"
    command = folder / name
    if not command.exists():
        command.write_text(text)
        command.chmod(0o755)


def main(attributes):
    given = json.loads(Path(attributes).read_text())
    out = Path(given["outputs"]["out"])
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    site, commands = out / "lib" / version / "site-packages", out / "bin"
    site.mkdir(parents=True)
    commands.mkdir()

    home = Path(given["python"]).resolve().parent
    out.joinpath("pyvenv.cfg").write_text(f"home = {home}\ninclude-system-site-packages = false\nversion = {sys.version.split()[0]}\n")
    for name in ("python", "python3", version):
        commands.joinpath(name).symlink_to(home / version)

    for file in given["files"]:
        unpack_wheel(file, site, commands, given)
    pinned = {entry.name for entry in site.iterdir()}
    for path in closure_of(entry["path"] for entry in given["supplied"]):
        modules = Path(path, given["sitePackages"])
        if modules.is_dir():
            link_tree(modules, site, pinned)

    for distribution in sorted(distributions(path=[str(site)]), key=lambda d: d.metadata["Name"] or ""):
        for entry in distribution.entry_points.select(group="console_scripts"):
            if "/" not in entry.name and ":" in entry.value:
                write_command(commands, entry.name, entry.value, commands / "python")
    print(f"{len(list(site.iterdir()))} entries")


if __name__ == "__main__":
    main(sys.argv[1])
