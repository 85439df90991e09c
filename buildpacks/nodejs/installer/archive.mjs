// Reads the files of a package archive (.tgz). Only plain files inside the package's folder are given: links, devices and
// names that lead out of it are refused or skipped, as npm does.
import { gunzipSync } from "node:zlib";

const text = (block, from, length) => {
  const end = block.indexOf(0, from);
  return block.toString("utf8", from, end === -1 || end > from + length ? from + length : end);
};

const number = (block, from, length) => {
  if (block[from] & 0x80) {
    let value = 0n;
    for (let i = from + 1; i < from + length; i++) value = (value << 8n) | BigInt(block[i]);
    return Number(value);
  }
  return parseInt(text(block, from, length).trim() || "0", 8);
};

// Records of an extended header: "<length> <key>=<value>\n", the length in bytes.
const records = (bytes) => {
  const found = {};
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(0x20, at);
    const length = space < 0 ? 0 : parseInt(bytes.toString("latin1", at, space), 10);
    if (!(length > 0)) break;
    const record = bytes.toString("utf8", space + 1, at + length - 1);
    const equals = record.indexOf("=");
    found[record.slice(0, equals)] = record.slice(equals + 1);
    at += length;
  }
  return found;
};

/** Gives { path, executable, bytes } for each file, its first folder ("package/") taken off. */
export function* filesOf(archive) {
  const tar = archive[0] === 0x1f && archive[1] === 0x8b ? gunzipSync(archive) : archive;
  let extended = {};
  for (let at = 0; at + 512 <= tar.length; ) {
    const header = tar.subarray(at, at + 512);
    if (header.every((byte) => byte === 0)) break;
    const type = String.fromCharCode(header[156] || 0x30);
    const size = extended.size === undefined ? number(header, 124, 12) : Number(extended.size);
    const bytes = tar.subarray(at + 512, at + 512 + size);
    at += 512 + Math.ceil(size / 512) * 512;
    if (type === "x") {
      extended = { ...extended, ...records(bytes) };
      continue;
    }
    if (type === "L") {
      extended = { ...extended, path: text(bytes, 0, bytes.length) };
      continue;
    }
    if (type === "g") continue;
    const prefix = header.toString("latin1", 257, 262) === "ustar" ? text(header, 345, 155) : "";
    const name = extended.path ?? (prefix ? `${prefix}/` : "") + text(header, 0, 100);
    extended = {};
    if (type !== "0" && type !== "7") continue;
    const parts = name.split("/").filter((part) => part !== "" && part !== ".");
    if (parts.includes("..")) throw new Error(`the archive names a file out of its folder: ${JSON.stringify(name)}`);
    if (parts.length < 2) continue;
    yield { path: parts.slice(1).join("/"), executable: (number(header, 100, 8) & 0o111) !== 0, bytes };
  }
}
