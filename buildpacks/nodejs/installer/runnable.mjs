// Makes ready-made commands run from the store: the first line of scripts, and the loader of programs.
import { closeSync, openSync, readFileSync, readSync, statSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";

const PT_INTERP = 3;

const start = (file) => {
  const handle = openSync(file, "r");
  const bytes = Buffer.alloc(4096);
  const length = readSync(handle, bytes, 0, bytes.length, 0);
  closeSync(handle);
  return bytes.subarray(0, length);
};

const needsLoader = (bytes) => {
  if (bytes.length < 64 || bytes.readUInt32BE(0) !== 0x7f454c46 || bytes[4] !== 2) return false;
  if (bytes.readUInt16LE(18) !== 62) return false; // x86_64 alone
  const [at, size, count] = [Number(bytes.readBigUInt64LE(32)), bytes.readUInt16LE(54), bytes.readUInt16LE(56)];
  for (let i = 0; i < count && at + i * size + 4 <= bytes.length; i++) {
    if (bytes.readUInt32LE(at + i * size) === PT_INTERP) return true;
  }
  return false;
};

const interpreterFor = (line, { node, shell }) => {
  const words = line.trim().split(/\s+/);
  const [path, ...rest] = words;
  const named = path.endsWith("/env") ? rest.filter((word) => word !== "-S") : words;
  const name = (named[0] ?? "").split("/").pop();
  const arguments_ = named.slice(1).map((word) => " " + word).join("");
  if (name === "node" || name === "nodejs") return node + arguments_;
  if (name === "sh" || name === "bash") return shell + arguments_;
  return null;
};

const rewriteScript = (file, given) => {
  const whole = readFileSync(file, "latin1");
  const end = whole.indexOf("\n") < 0 ? whole.length : whole.indexOf("\n");
  const interpreter = interpreterFor(whole.slice(2, end), given);
  if (interpreter) writeFileSync(file, `#!${interpreter}${whole.slice(end)}`, "latin1");
};

const rewriteProgram = (file, { elf }) => {
  const libraries = elf.libraries.join(":");
  // In this order, and in two steps: the other way round a program that Go linked itself is broken.
  for (const change of [["--force-rpath", "--add-rpath", libraries], ["--set-interpreter", elf.interpreter]]) {
    const made = spawnSync(elf.patchelf, [...change, file]);
    if (made.status !== 0) console.log(`${file}: left as it is: ${String(made.stderr).trim()}`);
  }
};

export function makeRunnable(files, given) {
  for (const file of files) {
    if ((statSync(file).mode & 0o111) === 0) continue;
    const bytes = start(file);
    if (bytes[0] === 0x23 && bytes[1] === 0x21) rewriteScript(file, given);
    else if (needsLoader(bytes)) rewriteProgram(file, given);
  }
}
