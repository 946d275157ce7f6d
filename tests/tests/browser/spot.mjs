// A real browser on the spot, on screens the size of a phone: an officer lays the code before the party, another phone without an account scans it, sees who is here and
// confirms; the officer measures the place and records the showing, and the party reads the record of the inspection and signs it with a finger. The test beside this
// looks at the event and the paper afterwards.

import { execFileSync } from "node:child_process";
import { browser, looker, must, newPage, plan, signIn } from "./story.mjs";

const { desk, shots, login, id, day, found } = plan;
const faults = [];
const look = looker("spot", [320, 1440, 390]);

async function phone() {
  const page = await newPage({ viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true });
  // The story's clock stands elsewhere than this machine's: the device measures at the time of the story.
  await page.addInitScript((at) => {
    const coords = { latitude: 31.2204, longitude: 121.4243, accuracy: 12.3 };
    navigator.geolocation.getCurrentPosition = (done) => done({ coords, timestamp: Date.parse(at) });
  }, `${day}T09:31:40+08:00`);
  page.on("pageerror", (fault) => faults.push(`${page.url()}: ${fault}`));
  page.on("console", (line) => {
    if (line.type() === "error" && !line.text().startsWith("Failed to load resource")) faults.push(`${page.url()}: ${line.text()}`);
  });
  return page;
}

const officer = await phone();
await signIn(officer, login);

// The code.
await officer.goto(`${desk}/cases/${id}/certificates`);
await officer.click("a:has-text('亮证码')");
await officer.waitForURL(/\/code$/);
await look(officer, "code-form");
await officer.click("button:has-text('生成亮证码')");
await officer.waitForSelector(".code-shown");
await look(officer, "code");
const address = (await officer.textContent(".code-shown .code")).trim();
const drawing = `${shots}/spot-drawing.png`;
await officer.locator(".code-shown .qr").screenshot({ path: drawing });
const scanned = execFileSync("zbarimg", ["--quiet", "--raw", drawing]).toString().trim();
must(scanned === address, `the code leads to ${scanned}, not to ${address}`);

// The party's phone, and one that comes too late.
const party = await phone();
await party.goto(address);
must(!(await party.textContent("main")).includes("张伟"), "a cover comes first");
await look(party, "party-cover");
await party.click("button:has-text('查看执法证件')");
await party.waitForSelector(".shown-officers");
must((await party.textContent("main")).includes("申请回避"), "the rights are told");
await look(party, "party");
await party.fill("#name", "邵明远");
await party.fill("#capacity", "经营者");
await party.click("button:has-text('我已看到执法证件')");
await party.waitForSelector(".shown-done");
must(party.url() === address, "what was typed stands in no address");
await look(party, "party-confirmed");
const late = await phone();
await late.goto(address);
await late.click("button:has-text('查看执法证件')");
await late.waitForSelector("h1:has-text('不能打开')");
must((await late.textContent("h1")).includes("不能打开"), "another phone finds nothing");
await look(late, "late");

// The showing, with the place as the device measured it.
await officer.goto(`${desk}/cases/${id}/certificates`);
must((await officer.inputValue("[name=confirmed_by]")) === "邵明远", "the confirmation from the phone comes with the form");
await officer.fill("[name=at]", `${day}T09:32`);
await officer.click("[data-locate]");
await officer.waitForSelector("[data-says]:has-text('误差约 13 米')");
await officer.check("[name=uniform]");
await look(officer, "certificates");
await officer.click("button:has-text('直接办理')");
await officer.waitForURL(/done=certificates/);

// The record: filled in, read, signed.
await officer.goto(`${desk}/cases/${id}/inspection`);
await officer.fill("[name=began_at]", `${day}T09:40`);
await officer.fill("[name=ended_at]", `${day}T10:25`);
await officer.check("[name=items][value='JC-SP-01']");
await officer.fill("[name=present]", "邵明远（经营者）");
await officer.fill("[name=found]", found);
await officer.fill("[name=signed_by]", "邵明远");
await officer.fill("[name=signed_as]", "经营者");
await officer.click("button:has-text('请当事人阅看并签名')");
await officer.waitForSelector(".reading");
must((await officer.textContent(".reading")).includes(found), "the text is there to be read");
const canvas = officer.locator(".field:has(> .signature):has-text('手写签名') canvas").first();
await canvas.scrollIntoViewIfNeeded();
await canvas.evaluate(() => new Promise(requestAnimationFrame));
const box = await canvas.boundingBox();
await officer.mouse.move(box.x + 40, box.y + 60);
await officer.mouse.down();
for (let step = 1; step <= 24; step += 1) await officer.mouse.move(box.x + 40 + step * 10, box.y + 80 + 40 * Math.sin(step / 2));
await officer.mouse.up();
await officer.waitForSelector(".signature [role=status]:has-text('已签名')");
await look(officer, "signing");
await officer.click(".form-end .btn-primary");
await officer.waitForURL(/done=inspection/);
await look(officer, "signed");

await browser.close();
if (faults.length) throw new Error(faults.join("\n"));
console.log("passed");
