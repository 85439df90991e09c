// Lays out node_modules as the lock file says: every archive at its own path, then the links of .bin.
// Install scripts are not run: they fetch or compile, and there is no network here.
import { chmodSync, existsSync, lstatSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { filesOf } from "./archive.mjs";
import { compile } from "./native.mjs";
import { makeRunnable } from "./runnable.mjs";

const given = JSON.parse(readFileSync(process.argv[2], "utf8"));
const root = given.outputs.out;

const refuse = (what, why) => {
  console.error(`Could not install ${JSON.stringify(what)}: ${why}. Make the lock file again with npm.`);
  process.exit(1);
};

const checked = (path) => {
  const parts = path.split("/");
  const plain = parts.every((part) => part !== "" && part !== "." && part !== ".." && !part.includes("\0"));
  return plain && parts.includes("node_modules") ? path : refuse(path, "the lock file puts it outside of node_modules");
};

/** npm's rule for os and cpu: a list of names that are allowed, or of !names that are not. */
const allows = (list, name) => {
  const names = Array.isArray(list) ? list : typeof list === "string" ? [list] : [];
  if (names.includes(`!${name}`)) return false;
  const wanted = names.filter((one) => !one.startsWith("!"));
  return wanted.length === 0 || wanted.includes(name) || wanted.includes("any");
};

/** Names of the commands that a package brings, as npm reads them: bin, or every file of directories.bin. */
const commandsOf = (manifest, files) => {
  const { bin, directories } = manifest;
  if (typeof bin === "string") return { [String(manifest.name).split("/").pop()]: bin };
  if (bin && typeof bin === "object") return bin;
  const folder = directories?.bin;
  if (typeof folder !== "string") return {};
  const prefix = join(folder, "/");
  return Object.fromEntries(files.filter((f) => f.startsWith(prefix)).map((f) => [f.split("/").pop(), f]));
};

const readManifest = (folder) => {
  try {
    return JSON.parse(readFileSync(join(folder, "package.json"), "utf8").replace(/^\uFEFF/, ""));
  } catch {
    return {};
  }
};

const unpack = ({ path, source, optional }) => {
  const folder = join(root, checked(path));
  const files = [];
  try {
    for (const { path: name, executable, bytes } of filesOf(readFileSync(source))) {
      const file = join(folder, name);
      mkdirSync(dirname(file), { recursive: true });
      rmSync(file, { force: true });
      writeFileSync(file, bytes, { mode: executable ? 0o755 : 0o644 });
      files.push(name);
    }
  } catch (problem) {
    refuse(path, problem.message);
  }
  const manifest = readManifest(folder);
  if (optional && !(allows(manifest.os, "linux") && allows(manifest.cpu, "x64"))) {
    rmSync(folder, { recursive: true });
    return [];
  }
  return [{ path, folder, files, manifest, optional }];
};

const tell = ({ path, manifest }) => {
  const scripts = ["preinstall", "install", "postinstall"].filter((name) => manifest.scripts?.[name]);
  if (scripts.length) console.log(`${path}: its ${scripts.join(", ")} script is not run`);
};

/** The links of .bin for a package that is found at `path`, and lies in `folder`. */
const commands = (path, { folder, files, manifest }) => {
  const bin = join(root, path.slice(0, path.lastIndexOf("node_modules/")), "node_modules/.bin");
  for (const [name, target] of Object.entries(commandsOf(manifest, files))) {
    const command = name.split("/").pop();
    const file = join(folder, String(target));
    if (!/^[^\0]+$/.test(command) || command === "." || command === "..") continue;
    if (!file.startsWith(folder + "/") || !existsSync(file) || !lstatSync(file).isFile()) continue;
    chmodSync(file, 0o755);
    mkdirSync(bin, { recursive: true });
    const place = join(bin, command);
    if (!existsSync(place)) symlinkSync(relative(bin, file), place);
  }
};

/** A link inside the tree; one to a folder of the repository is made where the repository is (place.mjs). */
const link = ({ path, target }) => {
  checked(path);
  if (!target.split("/").includes("node_modules")) return [];
  const place = join(root, path);
  const end = join(root, checked(target));
  if (!existsSync(end) || existsSync(place)) return [];
  mkdirSync(dirname(place), { recursive: true });
  symlinkSync(relative(dirname(place), end), place);
  return [{ path, end }];
};

mkdirSync(join(root, "node_modules/.bin"), { recursive: true });
const depth = (file) => file.path.split("/").length;
const order = (a, b) => depth(a) - depth(b) || (a.path < b.path ? -1 : 1);
const packages = [...given.files].sort(order).flatMap(unpack);
packages.forEach(tell);
const byFolder = new Map(packages.map((one) => [one.folder, one]));
packages.filter(({ path }) => !path.includes("/.pnpm/")).forEach((one) => commands(one.path, one));
[...given.links]
  .sort(order)
  .flatMap(link)
  .filter(({ path, end }) => !path.includes("/.pnpm/") && byFolder.has(end))
  .forEach(({ path, end }) => commands(path, byFolder.get(end)));
if (given.native.gyp) {
  for (const one of packages) {
    const problem = compile(one, given);
    if (problem && !one.optional) {
      console.error(`Could not compile ${JSON.stringify(one.path)}: ${problem}. Use a version that brings a ready-made module, or a package without one.`);
      process.exit(1);
    }
    if (problem) console.log(`${one.path}: not compiled, and it is optional: ${problem}`);
  }
}
makeRunnable(packages.flatMap(({ folder, files }) => files.map((name) => join(folder, name))), given);
console.log(`${packages.length} packages`);
