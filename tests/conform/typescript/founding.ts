// The founding case through a client made from the OpenAPI document: three loans fell due at once, and the first action
// has its day. Whatever this file names is checked by the compiler against the document.

import { readFileSync } from "node:fs";
import createClient from "openapi-fetch";
import type { components, paths } from "./ashore.js";

const [url, example] = process.argv.slice(2);
if (url === undefined || example === undefined) throw new Error("usage: founding.js URL EXAMPLE");

// Answers come in other forms too; this client reads those in JSON.
const client = createClient<paths, `application/${string}json`>({ baseUrl: url });
const portfolio = JSON.parse(readFileSync(example, "utf8")) as components["schemas"]["Portfolio"];

const { data: answer, error: problem } = await client.POST("/v1/evaluations", { body: portfolio });
if (answer === undefined) throw new Error(`refused: ${JSON.stringify(problem)}`);
const due = answer.actions[0]?.next_step.due?.on;
if (due !== "2026-11-25") throw new Error(`the first action is due on ${due}, not on 2026-11-25`);

// A refusal has its own type, with a place for each bad field.
const wrong: components["schemas"]["Portfolio"] = { as_of: "2026-11-22", debts: [{ id: "a", outstanding: "1.005" }] };
const { error: refused } = await client.POST("/v1/evaluations", { body: wrong, headers: { "Accept-Language": "en" } });
const place = refused?.errors?.[0]?.pointer;
if (place !== "/debts/0/outstanding") throw new Error(`the refusal names ${place}`);

console.log(`TypeScript: ${answer.actions.length} actions, the first due on ${due}; a refusal names ${place}`);
