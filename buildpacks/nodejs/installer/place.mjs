// Brings node_modules and a repository together: every package is a link into the store (or a copy, for tools that do not follow
// links out of their folder), members of the workspace are links to their own folders.
// In: the derivation's attributes, the name of the one that holds { modules, links, copy }, the folder of the repository.
import { chmodSync, cpSync, existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, symlinkSync } from "node:fs";
import { dirname, join, relative } from "node:path";

const [attributes, name, target] = process.argv.slice(2);
const { modules, links, copy } = JSON.parse(readFileSync(attributes, "utf8"))[name];

const isFolder = (path) => existsSync(path) && lstatSync(path).isDirectory();

/** Folders named node_modules that lie in no other. */
const roots = (folder, path = "") =>
  readdirSync(join(folder, path), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => {
      const inner = path ? `${path}/${name}` : name;
      return name === "node_modules" ? [inner] : roots(folder, inner);
    });

/** Links to all that a node_modules holds; .bin and scopes are folders of their own, because links are added to them. */
const linkAll = (from, to) => {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) {
    const [source, place] = [join(from, name), join(to, name)];
    if ((name.startsWith("@") || name === ".bin") && isFolder(source)) linkAll(source, place);
    else symlinkSync(source, place);
  }
};

const writable = (folder) => {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) writable(path);
    else if (entry.isFile()) chmodSync(path, lstatSync(path).mode | 0o200);
  }
};

const commandsOf = (folder) => {
  try {
    const { name, bin } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    return typeof bin === "string" ? { [String(name).split("/").pop()]: bin } : (bin ?? {});
  } catch {
    return {};
  }
};

for (const root of modules ? roots(modules) : []) {
  const [from, to] = [join(modules, root), join(target, root)];
  if (copy) {
    cpSync(from, to, { recursive: true, verbatimSymlinks: true });
    writable(to);
  } else linkAll(from, to);
}
for (const { path, target: folder } of links) {
  const [place, end] = [join(target, path), join(target, folder)];
  if (!isFolder(end) || existsSync(place)) continue;
  mkdirSync(dirname(place), { recursive: true });
  symlinkSync(relative(dirname(place), end), place);
  const bin = join(target, path.slice(0, path.lastIndexOf("node_modules/")), "node_modules/.bin");
  for (const [name, file] of Object.entries(commandsOf(end))) {
    const command = join(bin, name.split("/").pop());
    const program = join(end, String(file));
    if (existsSync(command) || !program.startsWith(end + "/")) continue;
    mkdirSync(bin, { recursive: true });
    symlinkSync(relative(bin, program), command); // the program may come to be only by the build
  }
}
