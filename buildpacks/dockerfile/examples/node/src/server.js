const http = require("node:http");

http
  .createServer((request, response) => response.end(`${process.env.GREETING}, Node.js ${process.version.split(".")[0]}\n`))
  .listen(process.env.PORT);
