// A real browser at the window: a citizen writes a letter with the keyboard alone and takes the receipt; the desk takes it on and answers; the citizen reads the answer by
// number and code. Then the board of a window post on a wall screen: the network is cut, the board goes on showing its last state with its time, and the screen
// that is switched off and on without a network shows it again.

import net from "node:net";
import { browser, follow, looker, must, newPage, plan, signIn } from "./story.mjs";

const { desk, portal, shots } = plan;
const look = looker("window", [320, 390, 1440, 1920]);

/** A cable between the screen and the portal, to be pulled out and put in again. Emulating it inside the browser holds up its service workers too. */
class Cable {
  sockets = new Set();

  constructor(to) {
    this.to = new URL(to);
  }

  plugIn(port = 0) {
    this.server = net.createServer((near) => {
      const far = net.connect(Number(this.to.port), this.to.hostname);
      for (const [one, other] of [[near, far], [far, near]]) {
        this.sockets.add(one);
        one.on("error", () => other.destroy()).on("close", () => this.sockets.delete(one)).pipe(other);
      }
    });
    return new Promise((done) => this.server.listen(port, "127.0.0.1", () => done((this.port = this.server.address().port))));
  }

  pullOut() {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }
}

const page = await newPage();
await page.goto(`${portal}/complaints/new`);
await look(page, "letter");
// By the keyboard alone: each control is reached with Tab in its order, and the field for machines is not.
await page.focus("input[name=kind]");
await page.keyboard.press("Space");
await page.keyboard.press("Tab");
for (let choice = 0; choice < 5; choice += 1) await page.keyboard.press("ArrowDown");
for (const typed of ["", "", "3号窗口", "上午到窗口办理，无人接待。", "王小明", "13800001234"]) {
  await page.keyboard.press("Tab");
  if (typed) await page.keyboard.type(typed);
}
must((await page.inputValue("#contact")) === "13800001234", "Tab goes through the form in its order");
must((await page.inputValue("#about")) === "service", "a choice is made with the arrows");
await page.keyboard.press("Tab");
await page.keyboard.press("Tab");
must((await page.evaluate(() => document.activeElement?.textContent)) === "提交", "the unseen field is passed over");
await Promise.all([page.waitForSelector(".receipt-code"), page.keyboard.press("Enter")]);
const number = await page.textContent(".receipt-number");
const code = await page.textContent(".receipt-code");
must(!page.url().includes("?"), "neither number nor code stands in the address");
await look(page, "receipt");

const officer = await newPage();
await signIn(officer, "ren-hai");
await officer.goto(`${desk}/complaints`);
await look(officer, "list");
await follow(officer, `text=${number}`);
await look(officer, "complaint");
await follow(officer, "text=受理来信");
await Promise.all([officer.waitForURL(/done=taking_on/), officer.click("button:has-text('受理来信')")]);
await follow(officer, "a:has-text('答复来信')");
await officer.selectOption("#outcome", "supported").catch(() => officer.selectOption("select[name=outcome]", "supported"));
await officer.fill("textarea[name=text]", "已增加值班人员。");
await Promise.all([officer.waitForURL(/done=answer/), officer.click("button:has-text('答复来信')")]);

await page.goto(`${portal}/progress`);
await page.fill("#number", number);
await page.fill("#code", code.toLowerCase());
await Promise.all([page.waitForSelector(".progress-answer"), page.click("form.letter button")]);
must((await page.textContent(".progress-answer")).includes("已增加值班人员。"), "the writer reads the answer");
await look(page, "progress");
await page.goto(`${portal}/boards`);
await look(page, "boards");

const board = await newPage({ viewport: { width: 1920, height: 1080 } });
const cable = new Cable(portal);
await board.goto(`http://127.0.0.1:${await cable.plugIn()}/boards/CK-03`);
await look(board, "board");
await board.setViewportSize({ width: 1080, height: 1920 });
await board.screenshot({ path: `${shots}/window-board-portrait.png` });
await board.setViewportSize({ width: 1920, height: 1080 });
await board.pdf({ path: `${shots}/window-board-a4.pdf`, format: "A4", landscape: true });
// Kept are the page and what it is drawn with.
await board.evaluate(async () => {
  const kept = await caches.open("boards-1");
  const by = Date.now() + 60_000;
  while (!navigator.serviceWorker.controller || (await kept.keys()).length < 6 || !(await kept.match(location.href))) {
    if (Date.now() > by) throw new Error("the board is not kept");
    await new Promise(requestAnimationFrame);
  }
});
cable.pullOut();
await board.waitForSelector("[data-board-offline]:not([hidden])");
must((await board.textContent("[data-board]")).includes("林悦"), "the last state is still shown");
must(/\d{4}-\d{2}-\d{2}/.test(await board.textContent("[data-board-at]")), "with its date");
await board.reload();
await board.waitForSelector("[data-board-offline]:not([hidden])");
must((await board.textContent("[data-board]")).includes("林悦"), "and after the screen was switched off and on");
must((await board.evaluate(() => getComputedStyle(document.querySelector(".board")).display)) === "grid", "with its styles");
await board.screenshot({ path: `${shots}/window-board-offline.png` });
await cable.plugIn(cable.port);
await board.waitForSelector("[data-board-offline][hidden]", { state: "attached" });

await browser.close();
cable.pullOut();
console.log("passed");
