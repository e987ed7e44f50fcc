// The measured service on Fastify: schemas for what comes in and what goes out, as its documentation advises.
// node server.js PORT [store]
import { randomBytes } from "node:crypto";
import Fastify from "fastify";

const port = Number(process.argv[2] ?? 8090);
const app = Fastify({ bodyLimit: 64 * 1024, requestTimeout: 10_000 });

const string = { type: "string" };
const integer = { type: "integer" };
const item = {
  type: "object",
  properties: { id: integer, symbol: string, quantity: integer, price: string, note: string, placed_at: string },
};
const draft = {
  type: "object",
  additionalProperties: false,
  required: ["id", "symbol", "quantity", "price"],
  properties: {
    id: integer,
    symbol: { type: "string", minLength: 1, maxLength: 8 },
    quantity: { type: "integer", minimum: 1 },
    price: { type: "string", pattern: "^-?[0-9]+(\\.[0-9]+)?$" },
    note: { type: "string", nullable: true },
  },
};
const now = () => new Date().toISOString();
const items = Array.from({ length: 10_000 }, (_, id) => ({
  id,
  symbol: "ACME",
  quantity: 100 + id,
  price: ((1_012_500 + id) / 10_000).toFixed(4),
  note: "placed by the measuring program",
  placed_at: now(),
}));
const byId = { params: { type: "object", properties: { id: integer } } };

app.get("/plaintext", async () => "Hello, World!");
app.get(
  "/json",
  { schema: { response: { 200: { type: "object", properties: { message: string } } } } },
  async () => ({ message: "Hello, World!" }),
);
app.get("/items/:id", { schema: { ...byId, response: { 200: item } } }, async (request, reply) => {
  return items[request.params.id] ?? reply.code(404).send({ title: "Not found", status: 404 });
});
app.post("/items", { schema: { body: draft, response: { 201: item } } }, async (request, reply) => {
  reply.code(201);
  return { ...request.body, placed_at: now() };
});

if (process.argv[3] === "store") {
  const { default: Database } = await import("better-sqlite3");
  const db = new Database("peer.sqlite");
  db.pragma("journal_mode = WAL");
  db.pragma("synchronous = NORMAL");
  const columns = "symbol text not null, quantity integer not null, text text not null";
  db.exec(`create table if not exists rows (id integer primary key, ${columns}) strict`);
  db.exec(`create table if not exists notes (id blob primary key, ${columns}) strict, without rowid`);
  const seed = db.prepare("insert or ignore into rows values (?, 'ACME', ?, 'placed by the measuring program')");
  db.transaction(() => {
    for (let id = 0; id < 10_000; id++) seed.run(id, 100 + id);
  })();
  const row = { type: "object", properties: { id: integer, symbol: string, quantity: integer, text: string } };
  const note = { type: "object", properties: { id: string, symbol: string, quantity: integer, text: string } };
  const noteDraft = {
    type: "object",
    additionalProperties: false,
    required: ["symbol", "quantity", "text"],
    properties: {
      symbol: { type: "string", minLength: 1, maxLength: 8 },
      quantity: { type: "integer", minimum: 1 },
      text: string,
    },
  };
  const read = db.prepare("select id, symbol, quantity, text from rows where id = ?");
  const insert = db.prepare("insert into notes values (?, ?, ?, ?)");
  app.get("/rows/:id", { schema: { ...byId, response: { 200: row } } }, async (request, reply) => {
    return read.get(request.params.id) ?? reply.code(404).send({ title: "Not found", status: 404 });
  });
  app.post("/notes", { schema: { body: noteDraft, response: { 201: note } } }, async (request, reply) => {
    const id = randomBytes(16);
    const { symbol, quantity, text } = request.body;
    insert.run(id, symbol, quantity, text);
    reply.code(201);
    return { id: id.toString("hex"), symbol, quantity, text };
  });
}

await app.listen({ port, host: "127.0.0.1" });
