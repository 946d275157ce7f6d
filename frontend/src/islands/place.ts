// Pointing at a problem (审核台): a button beside a part of the draft, a piece of evidence or a recording writes its place into the first
// free row of the problems: the passage that is selected, the page that was entered, the second at which the recording stands. The server
// reads the same words to open the place again. Without this script the reviewer writes them.

/** The button carries `data-place` and lies in `[data-place-of]`, which holds the text, the page or the player. */
export function place(button: HTMLElement): void {
  button.addEventListener("click", () => {
    const row = freeRow();
    if (!row) return;
    row.value = (button.dataset.place ?? "") + within(button.closest("[data-place-of]"));
    row.dispatchEvent(new Event("input", { bubbles: true }));
    const verdict = document.querySelector<HTMLSelectElement>("select[name=verdict]");
    if (verdict && !verdict.value) verdict.value = "problems";
    const problem = document.querySelector<HTMLElement>(`[name="${row.name.replace(/place$/, "problem")}"]`);
    (problem ?? row).focus();
  });
}

function freeRow(): HTMLInputElement | undefined {
  const rows = Array.from(document.querySelectorAll<HTMLInputElement>("input[name^='problems.'][name$='.place']"));
  const free = rows.find((row) => !row.value.trim());
  if (!free) document.querySelector<HTMLButtonElement>("button[name=more_rows][value=problems]")?.focus();
  return free;
}

/** The exact spot inside: a selected passage, a page, or a second. */
function within(frame: Element | null): string {
  if (!frame) return "";
  const media = frame.querySelector<HTMLMediaElement>("video, audio");
  if (media) return ` ${clock(media.currentTime)}`;
  const page = frame.querySelector<HTMLInputElement>("[data-place-page]")?.value.trim();
  if (page && /^[0-9]+$/.test(page)) return `第${page}页`;
  const selection = window.getSelection();
  const passage = selection?.toString().trim() ?? "";
  const inside = selection?.anchorNode && frame.contains(selection.anchorNode) && frame.contains(selection.focusNode);
  // A place has at most 200 characters; the beginning of a passage finds it.
  return inside && passage && !passage.includes("\n") ? `“${passage.slice(0, 120)}”` : "";
}

function clock(seconds: number): string {
  const whole = Math.floor(seconds);
  const parts = [Math.floor(whole / 60) % 60, whole % 60].map((part) => String(part).padStart(2, "0"));
  return whole >= 3600 ? `${Math.floor(whole / 3600)}:${parts.join(":")}` : parts.join(":").replace(/^0/, "");
}
