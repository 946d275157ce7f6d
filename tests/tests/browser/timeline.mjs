// A handler at the time line of the case's recordings: it plays from a mark and from a strip, two devices go along together, what is missing is named, and a file that no browser plays
// says so.

import { browser, looker, must, newPage, plan, signIn } from "./story.mjs";

const { desk, id, empty, handler } = plan;
const look = looker("timeline", [320, 1440, 390]);
const page = await newPage();
const broken = [];
page.on("pageerror", (fault) => broken.push(String(fault)));
await signIn(page, handler);

await page.goto(`${desk}/cases/${empty}/timeline`);
must((await page.textContent("main")).includes("还没有音像记录"), "an empty time line says what will stand there");
await look(page, "empty");

await page.goto(`${desk}/cases/${id}/timeline`);
const words = await page.textContent("main");
for (const says of ["处间断待说明", "间断已说明", "更换记录仪电池", "设备时钟不准", "核对后", "正在通读", "浏览器不能播放 MPEG-TS 文件".replace(" ", "")]) {
  must(words.replace(/\s/g, "").includes(says.replace(/\s/g, "")), `the time line says ${says}`);
}
must((await page.locator(".sitting").count()) === 2, "two sittings, a day apart");
must((await page.locator(".sitting >> nth=0 >> .strip").count()) === 3, "two devices and the papers");

// A mark plays from its second.
const media = (name) => page.locator(`[data-recording]:has(h3:text-is("${name}")) video:not([hidden])`);
const time = (name) => media(name).evaluate((video) => video.currentTime);
await page.locator(".moment-marked:has-text('清点物品') [data-seek-in]").click();
await page.waitForFunction(() => Array.from(document.querySelectorAll("video")).some((video) => video.currentTime >= 7 && !video.paused));
const at = await time("现场检查录像");
must(at >= 7 && at < 10.1, `the mark plays from ${at}`);
await page.waitForFunction(() => document.querySelectorAll("[data-now]:not([hidden])").length === 3);

// The segment that follows plays on by itself, in the same player.
must((await page.locator(".sitting >> nth=0 >> [data-recording]").count()) === 2, "one player for each recording, not for each segment");
const second = await page.locator(".segments >> nth=0 >> li[id^=recording-] >> nth=1 >> a").getAttribute("href");
await page.waitForFunction((href) => {
  const video = document.querySelector("[data-recording] video:not([hidden])");
  return video.getAttribute("src") === href && video.currentTime > 0.2 && !video.paused;
}, second, { timeout: 20000 });
must((await page.textContent("[data-part]")) === "2", "it says which segment plays");

// Two devices together: what the first plays, the other plays at the same instant, seven minutes off by its own clock.
await page.locator("[data-together]").check();
await page.locator(".moment-marked:has-text('出示证件') [data-seek-in]").click();
await page.waitForFunction(() => {
  const video = (name) => Array.from(document.querySelectorAll("[data-recording]")).find((each) => each.querySelector("h3").textContent === name).querySelector("video:not([hidden])");
  const [one, other] = [video("现场检查录像"), video("店堂全景")];
  return !one.paused && !other.paused && one.currentTime > 2.5 && Math.abs(one.currentTime - 2 - other.currentTime) < 0.8;
}, undefined, { timeout: 20000 });
await page.locator("[data-together]").uncheck();
await page.evaluate(() => document.querySelectorAll("video").forEach((video) => video.pause()));

// A still of what the player shows becomes a paper, with the picture and both digests.
await page.locator(".moment-marked:has-text('清点物品') [data-seek-in]").click();
await page.waitForFunction(() => Array.from(document.querySelectorAll("video")).some((video) => video.currentTime >= 7.2 && !video.paused));
await page.locator("[data-take-still] >> nth=0").click();
await page.waitForSelector("dialog[open]");
const drawn = await page.locator("[data-still-picture]").evaluate((canvas) => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return { width: canvas.width, colours: new Set(Array.from({ length: data.length / 4 }, (_, at) => data[at * 4])).size };
});
must(drawn.width > 100 && drawn.colours > 4, `the picture is what is played: ${JSON.stringify(drawn)}`);
await page.fill("#still-shows", "冷藏柜第二层，熟食六盒。");
await look(page, "still");
await Promise.all([page.waitForURL((url) => url.pathname === `/cases/${id}`), page.click("dialog button[type=submit]")]);
await page.goto(`${desk}/cases/${id}/timeline`);
const taken = page.locator(".moment-still");
must((await taken.textContent()).includes("截图：冷藏柜第二层"), "the still stands among the moments");
must((await taken.locator("[data-seek-in]").getAttribute("data-seek-to-ms")) >= "7000", "and leads to its place");

// A touch on a strip.
const strip = page.locator(".sitting >> nth=0 >> .strip >> nth=0");
const box = await strip.boundingBox();
await strip.click({ position: { x: box.width * 0.1, y: box.height / 2 } });
await page.waitForFunction(() => Array.from(document.querySelectorAll("video")).some((video) => !video.paused));
await page.evaluate(() => document.querySelectorAll("video").forEach((video) => video.pause()));
await look(page, "case");

// The way there from the case, and the explanation.
await page.goto(`${desk}/cases/${id}`);
await page.locator("#evidence-title").scrollIntoViewIfNeeded();
must((await page.textContent("main")).includes("处间断待说明"), "the case says that something waits for an explanation");
await look(page, "on-the-case");
await page.goto(`${desk}/cases/${id}/interruption`);
await look(page, "explaining");
must(broken.length === 0, broken.join());
await browser.close();
console.log("passed");
