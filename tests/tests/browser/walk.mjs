// Walks a real browser through every page of both listeners, with somebody of every post, at the width of a phone and of a desk. Each page has
// one h1, is no wider than the screen, and has no serious or critical finding of axe-core.

import { axe, browser, newPage as freshPage, plan } from "./story.mjs";

const { desk, portal, shots, password, walks } = plan;
const WIDTHS = [320, 390, 1440];
const faults = [];
let seen = 0;

async function newPage() {
  const page = await freshPage();
  await page.addInitScript({ path: axe });
  return page;
}

async function look(page, name) {
  seen += 1;
  await page.evaluate(() => document.querySelectorAll("details").forEach((each) => (each.open = true)));
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: width < 500 ? 844 : 900 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (wide > 1) faults.push(`${name} is ${wide} px too wide at ${width} px`);
    if (width === 320) continue;
    const { violations } = await page.evaluate(() => window.axe.run({ resultTypes: ["violations"] }));
    for (const found of violations.filter((each) => ["serious", "critical"].includes(each.impact))) {
      faults.push(`${name} at ${width} px: ${found.id}: ${found.help}: ${found.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`);
    }
  }
  const headings = await page.locator("h1").count();
  if (headings !== 1) faults.push(`${name} has ${headings} h1`);
  await page.evaluate(() => document.querySelectorAll("details").forEach((each) => (each.open = false)));
  if (!shots) return;
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: width < 500 ? 844 : 900 });
    await page.screenshot({ path: `${shots}/${name}-${width}.png`, fullPage: true });
  }
}

/** Opens a page; what is not answered with it is a fault of the walk. */
async function open(page, address) {
  const answer = await page.goto(address);
  if (!answer || answer.status() >= 500) faults.push(`${address} answers ${answer?.status()}`);
}

/** Addresses on this page that look so, without repetition. */
async function links(page, pattern) {
  const found = await page.locator("main a, aside a").evaluateAll((all) => all.map((each) => new URL(each.href).pathname));
  return [...new Set(found.filter((path) => new RegExp(pattern).test(path)))];
}

async function walk(page, host, { name, paths }) {
  for (const { path, follow, most } of paths) {
    await open(page, host + path);
    await look(page, `${name}${path.split("?")[0].replaceAll("/", "-").replace(/-$/, "") || "-home"}`);
    if (!follow) continue;
    for (const found of (await links(page, follow)).slice(0, most)) {
      await open(page, host + found);
      await look(page, `${name}${found.replace(/[0-9a-f]{32}/, "case").replaceAll("/", "-")}`);
    }
  }
}

for (const one of walks) {
  const page = await newPage();
  if (one.login) {
    await open(page, `${desk}/sign-in`);
    if (one === walks.find((other) => other.login)) await look(page, "sign-in");
    await page.fill("#login", one.login);
    await page.fill("#password", password);
    await Promise.all([page.waitForURL((url) => url.pathname !== "/sign-in"), page.click("form[action='/sign-in'] button")]);
  }
  await walk(page, one.login ? desk : portal, one);
  await page.context().close();
}

await browser.close();
if (faults.length) throw new Error(faults.join("\n"));
console.log(`saw ${seen} pages`);
console.log("passed");
