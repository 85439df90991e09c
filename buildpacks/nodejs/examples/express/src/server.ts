import express from "express";

const port = Number(process.env.PORT ?? 3000);
const app = express();

app.get("/", (_request, response) => response.type("text").send("Hello from Express\n"));
app.get("/health", (_request, response) => response.type("text").send("ok\n"));
app.listen(port, () => console.log(`listening on ${port}`));
