"""Looks through store paths for references out of the store: links, first lines of scripts, loaders and library paths.

Prints "<path>: <what> <where it leads>" for each finding; exits 1 when there is one. Text that merely names a place
of a Debian system (a comment, a message) is not looked at.
"""

import os
import stat
import struct
import sys

STORE = "/nix/store/"
PT_LOAD, PT_DYNAMIC, PT_INTERP = 1, 2, 3
DT_NULL, DT_NEEDED, DT_STRTAB, DT_RPATH, DT_RUNPATH = 0, 1, 5, 15, 29


def c_string(data, at):
    return data[at : data.index(b"\0", at)].decode("utf-8", "replace")


def elf_parts(data):
    """The loader, the needed libraries and the library path of a 64-bit x86 program or library."""
    if data[:5] != b"\x7fELF\x02" or struct.unpack_from("<H", data, 18)[0] != 62:
        return None, [], []
    (table,) = struct.unpack_from("<Q", data, 32)
    size, count = struct.unpack_from("<HH", data, 54)
    headers = [struct.unpack_from("<IIQQQQQQ", data, table + i * size) for i in range(count)]
    loader = next((c_string(data, h[2]) for h in headers if h[0] == PT_INTERP), None)
    dynamic = next((h for h in headers if h[0] == PT_DYNAMIC), None)
    if not dynamic:
        return loader, [], []
    entries = []
    for at in range(dynamic[2], dynamic[2] + dynamic[5], 16):
        tag, value = struct.unpack_from("<QQ", data, at)
        if tag == DT_NULL:
            break
        entries.append((tag, value))
    address = next((v for t, v in entries if t == DT_STRTAB), None)
    segment = next((h for h in headers if h[0] == PT_LOAD and address is not None and h[3] <= address < h[3] + h[5]), None)
    if segment is None:
        return loader, [], []
    strings = address - segment[3] + segment[2]
    text = lambda tags: [c_string(data, strings + v) for t, v in entries if t in tags]  # noqa: E731
    return loader, text({DT_NEEDED}), [d for path in text({DT_RPATH, DT_RUNPATH}) for d in path.split(":") if d]


def look_at_link(path):
    target = os.readlink(path)
    whole = os.path.normpath(os.path.join(os.path.dirname(path), target))
    if not whole.startswith(STORE):
        yield f"{path}: link to {target}"
    elif not os.path.lexists(whole):
        yield f"{path}: link to nothing, {target}"


def look_at_elf(path, data, executable):
    loader, needed, folders = elf_parts(data)
    if loader and executable and not loader.startswith(STORE):
        yield f"{path}: loader {loader}"
    for folder in folders:
        if not folder.startswith((STORE, "$ORIGIN", "${ORIGIN}")):
            yield f"{path}: library path {folder}"
    origin = os.path.dirname(path)
    places = [f.replace("${ORIGIN}", origin).replace("$ORIGIN", origin) for f in folders] + [origin]
    for name in needed if loader and executable else []:
        if "/" not in name and not any(os.path.exists(os.path.join(place, name)) for place in places):
            yield f"{path}: library not found {name}"


def look_at_file(path):
    executable = bool(os.stat(path).st_mode & stat.S_IXUSR)
    with open(path, "rb") as file:
        start = file.read(256)
        if start[:2] == b"#!" and executable:
            line = start[2:].split(b"\n")[0].decode("utf-8", "replace").strip()
            if not line.startswith(STORE):
                yield f"{path}: first line #!{line}"
        elif start[:4] == b"\x7fELF":
            yield from look_at_elf(path, start + file.read(), executable)


def look_through(path):
    if os.path.islink(path):
        yield from look_at_link(path)
    elif os.path.isfile(path):
        yield from look_at_file(path)
    else:
        for entry in sorted(os.listdir(path)):
            yield from look_through(os.path.join(path, entry))


def main(paths):
    findings = [finding for path in paths for finding in look_through(path)]
    for finding in findings:
        print(finding)
    print(f"{len(paths)} paths, {len(findings)} references out of the store", file=sys.stderr)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
