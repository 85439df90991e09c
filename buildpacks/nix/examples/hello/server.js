const http = require("node:http");

http
  .createServer((request, response) => response.end("hello from an own expression\n"))
  .listen(process.env.PORT);
