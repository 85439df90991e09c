import polka from "polka";

const port = process.env.PORT ?? 3000;

polka()
  .get("/", (_, response) => response.end("Hello from Node.js\n"))
  .get("/health", (_, response) => response.end("ok\n"))
  .listen(port, () => console.log(`listening on ${port}`));
