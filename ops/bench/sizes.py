#!/usr/bin/env python3
"""Prints what each app of an installation weighs (FIRN_HOME names it): the closure of its newest release and the image of that.

Closures are counted from the binary cache's own descriptions (narinfo), images from the manifest that the registry serves.
  FIRN_HOME=... ops/bench/sizes.py [NAME-PREFIX...]
"""

import base64
import json
import os
import re
import sys
import urllib.request
from pathlib import Path

MIB = 1 << 20


def settings():
    home = Path(os.environ.get("FIRN_HOME") or Path.home() / ".local/share/firn")
    file = home / "settings.properties"
    if not file.exists():
        sys.exit(f"Could not measure: no installation at {home}. Run ./firn up first.")
    pairs = (line.split("=", 1) for line in file.read_text().splitlines() if "=" in line and not line.startswith("#"))
    return {key.strip(): value.strip() for key, value in pairs}


class Service:
    def __init__(self):
        given = settings()
        self.base = f"http://127.0.0.1:{given['quarkus.http.port']}"
        token = Path(given["firn.bootstrap-token-file"]).read_text().strip()
        self.basic = "Basic " + base64.b64encode(f"firn:{token}".encode()).decode()
        self.bearer = "Bearer " + token
        self.infos = {}

    def get(self, path, accept="*/*"):
        key = self.bearer if path.startswith("/api/") else self.basic
        with urllib.request.urlopen(urllib.request.Request(self.base + path, headers={"Authorization": key, "Accept": accept})) as answer:
            return answer.read().decode()

    def listed(self, path):
        return json.loads(self.get(path))["items"]

    def info(self, name):
        """(unpacked bytes, packed bytes, names that it refers to) of a store path."""
        if name not in self.infos:
            fields = dict(line.split(": ", 1) for line in self.get(f"/cache/{name[:32]}.narinfo").splitlines() if ": " in line)
            self.infos[name] = (int(fields["NarSize"]), int(fields.get("FileSize", 0)), fields.get("References", "").split())
        return self.infos[name]

    def closure(self, root):
        found, waiting = set(), [root]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += self.info(name)[2]
        return found

    def image(self, reference):
        repository, digest = reference.rsplit("@", 1)
        repository = re.sub(r"^[^/]+:\d+/", "", repository)
        manifest = json.loads(self.get(f"/v2/{repository}/manifests/{digest}", "application/vnd.oci.image.manifest.v1+json"))
        return [layer["size"] for layer in manifest["layers"]]


def main(prefixes):
    service = Service()
    print("| app | store paths | closure | of it the app's own path | packed in the cache | image | layers |")
    print("|---|---|---|---|---|---|---|")
    for app in sorted(one["name"] for one in service.listed("/api/v1/apps?limit=200")):
        if prefixes and not app.startswith(tuple(prefixes)):
            continue
        releases = service.listed(f"/api/v1/apps/{app}/releases?limit=1")
        if not releases:
            continue
        root = releases[0]["root"].removeprefix("/nix/store/")
        closure = service.closure(root)
        layers = service.image(releases[0]["image"])
        unpacked, packed = (sum(service.info(name)[part] for name in closure) for part in (0, 1))
        print(
            f"| {app} | {len(closure)} | {unpacked / MIB:.0f} MiB | {service.info(root)[0] / 1024:,.0f} KiB"
            f" | {packed / MIB:.1f} MiB | {sum(layers) / MIB:.0f} MiB | {len(layers)} |"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
