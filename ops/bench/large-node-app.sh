#!/usr/bin/env bash
# Writes a Node.js server with several hundred packages and no bundler into a new folder: what people put into one, with a lock file
# that npm makes of it. Needs npm and its registry.
#   ops/bench/large-node-app.sh DIR
set -euo pipefail
(($# == 1)) && [[ ! -e $1 ]] || { echo "Could not write the app: a folder that is not there yet is wanted. Name one." >&2; exit 2; }
mkdir -p "$1/src"
cd "$1"
dependencies=(express@4 helmet@7 morgan@1 compression@1 cors@2 cookie-session@2 passport@0.7 passport-local@1 express-validator@7
  swagger-jsdoc@6 swagger-ui-express@5 multer@1.4.5-lts.1 body-parser@1 pg@8 mongodb@6 ioredis@5 sequelize@6 knex@3 bullmq@5 axios@1
  got@11 lodash@4 dayjs@1 luxon@3 winston@3 pino@9 pino-http@10 jsonwebtoken@9 bcryptjs@2 nodemailer@6 handlebars@4 ejs@3 pug@3
  marked@12 joi@17 zod@3 ajv@8 socket.io@4 graphql@16 graphql-http@1 @aws-sdk/client-s3@3 @aws-sdk/client-sqs@3 i18next@23 cheerio@1
  uuid@9 dotenv@16 yargs@17 node-cron@3 prom-client@15 opossum@8)
cat > package.json <<'TEXT'
{
  "name": "large",
  "version": "1.0.0",
  "private": true,
  "engines": { "node": "22" },
  "scripts": { "start": "node src/server.js" }
}
TEXT
cat > src/server.js <<'TEXT'
const express = require("express");
const greeting = "Hello from many packages";
const app = express();
app.use(require("helmet")(), require("compression")(), require("cors")());
app.get("/", (request, response) => response.send(`${greeting}: ${Object.keys(require("../package.json").dependencies).length}\n`));
app.listen(process.env.PORT);
TEXT
npm install --package-lock-only --ignore-scripts --no-audit --no-fund "${dependencies[@]}" > /dev/null
node -e 'const l = require("./package-lock.json"); console.log(Object.keys(l.packages).length - 1, "packages in", process.cwd())'
