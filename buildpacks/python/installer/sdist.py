"""Makes a wheel out of a source archive that is plain Python: setuptools does it, as the package set has it."""

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

BUILD = "import sys; from setuptools import build_meta as b; print(b.build_wheel(sys.argv[1]))"


def extract(archive, folder):
    """Plain files inside of the folder alone; links and names that lead out of it are left out."""
    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as opened:
            members = [(m.filename, lambda m=m: opened.read(m)) for m in opened.infolist() if not m.is_dir()]
            write(members, folder)
    else:
        with tarfile.open(archive) as opened:
            members = [(m.name, lambda m=m: opened.extractfile(m).read()) for m in opened.getmembers() if m.isfile()]
            write(members, folder)


def write(members, folder):
    for name, content in members:
        parts = Path(name).parts
        if name.startswith("/") or ".." in parts or not parts:
            continue
        place = folder.joinpath(*parts)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content())


def backend_of(source):
    pyproject = source / "pyproject.toml"
    if not pyproject.exists():
        return "setuptools.build_meta"
    import tomllib

    return tomllib.loads(pyproject.read_text()).get("build-system", {}).get("build-backend", "setuptools.build_meta")


def make_wheel(name, archive, given, refuse):
    """The path of the wheel; `refuse` is called with a reason where there is none."""
    work = Path(os.environ.get("TMPDIR", "/tmp"), "sdist-" + "".join(c for c in name if c.isalnum()))
    try:
        extract(archive, work / "source")
    except (tarfile.TarError, zipfile.BadZipFile, EOFError, OSError) as problem:
        refuse(name, f"it is neither a wheel nor a source archive that can be opened ({problem})")
    roots = [entry for entry in (work / "source").iterdir() if entry.is_dir()]
    if len(roots) != 1:
        refuse(name, "its source archive holds no single folder")
    backend = backend_of(roots[0])
    if not backend.startswith("setuptools"):
        refuse(name, f"its source archive is built by {backend}, and only setuptools is there")
    (work / "wheel").mkdir()
    paths = [str(Path(builder, given["sitePackages"])) for builder in given.get("builders", [])]
    environment = dict(os.environ, PYTHONPATH=os.pathsep.join(paths), SOURCE_DATE_EPOCH="315532800", SETUPTOOLS_USE_DISTUTILS="local")
    made = subprocess.run([sys.executable, "-s", "-c", BUILD, str(work / "wheel")], cwd=roots[0], env=environment, capture_output=True, text=True)
    wheels = list((work / "wheel").glob("*.whl"))
    if made.returncode != 0 or len(wheels) != 1:
        reasons = [line for line in made.stderr.splitlines() if line.strip()]
        refuse(name, f"its source archive could not be built ({reasons[-1].strip() if reasons else 'no wheel came out'})")
    if not wheels[0].name.endswith("-none-any.whl"):
        refuse(name, "its source archive holds modules that have to be compiled")
    return wheels[0]
