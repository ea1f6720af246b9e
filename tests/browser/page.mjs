// The page of src/web: node page.mjs FOLDER
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { accessible, assert, open } from "./browser.mjs";

const folder = process.argv[2];
const kinds = { html: "text/html", js: "text/javascript", css: "text/css", json: "application/json", wasm: "application/wasm" };
const server = createServer(async (request, response) => {
  const name = new URL(request.url, "http://page").pathname.replace(/\/$/, "/index.html");
  try {
    const bytes = await readFile(folder + name);
    response.writeHead(200, { "content-type": kinds[name.split(".").at(-1)] ?? "text/plain" }).end(bytes);
  } catch { response.writeHead(404).end(); }
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const base = `http://127.0.0.1:${server.address().port}/`;
const { course } = JSON.parse(readFileSync(`${folder}/course.json`, "utf8"));
const { browser, page, wrong, requests } = await open({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce", acceptDownloads: true });
const opened = async (query) => {
  await page.goto(`${base}?seed=7&${query}`);
  await page.waitForFunction(() => document.querySelectorAll("#screen > div").length > 20 && shown.title);
};
const shown = () => page.evaluate(() => [...$("screen").children].map((row) => row.textContent).join("\n"));

// Every lesson to its end; every task and puzzle up to its question.
await opened("lang=en");
const walked = await page.evaluate(async (course) => {
  const frame = () => new Promise(requestAnimationFrame);
  const until = async (is, what) => {
    for (const limit = performance.now() + 60_000; !is(); await frame()) {
      if (performance.now() > limit) throw new Error(what);
    }
  };
  const said = {};
  for (const { id, kind, title } of course) {
    grant({ want: "lesson", id, folder: `${kind}s` });
    tell("start", JSON.stringify({ ...JSON.parse(calls[0].text), lesson: id, progress: "" }), ...size, 7);
    await until(() => shown.title === title.en, `${id} opens`);
    let presses = 0;
    for (; presses < 400 && kind === "lesson"; presses++) {
      if (shown.linear.asks?.what === "What now?" || shown.linear.asks?.what === words.TUI_ENDING) break;
      await until(() => !shown.busy, `${id}: ${shown.linear.heading}`);
      key(shown.linear.asks ? "1" : "Enter");
    }
    const unmet = take(program.recording()).split("\n").filter((line) => line.includes('"kind":"expect"') && !line.includes('"ok":true'));
    said[id] = [presses, shown.linear.heading, unmet];
  }
  return said;
}, course);
const lessons = course.filter(({ kind }) => kind === "lesson");
for (const { id } of lessons) {
  assert.ok(walked[id][0] < 400, `${id} comes to its end: ${walked[id]}`);
  assert.deepEqual(walked[id][2], [], `${id} is as it expects`);
}
// For the table of docs/platforms.md.
mkdirSync(`${folder}/../platforms`, { recursive: true });
writeFileSync(`${folder}/../platforms/page.txt`, lessons.map(({ id }) => `${id} done\n`).join(""));
assert.equal(await page.getAttribute("body", "data-faults"), null);

// The same in Spanish from a step on; the same seed shows the same screen.
await opened("lesson=handshake&lang=es&step=3");
assert.equal(await page.getAttribute("html", "lang"), "es");
assert.match(await page.textContent("#about"), /^Simulado/);
const first = await shown();
await opened("lesson=handshake&lang=es&step=3");
assert.equal(await shown(), first, "the same seed");

// A frozen wire by keys alone, and what is typed.
await opened("lesson=lifecycle&lang=en");
await page.keyboard.press("f");
await page.waitForFunction(() => shown.frozen);
assert.equal(await page.textContent("#freeze"), "Open the wire");
await page.keyboard.press("p");
await page.keyboard.type("x = socket(AF_INET, SOCK_STREAM)");
await page.keyboard.press("Enter");
await page.keyboard.press("Escape");
await page.waitForFunction(() => document.querySelector('#ends [data-name="x"][data-state="UNBOUND"]'));
await page.keyboard.press("Tab");
assert.notEqual(await page.evaluate(() => document.activeElement.id), "screen", "Tab leaves");

// The recording, downloaded and dropped in again.
const [download] = await Promise.all([page.waitForEvent("download"), page.click("#save")]);
const recording = await readFile(await download.path(), "utf8");
assert.equal(JSON.parse(recording.split("\n")[0]).host_kind, "core");
await page.setInputFiles("#file", { name: "mine.jsonl", mimeType: "text/plain", buffer: Buffer.from(recording) });
await page.waitForFunction(() => shown.film);
await page.focus("#screen");
await page.keyboard.press("End");
await page.waitForFunction(() => document.querySelector('#ends [data-name="x"][data-state="UNBOUND"]'));
await page.click("#leave");
await page.waitForFunction(() => !shown.film);
await page.setInputFiles("#file", { name: "none.jsonl", mimeType: "text/plain", buffer: Buffer.from("no recording\n\u0000") });
await page.waitForFunction(() => $("notice").textContent.includes("none.jsonl"));
assert.equal(await page.evaluate(() => shown.film), false);

// A fault: the program begins again where it was.
await page.focus("#screen");
await page.keyboard.press("Enter");
const before = await page.textContent("#ends");
await page.evaluate(() => { const { exports } = { exports: program }; program = { ...exports, key() { throw new WebAssembly.RuntimeError("unreachable"); } }; key("Enter"); });
await page.waitForFunction(() => document.body.dataset.faults === "1");
assert.equal(await page.textContent("#ends"), before);
// The question that stood there stands again: it is left.
await page.keyboard.press("Escape");
await page.keyboard.press("h");
await page.waitForFunction(() => [...$("screen").children].some((row) => row.textContent.includes("Help")));
await page.keyboard.press("Escape");

// How quick it is, and that it rests.
const quick = await page.evaluate(async () => {
  const times = [];
  for (const name of ["1", "2", "3", "4", "5", "6", "7", "1", "2", "3"]) {
    const began = performance.now();
    key(name);
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    times.push(performance.now() - began);
  }
  return times.sort((a, b) => a - b)[times.length >> 1];
});
const at = await page.getAttribute("body", "data-shown");
await page.evaluate(() => new Promise((done) => requestIdleCallback(done)));
assert.equal(await page.getAttribute("body", "data-shown"), at, "nothing is drawn while nothing happens");

// Dark, light, upright and on its side, in every state that asks something.
for (const [width, height] of [[1280, 900], [390, 800], [800, 390]]) {
  await page.setViewportSize({ width, height });
  for (const colorScheme of ["dark", "light"]) {
    await page.emulateMedia({ colorScheme });
    await opened("lesson=handshake&lang=es");
    assert.equal(await page.isVisible("#screen"), width > height);
    await accessible(page, `${width}, ${colorScheme}: the beginning`);
    for (let presses = 0; presses < 30 && await page.isHidden("#asks"); presses++) await page.click("#next");
    await accessible(page, `${width}, ${colorScheme}: a question`);
    await page.evaluate(() => document.querySelector("#asks button").click());
    await page.click("#course");
    await accessible(page, `${width}, ${colorScheme}: the course`);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${width}: it fits`);
  }
}
const begun = await page.evaluate(() => performance.getEntriesByName("first")[0]?.startTime);
assert.deepEqual(wrong, []);
assert.deepEqual(requests.filter((url) => !url.startsWith(base) && !url.startsWith("data:") && !url.startsWith("blob:")), [], "nothing leaves the page");
await browser.close();
server.close();
console.log(`${course.length} entries; first frame ${Math.round(begun)} ms, a key to its frame ${Math.round(quick)} ms (median)`);
