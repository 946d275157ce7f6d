// Drives a real browser through one case on the desk and finds its publication on the portal. The test beside this gives the steps as JSON in
// MINGJING_STEPS and moves the clock when asked: a line `at MOMENT` goes out, a line comes back when the clock stands there.
// Says `passed` at the end; anything else ends with a fault and exit code 1.

import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { readFileSync } from "node:fs";

const require = createRequire(new URL("../../../frontend/package.json", import.meta.url));
const { chromium } = require("playwright-core");

const { desk, portal, shots, password, steps, shop } = JSON.parse(readFileSync(process.env.MINGJING_STEPS, "utf8"));
const WIDTHS = [390, 1440];
const answers = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const complaints = [];

async function at(moment) {
  console.log(`at ${moment}`);
  await answers.next();
}

const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

async function newPage() {
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "zh-CN", timezoneId: "Asia/Shanghai" })).newPage();
  page.on("pageerror", (fault) => complaints.push(`${page.url()}: ${fault}`));
  page.on("console", (line) => {
    // A refusal is answered with its status, which a browser reports as a failed load; everything else should be silent.
    if (line.type() === "error" && !line.text().startsWith("Failed to load resource")) complaints.push(`${page.url()}: ${line.text()}`);
  });
  return page;
}

async function shoot(page, name) {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: width < 500 ? 844 : 900 });
    await page.screenshot({ path: `${shots}/${name}-${width}.png`, fullPage: true });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (wide > 1) complaints.push(`${name} is ${wide} px too wide at ${width} px`);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
}

const officers = new Map();
async function officer(login) {
  if (!officers.has(login)) officers.set(login, await newPage());
  return officers.get(login);
}

async function open(page, login, path) {
  await page.goto(desk + path);
  if (new URL(page.url()).pathname !== "/sign-in") return;
  if (login === steps[0].by && officers.size === 1) await shoot(page, "sign-in");
  await page.fill("#login", login);
  await page.fill("#password", password);
  await Promise.all([page.waitForURL((url) => url.pathname !== "/sign-in"), page.click("form[action='/sign-in'] button")]);
  await page.goto(desk + path);
}

async function enter(page, name, value) {
  const named = page.locator(`main [name="${name}"]`);
  // What the page gives is not entered.
  if (typeof value === "string" && (await named.first().evaluate((control) => control.type === "hidden"))) return;
  if (value === "$last") {
    const offered = await named.locator("option").evaluateAll((options) => options.map((option) => option.value).filter(Boolean));
    await named.selectOption(offered.at(-1));
  } else if (typeof value === "boolean") {
    await named.setChecked(value);
  } else if (typeof value === "string") {
    const tag = await named.first().evaluate((control) => control.tagName);
    await (tag === "SELECT" ? named.selectOption(value) : named.fill(value));
  } else if (value.length && typeof value[0] === "object") {
    for (const [order, row] of value.entries()) for (const [column, cell] of Object.entries(row)) await enter(page, `${name}.${order}.${column}`, cell);
  } else if ((await named.first().evaluate((control) => control.tagName)) === "TEXTAREA") {
    await named.fill(value.join("\n"));
  } else {
    for (const one of value) await page.locator(`main [name="${name}"][value="${one}"]`).check();
  }
}

let address = "";
for (const step of steps) {
  await at(step.at);
  const page = await officer(step.by);
  const path = step.word === "opening" ? "/cases/new" : `${address}/${step.word}`;
  await open(page, step.by, path);
  for (const [name, value] of Object.entries(step.entered)) await enter(page, name, value);
  for (const [field, files] of Object.entries(step.files ?? {})) {
    const frame = page.locator(`[data-upload][data-field="${field}"]`);
    await frame.locator("input[type=file]").setInputFiles(files);
    await frame.locator("li[data-state=done]").nth(files.length - 1).waitFor({ timeout: 60_000 });
  }
  if (step.shot) await shoot(page, `form-${step.word}`);
  await page.click("main form .form-end button[type=submit]");
  await page.waitForLoadState();
  if (!page.url().includes(`done=${step.word}`)) throw new Error(`${step.by} ${step.word}: ${await page.innerText("main")}`);
  if (step.word === "opening") address = new URL(page.url()).pathname;
  if (step.shot) await shoot(page, `case-after-${step.word}`);
}

const first = await officer(steps[0].by);
for (const [path, name] of [["/", "duties"], ["/cases", "cases"], [address, "case"]]) {
  await open(first, steps[0].by, path);
  await shoot(first, name);
}
const duration = await first.locator("video").first().evaluate((video) => new Promise((resolve, reject) => {
  if (video.readyState >= 1) resolve(video.duration);
  video.addEventListener("loadedmetadata", () => resolve(video.duration));
  video.addEventListener("error", () => reject(new Error(`the recording does not play: ${video.error?.message}`)));
  video.preload = "metadata";
  video.load();
}));
if (!(duration > 5)) throw new Error(`the recording is ${duration} s long`);

const anyone = await newPage();
await anyone.goto(portal);
await shoot(anyone, "portal-home");
await anyone.goto(`${portal}/publications`);
await shoot(anyone, "portal-publications");
await anyone.getByRole("link", { name: new RegExp(shop) }).first().click();
await anyone.locator("[data-proof][data-state=good]").waitFor({ timeout: 30_000 });
await shoot(anyone, "portal-publication");
await anyone.goto(`${portal}/ledger`);
await shoot(anyone, "portal-ledger");

await browser.close();
if (complaints.length) throw new Error(complaints.join("\n"));
console.log("passed");
// The other side keeps its end open until this one ends.
process.stdin.destroy();
