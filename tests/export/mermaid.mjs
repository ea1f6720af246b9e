// Whether Mermaid itself takes the diagrams of the files that are named: it parses them.
// The first is the folder in which mermaid and jsdom are.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import path from "node:path";

const [modules, ...files] = process.argv.slice(2);
const find = createRequire(path.join(modules, "none.js"));
const { JSDOM } = find("jsdom");
const { window } = new JSDOM("<!DOCTYPE html>");
globalThis.window = window;
globalThis.document = window.document;
const { default: mermaid } = await import(
  pathToFileURL(path.join(modules, "mermaid/dist/mermaid.core.mjs"))
);
mermaid.initialize({ maxTextSize: 10_000_000, maxEdges: 100_000 });
for (const file of files) {
  const { diagramType } = await mermaid.parse(readFileSync(file, "utf8"));
  console.log(`${file}: ${diagramType}`);
}
