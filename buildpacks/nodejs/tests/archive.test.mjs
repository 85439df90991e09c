import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { filesOf } from "../installer/archive.mjs";

const header = (name, size, { type = "0", mode = "644", prefix = "" } = {}) => {
  const block = Buffer.alloc(512);
  block.write(name.slice(0, 100), 0);
  block.write(mode.padStart(7, "0"), 100);
  block.write(size.toString(8).padStart(11, "0"), 124);
  block.write(type, 156);
  block.write("ustar\0", 257, "latin1");
  block.write(prefix, 345);
  return block;
};

const entry = (name, text, options) => {
  const bytes = Buffer.from(text);
  return Buffer.concat([header(name, bytes.length, options), bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]);
};

const archive = (...entries) => gzipSync(Buffer.concat([...entries, Buffer.alloc(1024)]));
const read = (...entries) => [...filesOf(archive(...entries))].map((f) => [f.path, f.executable, f.bytes.toString()]);

test("gives files without their first folder", () => {
  assert.deepEqual(read(entry("package/a.js", "one"), entry("other/bin/b", "two", { mode: "755" })), [
    ["a.js", false, "one"],
    ["bin/b", true, "two"],
  ]);
});

test("refuses a name that leads out of the package", () => {
  assert.throws(() => read(entry("package/../../evil", "x")), /out of its folder/);
});

test("skips links and devices", () => {
  assert.deepEqual(read(entry("package/link", "", { type: "2" }), entry("package/hard", "", { type: "1" }), entry("package/dev", "", { type: "3" })), []);
});

test("reads long names from extended headers and from prefixes", () => {
  const long = `package/${"d/".repeat(90)}file.js`;
  const record = `path=${long}\n`;
  const length = record.length + 1 + String(record.length + 4).length;
  const extended = entry("PaxHeader", `${length} ${record}`, { type: "x" });
  assert.deepEqual(
    read(extended, entry("cut", "x"), entry("file.js", "y", { prefix: "package/deep" })).map(([path]) => path),
    [long.slice("package/".length), "deep/file.js"],
  );
});

test("keeps names that mean something to a shell", () => {
  assert.deepEqual(read(entry("package/${x}''\n$(id)", "x"))[0][0], "${x}''\n$(id)");
});
