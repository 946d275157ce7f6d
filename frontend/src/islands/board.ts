// The window board on a wall screen: asks for itself again every twenty seconds, and when the network is gone goes on showing its last state with the time of
// it. A service worker keeps the page for the screen that is switched on without a network; where there is none (plain HTTP), the open page still keeps itself.

const EVERY_MS = 20_000;

export function board(element: HTMLElement): void {
  const look = async (): Promise<void> => {
    const fresh = await asked();
    const here = document.querySelector("[data-board]");
    if (fresh && here) here.replaceWith(fresh);
    const offline = document.querySelector<HTMLElement>("[data-board-offline]");
    if (offline) offline.hidden = Boolean(fresh);
  };
  // A worker lives on secure addresses and on this machine only.
  if ("serviceWorker" in navigator) {
    void navigator.serviceWorker.register("/boards/worker.js").catch(() => undefined);
    // Asked for once through the worker, the page is kept.
    navigator.serviceWorker.addEventListener("controllerchange", () => void look());
  }
  // A page that the worker gave out says nothing by itself of how old it is, so the first look comes at once.
  void look();
  window.setInterval(() => void look(), EVERY_MS);
  window.addEventListener("online", () => void look());
  window.addEventListener("offline", () => void look());
  element.dataset.watched = "";
}

/** The board as it is at this moment; nothing when it cannot be had. A post that is no more shows the page that says so. */
async function asked(): Promise<Element | undefined> {
  try {
    const answer = await fetch(location.pathname, { cache: "no-store", headers: { "x-board": "fresh" } });
    if (!answer.ok && answer.status !== 404) return undefined;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.querySelector<HTMLElement>("[data-board]") ?? page.querySelector<HTMLElement>("main");
    // Whatever stands in the board's place is asked for again, so that a post entered anew comes back by itself.
    if (found) found.dataset.board = "";
    return found ?? undefined;
  } catch {
    return undefined;
  }
}
