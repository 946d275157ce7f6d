// A page on a screen the size of a phone, measuring its place as the story has it, and what went wrong on any of them.

import { newPage, plan } from "./story.mjs";

export const faults = [];

export async function phone() {
  const page = await newPage({ viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true });
  // The story's clock stands elsewhere than this machine's: the device measures at the time of the story.
  await page.addInitScript((at) => {
    const coords = { latitude: 31.2204, longitude: 121.4243, accuracy: 12.3 };
    navigator.geolocation.getCurrentPosition = (done) => done({ coords, timestamp: Date.parse(at) });
  }, `${plan.day}T09:31:40+08:00`);
  page.on("pageerror", (fault) => faults.push(`${page.url()}: ${fault}`));
  page.on("console", (line) => {
    if (line.type() === "error" && !line.text().startsWith("Failed to load resource")) faults.push(`${page.url()}: ${line.text()}`);
  });
  return page;
}
