// The service worker of the window boards: keeps the last answer for each board and for what it is drawn with, and gives it out when the network is gone. It is
// registered under /boards/ and sees nothing else.

/// <reference lib="webworker" />

const KEPT = "boards-1";
const worker = self as unknown as ServiceWorkerGlobalScope;

/** What a board is drawn with; it came before the worker did, so it is asked for once more. */
const DRAWN_WITH = ["/assets/portal.css", "/assets/portal.js", "/assets/preload-helper.js", "/assets/board.js", "/assets/mark.svg"];

worker.addEventListener("install", (event) => {
  void worker.skipWaiting();
  const keep = async (): Promise<void> => (await caches.open(KEPT)).addAll(DRAWN_WITH);
  event.waitUntil(keep());
});
worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));

worker.addEventListener("fetch", (event) => {
  if (event.request.method !== "GET") return;
  // The open page asks for its fresh state itself and has to know when there is none.
  const mustBeFresh = event.request.headers.has("x-board");
  event.respondWith(answered(event.request, mustBeFresh));
});

async function answered(request: Request, mustBeFresh: boolean): Promise<Response> {
  const kept = await caches.open(KEPT);
  const address = request.url;
  const last = mustBeFresh ? undefined : await kept.match(address, { ignoreVary: true });
  // Asked for by its address and not as the navigation it is: a reload that fails must fall back to what is kept, and not end in the browser's own error page.
  const fresh = await fetch(address, { cache: "no-store", credentials: "omit" }).catch(() => undefined);
  if (!fresh) return last ?? Response.error();
  try {
    if (fresh.ok) await kept.put(address, fresh.clone());
    else if (fresh.status === 404) await kept.delete(address);
  } catch {
    // A full or forbidden storage keeps nothing; the board itself is shown.
  }
  return fresh;
}
