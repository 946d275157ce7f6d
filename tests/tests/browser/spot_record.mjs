// A real browser on the spot, on a screen the size of a phone: the party reads the record of the inspection and signs it with a finger. The test beside this looks at the
// event and the paper afterwards.

import { faults, phone } from "./phone.mjs";
import { browser, looker, must, plan, signIn } from "./story.mjs";

const { desk, login, id, day, found } = plan;
const look = looker("spot", [320, 1440, 390]);
const officer = await phone();
await signIn(officer, login);

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
