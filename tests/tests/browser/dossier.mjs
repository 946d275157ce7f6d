// The dossier of a target on a phone and at a desk: the purpose, the list with both cases, only its recordings, the form of merging.

import { browser, follow, looker, must, newPage, plan, signIn } from "./story.mjs";

const { desk, id, handler, name } = plan;
const look = looker("dossier", [320, 1440, 390]);
const page = await newPage();
await signIn(page, handler);
await page.goto(`${desk}/cases/${id}`);
await follow(page, "a:has-text('一户一档')");
await look(page, "purpose");
await page.fill("#purpose", "核对前案");
await follow(page, "button:has-text('记录用途并查看')");
must((await page.textContent("main")).includes(name), "the other case lies in it");
await look(page, "list");
await follow(page, ".tabs a:has-text('音像')");
must((await page.locator("table.dossier tbody tr").count()) > 0, "recordings are listed");
await look(page, "recordings");
await follow(page, "a:has-text('撤销归并')");
await look(page, "unmerge");
await page.goto(`${desk}/cases/${id}/party_merge`);
await look(page, "merge");
await browser.close();
console.log("passed");
