// The clerk puts a body camera into the dock: compares its clock, chooses its folder, drops one file more. What is there already is not sent again, what is no recording is named, and
// of everything else the page says that the device may be wiped. The handler finds the files waiting and takes one into a case.

import { faults, phone } from "./phone.mjs";
import { browser, follow, looker, must, newPage, plan, signIn } from "./story.mjs";

const { desk, clerk, handler, folder, id, shown } = plan;
const look = looker("dock", [320, 1440, 390]);
const page = await newPage();
page.on("pageerror", (fault) => faults.push(`${page.url()}: ${fault}`));
await signIn(page, clerk);
await page.goto(`${desk}/dock`);
await page.waitForSelector("[data-drop]");

// Without a device nothing is taken.
await page.setInputFiles("[data-folder]", folder);
must((await page.textContent("[data-total]")).includes("先选择设备"), "a device is asked for");
await page.selectOption("#f-device", "JLY-01");
await page.fill("#f-clock", shown);
await page.click("[data-compare]");
await page.waitForFunction(() => document.querySelector("[data-clock-says]").textContent.includes("快"));
must((await page.textContent("[data-clock-says]")).includes("快7分"), await page.textContent("[data-clock-says]"));
await page.setInputFiles("[data-folder]", folder);
await page.waitForFunction(() => document.querySelectorAll("[data-list] .wiping-yes").length === 3 && document.querySelectorAll("[data-list] [data-state=failed]").length === 1, undefined, { timeout: 60_000 });
const lines = await page.locator("[data-list] li").allTextContents();
must(lines.length === 4, lines.join(" | "));
for (const name of ["第一段·現場 ①.mp4", "видео-2.mp4", "video3.mp4"]) must(lines.some((line) => line.includes(name) && line.includes("可以清除")), `${name}: ${lines.join(" | ")}`);
must(lines.some((line) => line.includes("说明.txt") && line.includes("没有存入")), lines.join(" | "));
const total = await page.textContent("[data-total]");
must(total.includes("共4个文件，已存入3个，早已存入0个，未存入1个，设备中可以清除的3个"), total);
must(await page.isVisible("[data-inbox]"), "the way to what has just come in");
await look(page, "imported");

// Dropped once more under another name: the same bytes are not sent again.
const before = [];
page.on("request", (request) => request.url().includes("/files/") && request.method() === "POST" && before.push(request.url()));
await page.evaluate(async (file) => {
  const bytes = await (await fetch(file)).arrayBuffer();
  const transfer = new DataTransfer();
  transfer.items.add(new File([bytes], "副本.mp4", { type: "video/mp4" }));
  document.querySelector("[data-drop]").dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
}, `data:video/mp4;base64,${plan.copy}`);
await page.waitForFunction(() => [...document.querySelectorAll("[data-list] li")].some((line) => line.textContent.includes("副本.mp4") && line.textContent.includes("不必再传")));
must(before.length === 0, `nothing is uploaded again: ${before}`);
await page.goto(`${desk}/dock`);
await look(page, "inbox");
must((await page.locator("table .wiping-yes").count()) === 3, "the marks stand on the page");

await page.goto(`${desk}/devices/token`);
await page.fill("[name=place]", "执法一科采集站");
await page.click("text=签发设备令牌");
await page.waitForSelector("[data-issued]");
await look(page, "token");
await page.goto(`${desk}/devices`);
await look(page, "devices");
await page.goto(`${desk}/devices/JLY-01`);
await look(page, "device");

const officer = await phone();
await signIn(officer, handler);
await officer.goto(`${desk}/dock`);
await follow(officer, "text=第一段·現場 ①.mp4");
await look(officer, "claim");
await officer.selectOption("#f-case", id);
await officer.click("text=填写音像记录入库");
await officer.waitForSelector("[name=device]");
must((await officer.inputValue("[name=device]")) === "JLY-01", "the device is filled in");
must((await officer.inputValue("[name=clock_offset_seconds]")) !== "", "the clock is filled in");
await look(officer, "recording");
await officer.selectOption("[name=stage]", "inspection");
await officer.fill("[name=title]", "现场检查全过程录像");
await officer.click(".form-end .btn-primary");
await officer.waitForURL((url) => url.pathname === `/cases/${id}`);
await officer.goto(`${desk}/dock`);
must(!(await officer.textContent("main")).includes("第一段·現場 ①.mp4"), "it waits no more");

// The handler lets somebody under contract film one task; his phone shows the task and nothing of the case, and what he hands in is said to be there.
await officer.goto(`${desk}/cases/${id}/recorder`);
const code = await officer.textContent("[data-issued]");
for (const [name, value] of Object.entries({ name: "陆一鸣", organisation: "某摄录服务公司", contract: "HT-2026-07", task: "到清水路100号拍摄现场", from: plan.day, to: plan.day })) await officer.fill(`[name=${name}]`, value);
await look(officer, "admitting");
await officer.click(".form-end .btn-primary");
await officer.waitForURL((url) => url.pathname === `/cases/${id}`);
const outside = await phone();
await outside.goto(`${desk}/task`);
await look(outside, "code");
await outside.fill("#f-code", code);
await outside.click("text=打开任务");
await outside.waitForSelector("[data-upload]");
await outside.setInputFiles("input[type=file]", plan.outside);
await outside.waitForSelector(".upload-list [data-state=done]");
await look(outside, "task");
await outside.click(".form-end .btn-primary");
await outside.waitForSelector("text=已交来1个文件");
must(faults.length === 0, faults.join("\n"));
await browser.close();
process.stdout.write("passed\n");
