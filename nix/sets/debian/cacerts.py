"""Writes certificates into a Java key store of the old form (JKS): cacerts.py STORE CERTIFICATE...

The form has no random parts, so the same certificates give the same bytes. Source: the class documentation of
sun.security.provider.JavaKeyStore; the password, which protects nothing here, is the one that all JDKs ship with.
"""

import base64
import hashlib
import pathlib
import struct
import sys

PASSWORD = "changeit"
TRUSTED = 2


def text(value):
    data = value.encode()
    return struct.pack(">H", len(data)) + data


def decoded(pem):
    body = pem.split("-----BEGIN CERTIFICATE-----", 1)[1].split("-----END CERTIFICATE-----", 1)[0]
    return base64.b64decode("".join(body.split()))


def entry(path):
    certificate = decoded(path.read_text())
    alias = text(path.stem.lower())
    return struct.pack(">I", TRUSTED) + alias + struct.pack(">q", 0) + text("X.509") + struct.pack(">I", len(certificate)) + certificate


def main(store, *paths):
    entries = [entry(pathlib.Path(path)) for path in sorted(paths)]
    content = struct.pack(">III", 0xFEEDFEED, 2, len(entries)) + b"".join(entries)
    seal = hashlib.sha1(PASSWORD.encode("utf-16-be") + b"Mighty Aphrodite" + content).digest()
    pathlib.Path(store).write_bytes(content + seal)


main(*sys.argv[1:])
