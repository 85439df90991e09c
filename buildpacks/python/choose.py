"""Has pip choose wheels for what an app asks for, and writes the choice down as pylock.toml (PEP 751). No code of the app or of a
package is run: pip gets lines that Firn wrote, in a folder of their own, and is allowed no source archives.

choose.py PIP RECORDER FOLDER: in FOLDER lie requirements.txt, limits.txt (constraints) and, where there was one, the lock file of before;
pylock.toml is written there."""

import json
import os
import re
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

MINUTES = 15
GLIBC = (2, 36)  # what wheels may ask for: the oldest C library that they are started with
# The files that the index names lie below one base; where that is, is no part of a build.
NEUTRAL = "http://pypi.sources.invalid/"
# PEP 600's way to say so.
LIMIT = f"""
import sys, types
limit = types.ModuleType("_manylinux")
limit.manylinux_compatible = lambda major, minor, machine: False if (major, minor) > {GLIBC} else None
sys.modules["_manylinux"] = limit
"""
# What is no wheel is made one by programs that pip starts; a wheel may name such a thing by an address of its own.
START = f"""{LIMIT}
import runpy
def only_pip(event, arguments):
    if event in ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.forkpty"):
        raise PermissionError("no program is started while packages are chosen, so nothing but wheels of the index can be")
sys.addaudithook(only_pip)
sys.path.insert(0, sys.argv.pop(1))
runpy.run_module("pip", run_name="__main__", alter_sys=True)
"""
OPTIONS = (
    "install --dry-run --ignore-installed --only-binary=:all: --no-input --no-cache-dir --disable-pip-version-check"
    " --progress-bar=off --no-color --retries=2 --timeout=300"
).split()


def refuse(why, what):
    sys.exit(f"Could not choose the packages: {why}. {what}")


def canonical(name):
    return re.sub(r"[-_.]+", "-", name).lower()


class Chooser:
    def __init__(self, pip, recorder, folder):
        self.pip, self.recorder, self.folder = pip, recorder, Path(folder)
        self.asked = (self.folder / "requirements.txt").read_text()
        self.last = []
        sys.path.insert(0, pip)
        exec(LIMIT, {})

    def before(self):
        """The versions of the last time, as far as they are what is asked for now; and those of them that are asked for by name."""
        place = self.folder / "before.toml"
        if not place.exists():
            return {}, {}
        try:
            import tomllib
        except ImportError:
            from pip._vendor import tomli as tomllib
        from pip._vendor.packaging.requirements import InvalidRequirement, Requirement

        fits = {one["name"]: one["version"] for one in tomllib.loads(place.read_text()).get("packages", [])}
        named = set()
        for line in self.asked.splitlines():
            try:
                wanted = Requirement(line)
            except InvalidRequirement:
                continue
            name = canonical(wanted.name)
            named.add(name)
            if name in fits and not wanted.specifier.contains(fits[name], prereleases=True):
                del fits[name]
        return fits, {name: version for name, version in fits.items() if name in named}

    def pip_chooses(self, kept, deadline):
        """pip's report, or None where it found no answer."""
        limits = self.folder / "kept.txt"
        limits.write_text("".join(f"{name}=={version}\n" for name, version in sorted(kept.items())))
        report = self.folder / "report.json"
        report.unlink(missing_ok=True)
        files = ["-r", "requirements.txt", "-c", "limits.txt", "-c", "kept.txt", "--report", "report.json"]
        host = self.recorder.split("/")[2].rsplit(":", 1)[0]
        index = ["--index-url", self.recorder + "simple/", "--trusted-host", host]
        environment = {"PATH": os.environ.get("PATH", ""), "HOME": str(self.folder), "TMPDIR": str(self.folder), "PIP_CONFIG_FILE": os.devnull}
        command = [sys.executable, "-I", "-c", START, self.pip, *OPTIONS, *index, *files]
        self.last = []
        with subprocess.Popen(
            command, cwd=self.folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
        ) as running:
            clock = threading.Timer(max(deadline, 0), running.kill)
            clock.start()
            for line in running.stdout:
                line = self.shown(line.rstrip("\n"))
                self.last = [*self.last[-200:], line]
                if not line.startswith(("Looking in indexes:", "WARNING: Running pip as")):
                    print(line, flush=True)
            running.wait()
            clock.cancel()
        return json.loads(report.read_text()) if running.returncode == 0 else None

    def shown(self, line):
        """A line of pip's for people: without the recorder's address, which holds a secret, and what was asked for in place of line numbers."""
        line = line.replace(self.recorder, "")
        line = re.sub(r" \(from -r requirements\.txt \(line \d+\)\)|->-r requirements\.txt \(line \d+\)", "", line)
        asked = self.asked.splitlines()
        return re.sub(r"-r requirements\.txt \(line (\d{1,5})\)", lambda number: (["", *asked, ""])[min(int(number[1]), len(asked) + 1)], line)

    def choose(self):
        end = time.monotonic() + MINUTES * 60
        fits, named = self.before()
        tries = [fits] + ([named] if named != fits else []) + ([{}] if named else [])
        for number, kept in enumerate(tries):
            if number:
                print(f"Not all of what was chosen before fits any more: {len(kept)} of it stay." if kept else "All is chosen anew.", flush=True)
            elif kept:
                print(f"What was chosen before stays as far as it still fits: {len(kept)} of it.", flush=True)
            report = self.pip_chooses(kept, end - time.monotonic())
            if report is not None:
                return report
            if time.monotonic() >= end:
                refuse(f"pip found no answer within {MINUTES} minutes", "Narrow the ranges that are asked for, or commit a lock file (uv lock).")
        self.explain()

    def explain(self):
        """Why there is no answer: of one package without a wheel pip says only that there is none."""
        missing = [match for line in self.last for match in re.findall(r"No matching distribution found for ([A-Za-z0-9._-]+)", line)]
        if not missing:
            refuse("pip says why above", "Change what is asked for, or commit a lock file (uv lock).")
        name, here = missing[-1], f"Python {sys.version_info.major}.{sys.version_info.minor} on x86_64 Linux"
        try:
            request = urllib.request.Request(f"{self.recorder}simple/{canonical(name)}/")
            with urllib.request.urlopen(request, timeout=300) as answer:
                files = [file["filename"] for file in json.load(answer)["files"]]
        except urllib.error.HTTPError as problem:
            if problem.code == 404:
                refuse(f'the index has no package "{name}"', "Correct its name, or have it published there.")
            refuse(f'the index did not answer for "{name}"', "Deploy again.")
        wheels = [file for file in files if file.endswith(".whl")]
        if any(self.fits(file) for file in wheels):
            refuse(f'no version of "{name}" is in the range that is asked for', "Ask for one that pip names above.")
        have = f"only others, such as {sorted(wheels)[-1]}" if wheels else "only source archives" if files else "no files that can be asked for"
        refuse(
            f'"{name}" has no wheel for {here}: the index has {have}',
            "Ask for a package or a version that has one; or commit a lock file (uv lock): a source archive of plain Python that it names is built by its hash.",
        )

    def fits(self, wheel):
        from pip._vendor.packaging.tags import sys_tags
        from pip._vendor.packaging.utils import InvalidWheelFilename, parse_wheel_filename

        try:
            return not parse_wheel_filename(wheel)[3].isdisjoint(sys_tags())
        except InvalidWheelFilename:
            return False

    def lock(self, report):
        """The choice as PEP 751 has it, one wheel a package."""
        packages = {}
        for item in report["install"]:
            name, version, url = canonical(item["metadata"]["name"]), item["metadata"]["version"], item["download_info"]["url"]
            archive = item["download_info"].get("archive_info", {})
            digest = archive.get("hashes", {}).get("sha256") or archive.get("hash", "").replace("sha256=", "")
            path = url[len(self.recorder) :]
            if not url.startswith(self.recorder) or not path.endswith(".whl") or not re.fullmatch("[0-9a-f]{64}", digest):
                refuse(f'of "{name}" pip names no wheel of the index', "Commit a lock file (uv lock).")
            packages[name] = (version, path, digest)
        lines = [
            f"# Chosen by pip {report['pip_version']}, once. Where the files' index lies is no part of it.",
            'lock-version = "1.0"',
            'created-by = "firn"',
            f'requires-python = "=={sys.version_info.major}.{sys.version_info.minor}.*"',
        ]
        if not packages:
            lines.append("packages = []")
        quoted = lambda text: json.dumps(text, ensure_ascii=False)  # noqa: E731
        for name, (version, path, digest) in sorted(packages.items()):
            wheel = f"{{ name = {quoted(urllib.parse.unquote(path.rpartition('/')[2]))}, url = {quoted(NEUTRAL + path)}, hashes = {{ sha256 = {quoted(digest)} }} }}"
            lines += ["", "[[packages]]", f"name = {quoted(name)}", f"version = {quoted(version)}", f"wheels = [{wheel}]"]
        (self.folder / "pylock.toml").write_text("\n".join(lines) + "\n")
        print("Chosen: " + ", ".join(f"{name} {version}" for name, (version, _, _) in sorted(packages.items())))


if __name__ == "__main__":
    chooser = Chooser(*sys.argv[1:])
    chooser.lock(chooser.choose())
