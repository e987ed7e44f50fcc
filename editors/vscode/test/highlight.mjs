// What each word of a whole program is coloured as, by the engine that Visual Studio Code uses.
// `npm install && npm test` in editors/vscode.

import assert from "node:assert/strict";
import fs from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const onig = require("vscode-oniguruma");
const textmate = require("vscode-textmate");

// Of Rust's own grammar only what ours counts on: where texts and comments are.
const rust = {
  scopeName: "source.rust",
  patterns: [{ include: "#comments" }, { include: "#block-comments" }, { include: "#strings" }],
  repository: {
    comments: { begin: "//", end: "$", name: "comment.line.rust" },
    "block-comments": { begin: "/\\*", end: "\\*/", name: "comment.block.rust" },
    strings: { begin: '"', end: '"', name: "string.quoted.rust", patterns: [{ match: "\\\\." }] },
  },
};
const ours = new URL("../syntaxes/parseltongue.tmLanguage.json", import.meta.url);
const program = new URL("../../../parseltongue/cli/src/card/service.rs", import.meta.url);

await onig.loadWASM(fs.readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm")).buffer);
const registry = new textmate.Registry({
  onigLib: Promise.resolve({
    createOnigScanner: (patterns) => new onig.OnigScanner(patterns),
    createOnigString: (text) => new onig.OnigString(text),
  }),
  loadGrammar: async (scope) => {
    const text = scope === "source.rust" ? JSON.stringify(rust) : fs.readFileSync(ours, "utf8");
    return textmate.parseRawGrammar(text, "grammar.json");
  },
  getInjections: (scope) => (scope === "source.rust" ? ["source.parseltongue.injection"] : undefined),
});
const grammar = await registry.loadGrammar("source.rust");

const scopes = new Map();
let state = textmate.INITIAL;
for (const line of fs.readFileSync(program, "utf8").split("\n")) {
  const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
  for (const { startIndex, endIndex, scopes: found } of tokens) {
    const text = line.slice(startIndex, endIndex).trim();
    scopes.set(text, [...(scopes.get(text) ?? []), found.at(-1)]);
  }
  state = ruleStack;
}

const expected = {
  define_record: "storage.type.item.parseltongue",
  Book: "entity.name.type.parseltongue",
  uuid: "support.type.parseltongue",
  at_least: "storage.modifier.parseltongue",
  check: "storage.type.declaration.parseltongue",
  otherwise: "keyword.other.parseltongue",
  basilisk: "storage.type.item.parseltongue",
  deadline: "support.type.property-name.parseltongue",
  200: "constant.numeric.parseltongue",
  ms: "keyword.other.unit.parseltongue",
  resource: "storage.type.declaration.parseltongue",
  post: "keyword.other.handler.parseltongue",
  let_var: "keyword.control.parseltongue",
  find_all: "keyword.operator.query.parseltongue",
  order_by: "keyword.other.parseltongue",
  "data/library.db": "string.quoted.rust",
};
for (const [word, scope] of Object.entries(expected)) {
  assert.ok(scopes.get(word)?.includes(scope), `${word} is ${scopes.get(word)}, not ${scope}`);
}
assert.equal(state.depth, 1, "a block is still open at the end of the program");
console.log(`${Object.keys(expected).length} words are coloured as they should`);
