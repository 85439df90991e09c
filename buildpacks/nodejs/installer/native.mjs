// Compiles native modules that come as source: those with a binding.gyp and no ready-made module for this system.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { dirname, join, relative } from "node:path";

const walk = (folder) =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? walk(join(folder, entry.name)) : entry.isFile() ? [join(folder, entry.name)] : [],
  );

/** A module that was built for this system: in prebuilds/linux-x64, as node-gyp-build finds it. */
const readyMade = (files) =>
  files.some((file) => /(^|\/)prebuilds\/linux-x64\/[^/]*\.node$/.test(file) && !/musl/.test(file));

/** Modules that come as packages of their own (sharp, canvas of some makers) are asked for by the optional dependencies. */
const broughtByAnother = (manifest) => Object.keys(manifest.optionalDependencies ?? {}).some((name) => /linux-?x64/.test(name));

/** What node-pre-gyp would tell node-gyp, where a package uses it. */
const preGyp = ({ binary, name, version }, folder) => {
  if (!binary?.module_name || !binary.module_path) return [];
  const fill = (text) =>
    text
      .replaceAll("{name}", name)
      .replaceAll("{version}", version)
      .replaceAll("{node_abi}", `node-v${process.versions.modules}`)
      .replaceAll("{napi_build_version}", String(binary.napi_versions?.at(-1) ?? ""))
      .replaceAll("{platform}", "linux")
      .replaceAll("{arch}", "x64")
      .replaceAll("{libc}", "glibc")
      .replaceAll("{configuration}", "Release");
  const path = join(folder, fill(binary.module_path));
  return [`--module_name=${binary.module_name}`, `--module_path=${path}`, `--module=${join(path, `${binary.module_name}.node`)}`];
};

/** Gives what went wrong; undefined where the module is there now, or none was to be made. */
export const compile = ({ folder, files, manifest }, { node, native }) => {
  if (!files.includes("binding.gyp") || readyMade(files) || broughtByAnother(manifest)) return undefined;
  console.log(`compiling ${manifest.name} ${manifest.version}`);
  const words = [native.gyp, "rebuild", "--release", `--nodedir=${native.headers}`, "--jobs=2", ...preGyp(manifest, folder)];
  const env = { ...process.env, npm_config_offline: "true", CFLAGS: "-ffile-prefix-map=/build=.", CXXFLAGS: "-ffile-prefix-map=/build=." };
  const made = spawnSync(node, words, { cwd: folder, env, encoding: "utf8", maxBuffer: 64 << 20 });
  if (made.status !== 0) {
    const told = `${made.stdout}\n${made.stderr}`.split("\n").filter((line) => /error|not found|No such file/i.test(line));
    return (told[0] ?? made.error?.message ?? `node-gyp ended with ${made.status}`).trim().slice(0, 300);
  }
  // Only the modules stay: the rest names the place and the time of this build.
  const build = join(folder, "build");
  const modules = existsSync(build) ? walk(build).filter((file) => /^(Release\/)?[^/]+\.node$/.test(relative(build, file))) : [];
  const kept = modules.map((file) => [file, join(folder, `.kept-${relative(build, file).replaceAll("/", "-")}`)]);
  kept.forEach(([file, place]) => renameSync(file, place));
  rmSync(build, { recursive: true, force: true });
  kept.forEach(([file, place]) => {
    mkdirSync(dirname(file), { recursive: true });
    renameSync(place, file);
  });
  return undefined;
};
