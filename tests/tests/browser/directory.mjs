// A citizen goes from a body to a matter, its chart, its tiers and the calculator; a clerk amends an article, a second person confirms it, and what cites it is flagged.
// Every page has no serious finding of axe-core and is no wider than the screen. Says `passed` at the end; anything else ends with a fault and exit code 1.

import { createRequire } from "node:module";

const require = createRequire(new URL("../../../frontend/package.json", import.meta.url));
const { chromium } = require("playwright-core");
const axe = require.resolve("axe-core/axe.min.js");
const { desk, portal, shots, password } = JSON.parse(process.env.MINGJING_DIRECTORY);

const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

function must(true_, what) {
  if (!true_) throw new Error(what);
}

async function newPage() {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: "zh-CN", timezoneId: "Asia/Shanghai", bypassCSP: true });
  return context.newPage();
}

async function look(page, name) {
  for (const width of [320, 1440, 390]) {
    await page.setViewportSize({ width, height: width < 500 ? 844 : 900 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    must(wide <= 1, `${name} is ${wide} px too wide at ${width} px`);
    if (width !== 320) await page.screenshot({ path: `${shots}/directory-${name}-${width}.png`, fullPage: true });
  }
  await page.addScriptTag({ path: axe });
  const { violations } = await page.evaluate(() => window.axe.run({ resultTypes: ["violations"] }));
  const serious = violations.filter((each) => ["serious", "critical"].includes(each.impact));
  must(serious.length === 0, `${name}: ${serious.map((found) => `${found.id} ${found.nodes.map((node) => node.html.slice(0, 120))}`).join(" | ")}`);
}

const text = (page) => page.locator("main").innerText();

// The citizen, on a phone, by links alone.
const page = await newPage();
await page.goto(portal);
await page.click("text=查执法依据");
await look(page, "index");
await page.click("main a:has-text('执法主体')");
await page.click("main a:has-text('市场监督管理局')");
await look(page, "body");
await page.click("main a:has-text('销售超过保质期的食品')");
await look(page, "matter");
const matter = page.url();
const shown = await text(page);
for (const words of ["第一百二十四条", "50,000.00元至100,000.00元", "听证", "法制审核", "向上海市明镜区人民法院起诉"]) must(shown.includes(words), `the matter says ${words}`);
await page.click("main a:has-text('普通程序')");
await look(page, "chart");
const chart = await text(page);
for (const words of ["登记线索", "亮证", "送法制审核", "作出行政处罚决定", "15个工作日", "90日"]) must(chart.includes(words), `the chart says ${words}`);
await page.goto(matter);
await page.click("main a:has-text('裁量基准'):not([href*=calculator]):not([href='/directory/discretion'])");
await look(page, "tiers");
must((await text(page)).includes("较重"), "the tiers are named");
await page.click("text=用裁量计算器试算");
await page.fill("[name='f.value']", "3000");
await page.selectOption("[name='f.repeat']", "没有");
await page.selectOption("[name='f.recall']", "没有召回");
await page.click("main button[type=submit]");
await look(page, "calculator");
const answer = await text(page);
for (const words of ["一般", "50,000.00元至70,000.00元", "第一百二十四条"]) must(answer.includes(words), `the calculator answers ${words}: ${answer}`);

// The clerk, and whoever confirms.
async function signIn(login) {
  const page = await newPage();
  await page.goto(`${desk}/sign-in`);
  await page.fill("#login", login);
  await page.fill("#password", password);
  await Promise.all([page.waitForURL((url) => url.pathname !== "/sign-in"), page.click("form[action='/sign-in'] button")]);
  return page;
}

const article = "食品安全法~124~1~5";
const clerk = await signIn("admin");
await clerk.goto(`${desk}/registers/entries/articles/change?key=${encodeURIComponent(article)}`);
await look(clerk, "change");
await clerk.fill("[name=change_reason]", "条文修改");
await clerk.fill("textarea[name=text]", "经营超过保质期的食品的，并处十万元以上二十万元以下罚款。");
await Promise.all([clerk.waitForNavigation(), clerk.click("main button[type=submit]")]);
const second = await signIn("ren-hai");
await second.goto(`${desk}/registers/proposals`);
must((await text(second)).includes("条文修改"), "the proposal waits for a second person");
await look(second, "proposals");
await Promise.all([second.waitForNavigation(), second.click("main button:has-text('确认')")]);
await clerk.goto(`${desk}/registers/entries`);
const flagged = await text(clerk);
must(/销售超过保质期的食品/.test(flagged) && flagged.includes("第一百二十四条"), `what cites the article is flagged: ${flagged}`);
await look(clerk, "flagged");

await browser.close();
console.log("passed");
