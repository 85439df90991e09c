const express = require("express");
const { greeting } = require("@example/greeting");

express()
  .get("/", (request, response) => response.send(greeting()))
  .listen(process.env.PORT ?? 3000);
