// What the stories in a real browser share: the browser, what the test beside a script tells it (in MINGJING_STORY), signing in, and the look at a page. A script says
// `passed` at its end; anything else ends with a fault and exit code 1.

import { createRequire } from "node:module";

const require = createRequire(new URL("../../../frontend/package.json", import.meta.url));
const { chromium } = require("playwright-core");

export const plan = JSON.parse(process.env.MINGJING_STORY);
export const axe = require.resolve("axe-core/axe.min.js");
export const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"],
});

export function must(holds, what) {
  if (!holds) throw new Error(what);
}

/** A page of its own, with nothing kept from others. The content policy forbids foreign scripts; axe comes in beside it, as a person's own tool would. */
export async function newPage(options = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "zh-CN", timezoneId: "Asia/Shanghai", bypassCSP: true, ...options });
  return context.newPage();
}

export async function signIn(page, login) {
  await page.goto(`${plan.desk}/sign-in`);
  await page.fill("#login", login);
  await page.fill("#password", plan.password);
  await Promise.all([page.waitForURL((url) => url.pathname !== "/sign-in"), page.click("form[action='/sign-in'] button")]);
}

/** Clicks what leads to another page and waits until that page has its styles: the click itself does not wait. */
export async function follow(page, selector) {
  await Promise.all([page.waitForEvent("load"), page.click(selector)]);
}

/** No page is wider than the screen, each has one h1 and no serious finding of axe-core; pictures are kept of all widths but the narrowest. */
export function looker(story, widths) {
  return async (page, name) => {
    await page.waitForLoadState("load");
    for (const width of widths) {
      await page.setViewportSize({ width, height: width < 500 ? 844 : 1080 });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      must(wide <= 1, `${name} is ${wide} px too wide at ${width} px`);
      if (width !== 320) await page.screenshot({ path: `${plan.shots}/${story}-${name}-${width}.png`, fullPage: true });
    }
    must((await page.locator("h1").count()) === 1, `${name} has one h1`);
    await page.addScriptTag({ path: axe });
    const { violations } = await page.evaluate(() => window.axe.run({ resultTypes: ["violations"] }));
    const serious = violations.filter((each) => ["serious", "critical"].includes(each.impact));
    must(serious.length === 0, `${name}: ${serious.map((found) => `${found.id} ${found.nodes.map((node) => node.html.slice(0, 120))}`).join(" | ")}`);
  };
}
