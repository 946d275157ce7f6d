// A real browser on the spot, on screens the size of a phone: an officer lays the code before the party, another phone without an account scans it, sees who is here and
// confirms; the officer measures the place and records the showing.

import { execFileSync } from "node:child_process";
import { faults, phone } from "./phone.mjs";
import { browser, looker, must, plan, signIn } from "./story.mjs";

const { desk, shots, login, id, day } = plan;
const look = looker("spot", [320, 1440, 390]);
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
must(!(await party.textContent("main")).includes(plan.name), "a cover comes first");
await look(party, "party-cover");
await party.click("button:has-text('查看执法证件')");
await party.waitForSelector(".shown-officers");
must((await party.textContent(".shown-officers")).includes(plan.name), "who is here is told");
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

await browser.close();
if (faults.length) throw new Error(faults.join("\n"));
console.log("passed");
