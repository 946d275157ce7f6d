// A clerk takes a list of officers in from a workbook: the bad cell is named, the good rows go in as one proposal, and a second person reads and confirms it.

import { browser, looker, must, newPage, plan, signIn } from "./story.mjs";

const { desk, list } = plan;
const look = looker("import", [320, 1440, 390]);
const faults = [];

async function person(login) {
  const page = await newPage();
  page.on("pageerror", (fault) => faults.push(`${page.url()}: ${fault}`));
  await signIn(page, login);
  return page;
}

const clerk = await person("admin");
await clerk.goto(`${desk}/registers/entries/officer`);
await look(clerk, "register");
await clerk.click("a:has-text('导入')");
await clerk.waitForURL(/\/imports$/);
await look(clerk, "form");
await clerk.setInputFiles("input[type=file]", list);
await clerk.click("form[enctype='multipart/form-data'] button[type=submit]");
await clerk.waitForSelector("h2:has-text('有误的单元格')");
const preview = await clerk.textContent("main");
must(preview.includes("I4") && preview.includes("二〇二九年底") && preview.includes("不是日期"), "the bad cell is named with its reason");
must(preview.includes("钱铎") && preview.includes("孙梅"), "good rows are shown");
await look(clerk, "preview");
await clerk.fill("[name=reason]", "按二〇二六年度发证名单");
await clerk.click("button:has-text('交出全部可用的 2 条')");
await clerk.waitForSelector("h2:has-text('已交出')");
await look(clerk, "handed-in");
await clerk.click("a:has-text('查看这份拟订')");
await clerk.waitForURL(/\/registers\/proposals\//);
must(!(await clerk.textContent("main")).includes("确认生效"), "nobody confirms what he or she prepared");
const proposal = clerk.url();

const second = await person("ren-hai");
await second.goto(proposal);
await look(second, "proposal");
await second.click("button:has-text('确认生效')");
await second.waitForURL((url) => !url.pathname.startsWith("/registers/proposals/"));
await second.goto(`${desk}/registers/entries/officer?q=${encodeURIComponent("钱铎")}`);
must((await second.textContent("main")).includes("310105000991"), "the register has the officer");

await browser.close();
if (faults.length) throw new Error(faults.join("\n"));
console.log("passed");
