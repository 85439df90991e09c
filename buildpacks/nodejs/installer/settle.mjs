// The id that Next.js drew at random for this build becomes one that follows from the build itself: settle.mjs FOLDER SEED
// It stands in .next/BUILD_ID, and in names and contents beside that; it is replaced by one of the same length, everywhere. Keys that
// Next.js draws are secrets and stay.
import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

const [folder, seed] = process.argv.slice(2);
const DEEPEST = 30;

function* files(at, depth = 0) {
  for (const name of readdirSync(at)) {
    const path = join(at, name);
    const kind = lstatSync(path);
    if (kind.isDirectory() && name !== "node_modules" && depth < DEEPEST) yield* files(path, depth + 1);
    else if (kind.isFile()) yield path;
  }
}

const digest = (text) => createHash("sha256").update(text).digest();

function settledNext() {
  // Next.js itself avoids these two letters, which blockers of advertisements look for. A dash would stand as something else in comments.
  for (let n = 0; ; n++) {
    const id = digest(`next ${seed} ${n}`).toString("base64url").slice(0, 21);
    if (!/ad|-/i.test(id)) return id;
  }
}

/** An id of the app's own is no random one. */
const ownId = (app) =>
  readdirSync(app).some((name) => /^next\.config\./.test(name) && readFileSync(join(app, name), "utf8").includes("generateBuildId"));

const all = [...files(folder)];
const ids = new Map();
for (const path of all) {
  if (path.endsWith(join(".next", "BUILD_ID")) && !ownId(dirname(dirname(path)))) {
    const id = readFileSync(path, "utf8").trim();
    if (/^[A-Za-z0-9_-]{21}$/.test(id)) {
      ids.set(id, settledNext());
      ids.set(id.replaceAll("-", "_"), settledNext()); // so it stands in a page's comment, where two dashes would end it
    }
  }
}

// What is packed or sealed by a hash holds the id where it cannot be replaced.
const sealed = all.some((path) => /\.(gz|br|zst)$/.test(path) || basename(path).startsWith("subresource-integrity-manifest"));

function replace(path) {
  const content = readFileSync(path);
  let text = content.toString("latin1");
  for (const [id, settled] of ids) text = text.replaceAll(id, settled);
  const changed = Buffer.from(text, "latin1");
  if (!changed.equals(content)) writeFileSync(path, changed);
}

function rename(at, depth = 0) {
  for (const name of readdirSync(at)) {
    const path = join(at, name);
    if (lstatSync(path).isDirectory() && name !== "node_modules" && depth < DEEPEST) rename(path, depth + 1);
    let settled = name;
    for (const [id, to] of ids) settled = settled.replaceAll(id, to);
    if (settled !== name) renameSync(path, join(at, settled));
  }
}

if (!sealed && ids.size > 0) {
  all.forEach(replace);
  rename(folder);
  console.log(`build ids settled: ${new Set(ids.values()).size}`);
}
