"""Unpacks a wheel: a zip whose files lie as they are installed, but for its .data folder."""

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

from sdist import make_wheel


def refuse(name, why):
    sys.exit(f"Could not install {name!r}: {why}. Pin a wheel for this Python, or leave it to the package set.")


def place_of(name, site, commands):
    """Where a file of the archive goes, or None for parts that an environment does not have."""
    parts = Path(name).parts
    if not parts or name.startswith("/") or ".." in parts:
        return None
    if not parts[0].endswith(".data") or len(parts) < 3:
        return site.joinpath(*parts)
    return {"purelib": site, "platlib": site, "scripts": commands, "data": site.parents[2]}.get(parts[1], Path(os.devnull)).joinpath(*parts[2:])


def patch_program(path, elf):
    """Libraries that a wheel brings find the C library's family through the interpreter; programs need the loader."""
    with path.open("rb") as file:
        if file.read(4) != b"\x7fELF":
            return
    has_loader = subprocess.run([elf["patchelf"], "--print-interpreter", str(path)], capture_output=True).returncode == 0
    # In this order, and in two steps: the other way round a program that Go linked itself is broken.
    subprocess.run([elf["patchelf"], "--force-rpath", "--add-rpath", ":".join(elf["libraries"]), str(path)], check=True)
    if has_loader:
        subprocess.run([elf["patchelf"], "--set-interpreter", elf["interpreter"], str(path)], check=True)


def is_wheel(path):
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as archive:
        return any(name.endswith(".dist-info/WHEEL") for name in archive.namelist())


def unpack_wheel(file, site, commands, given):
    name = file["name"]
    source = file["source"] if is_wheel(file["source"]) else make_wheel(name, file["source"], given, refuse)
    with zipfile.ZipFile(source) as archive:
        for member in sorted(archive.infolist(), key=lambda m: m.filename):
            place = place_of(member.filename, site, commands)
            if member.is_dir() or place is None or str(place).startswith(os.devnull):
                continue
            place.parent.mkdir(parents=True, exist_ok=True)
            content = archive.read(member)
            if place.parent == commands:
                content = re.sub(rb"\A#!\s*python[^\n]*", b"#!" + str(commands / "python").encode(), content)
            place.write_bytes(content)
            place.chmod(0o755 if place.parent == commands or (member.external_attr >> 16) & 0o111 else 0o644)
            patch_program(place, given["elf"])
