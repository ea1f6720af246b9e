// What the scripts of this folder share.
import { createRequire } from "node:module";
import assert from "node:assert/strict";

const require = createRequire(`${process.env.MODULES}/`);
const { chromium } = require("playwright-core");

export { assert };

export const open = async (options = {}) => {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });
  const context = await browser.newContext({ bypassCSP: false, ...options });
  const page = await context.newPage();
  const wrong = [], requests = [];
  page.on("pageerror", (error) => wrong.push(error.message));
  page.on("console", (said) => { if (said.type() === "error") wrong.push(said.text()); });
  page.on("request", (request) => requests.push(request.url()));
  return { browser, page, wrong, requests };
};

// Nothing that keeps anybody out, in axe's judgement.
export const accessible = async (page, where) => {
  // As a debugger would put it there: the page's own policy lets no script in.
  await page.evaluate(require("axe-core").source);
  const { violations } = await page.evaluate(() => axe.run({ resultTypes: ["violations"] }));
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  const said = serious.map(({ id, nodes }) => `${id}: ${nodes[0].html} ${nodes[0].failureSummary}`);
  assert.deepEqual(said, [], where);
};
