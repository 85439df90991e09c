// The commands of Yarn 2 and later that run scripts. Its own program wants an installation that it made itself; here the packages
// were laid out from its lock file, so that this is all of it that an app needs to be built and to run.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";

const manifest = (folder) => {
  try {
    return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  } catch {
    return {};
  }
};

const upwards = (folder) => (dirname(folder) === folder ? [folder] : [folder, ...upwards(dirname(folder))]);
const root = upwards(process.cwd()).find((folder) => existsSync(join(folder, "yarn.lock"))) ?? process.cwd();

const refuse = (what, why, next) => {
  console.error(`Could not run ${JSON.stringify(what)}: ${why}. ${next}`);
  return 1;
};

/** Folders that fit the patterns of the root's workspaces: names, and stars for one or any number of folders. */
const members = () => {
  const { workspaces } = manifest(root);
  const patterns = Array.isArray(workspaces) ? workspaces : (workspaces?.packages ?? []);
  const folders = (base, [part, ...rest]) => {
    if (part === undefined) return existsSync(join(base, "package.json")) ? [base] : [];
    if (!part.includes("*")) return folders(join(base, part), rest);
    const names = existsSync(base) ? readdirSync(base, { withFileTypes: true }).filter((e) => e.isDirectory() && e.name !== "node_modules") : [];
    if (part === "**") return [...folders(base, rest), ...names.flatMap((e) => folders(join(base, e.name), [part, ...rest]))];
    const [start, end] = [part.slice(0, part.indexOf("*")), part.slice(part.lastIndexOf("*") + 1)];
    return names.filter((e) => e.name.startsWith(start) && e.name.endsWith(end)).flatMap((e) => folders(join(base, e.name), rest));
  };
  const found = new Set(patterns.flatMap((pattern) => folders(root, pattern.split("/").filter((part) => part && part !== "."))));
  return [...found].sort().map((folder) => ({ folder, ...manifest(folder) }));
};

/** Members in an order in which each comes after those that it needs. */
const ordered = (all) => {
  const byName = new Map(all.map((member) => [member.name, member]));
  const done = new Set();
  const visit = (member) => {
    if (done.has(member)) return [];
    done.add(member);
    const needs = Object.keys({ ...member.dependencies, ...member.devDependencies });
    return [...needs.flatMap((name) => (byName.has(name) ? visit(byName.get(name)) : [])), member];
  };
  return all.flatMap(visit);
};

const spawn = (command, args, folder, more = {}) => {
  const bins = upwards(folder).filter((above) => above.startsWith(root)).map((above) => join(above, "node_modules/.bin"));
  const env = { ...process.env, ...more, PATH: [...bins, process.env.PATH].join(delimiter), npm_execpath: process.argv[1] };
  const ended = spawnSync(command, args, { cwd: folder, env, stdio: "inherit" });
  if (ended.error) return refuse(command, ended.error.code === "ENOENT" ? "there is no such command" : ended.error.message, "Look at the scripts of package.json.");
  return ended.status ?? 1;
};

const quoted = (word) => `'${word.replaceAll("'", "'\\''")}'`;

const run = (name, args, folder) => {
  const { scripts, name: own, version } = manifest(folder);
  if (scripts?.[name] !== undefined) {
    const line = [scripts[name], ...args.map(quoted)].join(" ");
    const more = { npm_lifecycle_event: name, npm_package_name: own ?? "", npm_package_version: version ?? "", INIT_CWD: process.cwd() };
    return spawn("bash", ["-c", line], folder, more);
  }
  const shared = name.includes(":") ? members().filter((member) => member.scripts?.[name]) : [];
  if (shared.length === 1) return run(name, args, shared[0].folder);
  const program = upwards(folder).map((above) => join(above, "node_modules/.bin", name)).find((file) => existsSync(file));
  if (program) return spawn(program, args, folder);
  return refuse(`yarn ${name}`, "package.json has no such script, and no package has such a command", "Look at the scripts of package.json.");
};

const withoutFlags = (args) => args.slice(args.findIndex((arg) => !arg.startsWith("-")));

const foreach = (args) => {
  const at = args.findIndex((arg) => ["run", "exec", "node"].includes(arg));
  if (at < 0) return refuse("yarn workspaces foreach", "it names no script to run", "Add \"run\" and the script's name.");
  for (const member of ordered(members())) {
    if (args[at] === "run" && !member.scripts?.[args[at + 1]]) continue;
    const status = main(args.slice(at), member.folder);
    if (status !== 0) return status;
  }
  return 0;
};

function main(args, folder) {
  const [command, ...rest] = args;
  switch (command) {
    case undefined:
    case "install":
      console.log("The packages of yarn.lock are there already.");
      return 0;
    case "--version":
    case "-v":
      console.log(process.env.FIRN_YARN_VERSION ?? "4.0.0");
      return 0;
    case "run": {
      const [name, ...more] = withoutFlags(rest);
      return run(name, more, rest.includes("-T") || rest.includes("--top-level") ? root : folder);
    }
    case "node":
      return spawn(process.execPath, rest, folder);
    case "exec":
      return spawn("bash", ["-c", rest.map(quoted).join(" ")], folder);
    case "workspace": {
      const member = members().find(({ name }) => name === rest[0]);
      return member ? main(rest.slice(1), member.folder) : refuse(`yarn workspace ${rest[0]}`, "the workspace has no such member", "Name one of them.");
    }
    case "workspaces":
      return rest[0] === "foreach" ? foreach(rest.slice(1)) : refuse(args.join(" "), "only foreach runs here", "Run it on your machine.");
    case "--cwd":
      return main(rest.slice(1), join(folder, rest[0]));
    default:
      return run(command, rest, folder);
  }
}

process.exit(main(process.argv.slice(2), process.cwd()));
