// Work that goes on beside the page (an import being read): asks every two seconds how far it has come and says so. When nothing goes on any longer, or the session
// has ended, the page is shown anew. Without a script the head of the page does the same.

const EVERY_MS = 2_000;

export function progress(element: HTMLElement): void {
  const says = element.querySelector<HTMLElement>("[data-says]");
  const look = async (): Promise<void> => {
    const page = await asked();
    const fresh = page?.querySelector("[data-progress] [data-says]");
    if (page && !fresh) {
      location.reload();
      return;
    }
    // Said again only when it changed, so that a screen reader is not told the same twice.
    if (says && fresh && says.textContent !== fresh.textContent) says.textContent = fresh.textContent;
    window.setTimeout(() => void look(), EVERY_MS);
  };
  window.setTimeout(() => void look(), EVERY_MS / 4);
}

/** The page as it is at this moment; nothing when it cannot be had. */
async function asked(): Promise<Document | undefined> {
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (answer.status >= 500) return undefined;
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    return undefined;
  }
}
