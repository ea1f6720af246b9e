// The page of a recording: node export.mjs PAGE STATES
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { accessible, assert, open } from "./browser.mjs";

const [file, wanted] = process.argv.slice(2);
const address = pathToFileURL(file).href;
const states = JSON.parse(readFileSync(wanted, "utf8"));
const last = states.length - 1;
const { browser, page, wrong, requests } = await open({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce" });
await page.goto(address);

// At each event, in both languages: the states in words, and those in the picture's heading.
for (const lang of ["en", "es"]) {
  await page.selectOption("#lang", lang);
  const shown = await page.evaluate((last) => Array.from({ length: last + 1 }, (_, seq) => {
    $("at").value = seq;
    $("at").dispatchEvent(new Event("input"));
    return {
      words: [...document.querySelectorAll("#ends span")].map(({ dataset: { peer, name, state } }) => `${peer} ${name} ${state}`),
      picture: $("screen").children[1].textContent,
      rows: $("screen").childElementCount,
    };
  }), last);
  const names = /\b(LISTEN|SYN-SENT|SYN-RECEIVED|ESTABLISHED|FIN-WAIT-[12]|CLOSE-WAIT|CLOSING|LAST-ACK|TIME-WAIT|CLOSED|UNBOUND|BOUND)\b/g;
  shown.forEach(({ words, picture, rows }, seq) => {
    assert.deepEqual(words.toSorted(), states[seq].toSorted(), `event ${seq} in ${lang}`);
    assert.equal(rows, 39);
    for (const [state] of picture.matchAll(names)) {
      assert.ok(states[seq].some((socket) => socket.endsWith(` ${state}`)), `event ${seq}: ${picture}`);
    }
  });
}

// By keys alone from the beginning to the end, each question answered on the way.
await page.evaluate(() => document.activeElement.blur());
await page.keyboard.press("Home");
let asked = 0;
for (let presses = 0; +await page.getAttribute("body", "data-at") < last; presses++) {
  assert.ok(presses < 2 * last, "the end is reached");
  if (await page.isVisible("#asks")) {
    await page.keyboard.press("1");
    asked++;
    assert.match(await page.textContent("#notice"), /^[✓✗] /u);
  } else await page.keyboard.press("ArrowRight");
}
assert.equal(asked, await page.evaluate(() => told.en.asks.length), "each question is asked once");
const spanish = await page.textContent("#heading");
await page.keyboard.press("g");
await page.waitForFunction((before) => document.getElementById("heading").textContent !== before, spanish);
assert.equal(await page.getAttribute("html", "lang"), "en");

// Dark, light, small, and asked something.
for (const colorScheme of ["dark", "light"]) {
  await page.emulateMedia({ colorScheme });
  for (const width of [1280, 380]) {
    await page.setViewportSize({ width, height: 900 });
    assert.equal(await page.isVisible("#screen"), width > 900);
    for (const seq of [0, last >> 2, last >> 1, last]) {
      await page.evaluate((seq) => go(seq), seq);
      await accessible(page, `${colorScheme}, ${width}, event ${seq}`);
    }
    await page.evaluate(() => { state.asked.clear(); state.question = 0; show(); });
    await accessible(page, `${colorScheme}, ${width}, a question`);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${width}: it fits`);
  }
}
await page.emulateMedia({ media: "print" });
assert.equal(await page.isVisible("nav"), false);
assert.deepEqual(wrong, []);
assert.deepEqual(requests.filter((url) => !url.startsWith("data:")), [address], "nothing leaves the page");
await browser.close();
console.log(`${states.length} events, ${asked} questions, ${readFileSync(file).length} bytes`);
