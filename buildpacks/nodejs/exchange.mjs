// exchange.mjs get|put ADDRESS FILE: a file from the recorder (none is no mistake), or to it. Every Node.js that is offered has what it uses.
import { createReadStream, createWriteStream, statSync } from "node:fs";
import { request } from "node:http";

const [verb, address, file] = process.argv.slice(2);
const failed = (why) => {
  console.error(`Could not ${verb} ${file}: ${why}. Deploy again.`);
  process.exit(1);
};
const headers = verb === "put" ? { "content-type": "application/octet-stream", "content-length": statSync(file).size } : {};
const asked = request(address, { method: verb === "put" ? "PUT" : "GET", headers }, (answer) => {
  if (answer.statusCode === 404 && verb === "get") answer.resume();
  else if (answer.statusCode >= 300) failed(`the recorder answers ${answer.statusCode}`);
  else if (verb === "get") answer.pipe(createWriteStream(file));
  else answer.resume();
});
asked.on("error", (error) => failed(error.message));
if (verb === "put") createReadStream(file).pipe(asked);
else asked.end();
