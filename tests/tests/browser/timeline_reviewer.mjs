// A reviewer at the same time line: first the purpose, then the recordings under name and time.

import { browser, looker, must, newPage, plan, signIn } from "./story.mjs";

const { desk, id, reviewer } = plan;
const look = looker("timeline-reviewer", [320, 1440, 390]);
const page = await newPage();
await signIn(page, reviewer);
const refused = await page.goto(`${desk}/cases/${id}/timeline`);
must(refused.status() === 403, `without a purpose it is refused, not ${refused.status()}`);
must((await page.textContent("main")).includes("调阅音像记录须说明用途"), "a purpose is asked");
await look(page, "purpose");
await page.fill("#purpose", "法制审核");
await Promise.all([page.waitForNavigation(), page.click("button:has-text('记录用途并查看')")]);
await page.waitForSelector(".watermark");
const mark = await page.textContent(".watermark >> nth=0");
must(mark.includes("陈静"), `the watermark says who looks: ${mark}`);
const covers = await page.evaluate(() => {
  const [video, over] = [document.querySelector(".screen video"), document.querySelector(".screen .watermark")].map((each) => each.getBoundingClientRect());
  return over.width >= video.width - 1 && over.height >= video.height - 1;
});
must(covers, "the watermark covers the picture");
must(await page.locator("video[controlslist~=nofullscreen]").count() > 0, "the picture alone is not shown full screen");
await look(page, "case");
await page.goto(`${desk}/cases/${id}/viewings`);
const log = await page.textContent("main");
must(log.includes("音像时间线") && log.includes("法制审核"), "the viewing stands with its purpose");
await browser.close();
console.log("passed");
