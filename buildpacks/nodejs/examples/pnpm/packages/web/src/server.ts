import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { greeting } from "@example/greeting";

const app = new Hono();
app.get("/", (context) => context.text(greeting() as string));
serve({ fetch: app.fetch, port: Number(process.env.PORT ?? 3000) });
