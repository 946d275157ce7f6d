// A handler records on the spot with the phone's camera, in segments; the network goes in the middle and comes back; the page is closed with something still on the phone and
// opened again; in the end everything is in the case and its marks are chapters. Chromium's own pretended camera gives a moving picture and a beep.

import { faults, phone } from "./phone.mjs";
import { browser, looker, must, plan, signIn } from "./story.mjs";

const { desk, login, id } = plan;
const look = looker("camera", [320, 1440, 390]);
const officer = await phone();
await signIn(officer, login);

async function open() {
  await officer.goto(`${desk}/cases/${id}/camera`);
  await officer.waitForSelector("[data-video]:not([disabled])");
}

/** Shorter than for people, or the story would take minutes. */
async function segments(ms) {
  await officer.evaluate((each) => document.querySelector("[data-camera]").setAttribute("data-segment-ms", String(each)), ms);
}

const entered = (count) => officer.waitForFunction((most) => document.querySelectorAll("[data-segments] [data-state=done]").length >= most, count, { timeout: 60_000 });

await officer.addInitScript(() => {
  // Before the island reads it.
  const shorten = new MutationObserver(() => document.querySelector("[data-camera]")?.setAttribute("data-segment-ms", "4000"));
  shorten.observe(document, { childList: true, subtree: true });
});
await open();
must((await officer.textContent(".camera-script")).includes("310105"), "the script names the certificates");
await look(officer, "idle");
await officer.click("[data-video]");
await officer.waitForSelector("[data-camera][data-state=recording]");
await officer.click("[data-mark='表明身份']");
await look(officer, "recording");
await entered(1);
// A photograph out of the running picture, without the network; it goes in with the rest.
await officer.locator(".camera-photo summary").press("Enter");
await officer.fill("[name=proves]", "货架上食品的陈列情况");

// The network goes while recording goes on, and comes back.
await officer.context().setOffline(true);
await officer.waitForTimeout(9_000);
await officer.click("[data-mark='告知权利']");
await officer.click("[data-photo]");
const held = await officer.locator("[data-segments] li:not([data-state=done])").count();
must(held >= 2, `recording goes on without the network: ${held} segments are held`);
await look(officer, "offline");
await officer.context().setOffline(false);
await entered(3);

// Stopped and closed with the network gone; opened again, it is handed over.
await officer.context().setOffline(true);
await officer.waitForTimeout(1_500);
await officer.click("[data-stop]");
await officer.waitForTimeout(1_500);
const made = await officer.locator("[data-segments] li").count();
await officer.goto("about:blank");
await officer.context().setOffline(false);
await open();
await officer.waitForFunction(() => document.querySelector("[data-total]").textContent.includes("全部已入库"), undefined, { timeout: 60_000 });
await look(officer, "handed-over");

// A photograph by the phone's own camera, while nothing is recorded.
await officer.locator(".camera-photo summary").press("Enter");
await officer.fill("[name=proves]", "货架上食品的陈列情况");
const [chosen] = await Promise.all([officer.waitForEvent("filechooser"), officer.click("[data-photo]")]);
await chosen.setFiles(plan.photo);
await officer.waitForFunction(() => Array.from(document.querySelectorAll("[data-segments] [data-state=done]"), (each) => each.textContent).some((text) => text.includes("照片 2")), undefined, { timeout: 60_000 });
await look(officer, "photographs");

// Sound alone, and at last the time line.
await officer.click("[data-sound]");
await officer.waitForTimeout(2_000);
await officer.click("[data-stop]");
await officer.waitForFunction(() => document.querySelector("[data-total]").textContent.includes("全部已入库"), undefined, { timeout: 60_000 });
await officer.goto(`${desk}/cases/${id}/timeline`);
const text = await officer.textContent("main");
for (const label of ["表明身份", "告知权利", "拍照 1"]) must(text.includes(label), `${label} is a chapter`);
await look(officer, "timeline");

await browser.close();
const real = faults.filter((fault) => !/ERR_INTERNET_DISCONNECTED|Failed to fetch|NetworkError/.test(fault));
if (real.length) throw new Error(real.join("\n"));
console.log(`${made} segments`);
console.log("passed");
