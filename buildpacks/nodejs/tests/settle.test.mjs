import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";

const program = join(import.meta.dirname ?? dirname(new URL(import.meta.url).pathname), "../installer/settle.mjs");

function settled(files, seed = "seed") {
  const root = mkdtempSync(join(tmpdir(), "settle-"));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  execFileSync(process.execPath, [program, root, seed]);
  return root;
}

const next = (id) => ({
  ".next/BUILD_ID": id,
  [`.next/static/${id}/_buildManifest.js`]: "x",
  ".next/server/app/index.html": `<!--${id.replaceAll("-", "_")}--><script>{"b":"${id}"}</script>\u00e9`,
  "node_modules/other/.next/BUILD_ID": id,
});

test("Next.js's id is the same whatever was drawn, in names and contents", () => {
  const roots = ["abcdefghijklmnopqrs-1", "ABCDEFGHIJKLMNOPQRS_2"].map((id) => settled(next(id)));
  const [one, two] = roots.map((root) => readFileSync(join(root, ".next/BUILD_ID"), "utf8"));
  assert.equal(one, two);
  assert.match(one, /^[A-Za-z0-9_]{21}$/);
  for (const root of roots) {
    assert.deepEqual(readdirSync(join(root, ".next/static")), [one]);
    assert.equal(readFileSync(join(root, ".next/server/app/index.html"), "utf8"), `<!--${one}--><script>{"b":"${one}"}</script>\u00e9`);
  }
  assert.equal(readFileSync(join(roots[0], "node_modules/other/.next/BUILD_ID"), "utf8"), "abcdefghijklmnopqrs-1");
  assert.notEqual(readFileSync(join(settled(next("abcdefghijklmnopqrs-1"), "other"), ".next/BUILD_ID"), "utf8"), one);
  roots.forEach((root) => rmSync(root, { recursive: true }));
});

test("an id of the app's own stays, and so does one that a hash seals", () => {
  const own = settled({ ...next("abcdefghijklmnopqrs-1"), "next.config.mjs": "export default { generateBuildId: () => 'x' }" });
  const sealed = settled({ ...next("abcdefghijklmnopqrs-1"), "public/a.js.br": "x" });
  for (const root of [own, sealed]) {
    assert.ok(existsSync(join(root, ".next/static/abcdefghijklmnopqrs-1")));
    rmSync(root, { recursive: true });
  }
});
