// A citizen goes from a body to a matter, its chart, its tiers and the calculator; a clerk amends an article, a second person confirms it, and what cites it is flagged.

import { browser, follow, looker, must, newPage, plan, signIn } from "./story.mjs";

const { desk, portal } = plan;
const look = looker("directory", [320, 1440, 390]);
const text = (page) => page.locator("main").innerText();

// The citizen, on a phone, by links alone.
const page = await newPage({ viewport: { width: 390, height: 844 } });
await page.goto(portal);
await follow(page, "text=查执法依据");
await look(page, "index");
await follow(page, "main a:has-text('执法主体')");
await follow(page, "main a:has-text('市场监督管理局')");
await look(page, "body");
await follow(page, "main a:has-text('销售超过保质期的食品')");
await look(page, "matter");
const matter = page.url();
const shown = await text(page);
for (const words of ["第一百二十四条", "50,000.00元至100,000.00元", "听证", "法制审核", "向上海市明镜区人民法院起诉"]) must(shown.includes(words), `the matter says ${words}`);
await follow(page, "main a:has-text('普通程序')");
await look(page, "chart");
const chart = await text(page);
for (const words of ["登记线索", "亮证", "送法制审核", "作出行政处罚决定", "15个工作日", "90日"]) must(chart.includes(words), `the chart says ${words}`);
await page.goto(matter);
await follow(page, "main a:has-text('裁量基准'):not([href*=calculator]):not([href='/directory/discretion'])");
await look(page, "tiers");
must((await text(page)).includes("较重"), "the tiers are named");
await follow(page, "text=用裁量计算器试算");
await page.fill("[name='f.value']", "3000");
await page.selectOption("[name='f.repeat']", "没有");
await page.selectOption("[name='f.recall']", "没有召回");
await follow(page, "main button[type=submit]");
await look(page, "calculator");
const answer = await text(page);
for (const words of ["一般", "50,000.00元至70,000.00元", "第一百二十四条"]) must(answer.includes(words), `the calculator answers ${words}: ${answer}`);

// The clerk, and whoever confirms.
const article = "食品安全法~124~1~5";
const clerk = await newPage();
await signIn(clerk, "admin");
await clerk.goto(`${desk}/registers/entries/articles/change?key=${encodeURIComponent(article)}`);
await look(clerk, "change");
await clerk.fill("[name=change_reason]", "条文修改");
await clerk.fill("textarea[name=text]", "经营超过保质期的食品的，并处十万元以上二十万元以下罚款。");
await Promise.all([clerk.waitForNavigation(), clerk.click("main button[type=submit]")]);
const second = await newPage();
await signIn(second, "ren-hai");
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
