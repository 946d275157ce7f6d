// Keeps what was typed: a stale page, an expired session or a closed lid loses nothing. Text is kept in this tab only (sessionStorage),
// by person and form; it goes when the form was accepted, when the person signs out, or when they say so. Leaving a form with unsent
// changes asks first. Passwords, files and hidden fields are never kept.

import { element } from "../elements";

const PREFIX = "form:";

interface Kept {
  at: string;
  /** Whether it went to the server; a page that reports success then forgets it. */
  sent: boolean;
  fields: [name: string, value: string][];
}

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** The form carries `data-keep="KEY"`, and `data-returned` when the server sent it back filled. */
export function keep(form: HTMLElement): void {
  if (!(form instanceof HTMLFormElement)) return;
  const key = `${PREFIX}${document.body.dataset.person ?? ""}:${form.dataset.keep || location.pathname}`;
  const atFirst = JSON.stringify(entered(form));
  const dirty = (): boolean => JSON.stringify(entered(form)) !== atFirst;
  let leaving = false;

  if (!form.hasAttribute("data-returned")) offerBack(form, key, atFirst);

  let waiting: number | undefined;
  const save = (sent = false): void => {
    window.clearTimeout(waiting);
    if (sent || (dirty() && !leaving)) write(key, { at: new Date().toISOString(), sent, fields: entered(form) });
  };
  form.addEventListener("input", () => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(() => save(), 400);
  });
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    save(true);
    leaving = true;
  });
  window.addEventListener("pagehide", () => save());
  window.addEventListener("beforeunload", (event) => {
    const returned = form.hasAttribute("data-returned");
    if (!leaving && (dirty() || returned)) event.preventDefault();
  });
}

/** Forgets what was sent once a page reports success; on signing out, forgets all. */
export function forget(): void {
  if (document.querySelector(".flash[data-kind=success]")) {
    for (const key of keys()) if (read(key)?.sent) remove(key);
  }
  document.querySelector("form[data-sign-out]")?.addEventListener("submit", () => {
    for (const key of keys()) remove(key);
  });
}

function fields(form: HTMLFormElement): Field[] {
  const all = Array.from(form.elements).filter(
    (each): each is Field =>
      each instanceof HTMLTextAreaElement || each instanceof HTMLSelectElement || each instanceof HTMLInputElement,
  );
  return all.filter((field) => field.name && !["password", "file", "hidden", "submit", "button"].includes(field.type));
}

function entered(form: HTMLFormElement): [string, string][] {
  return fields(form).map((field) => [field.name, isTick(field) ? `${field.value}=${field.checked}` : field.value]);
}

function isTick(field: Field): field is HTMLInputElement {
  return field instanceof HTMLInputElement && (field.type === "checkbox" || field.type === "radio");
}

function offerBack(form: HTMLFormElement, key: string, atFirst: string): void {
  const kept = read(key);
  if (!kept || JSON.stringify(kept.fields) === atFirst) return;
  const back = element("button", { type: "button", class: "btn btn-primary btn-sm" }, "恢复");
  const drop = element("button", { type: "button", class: "btn btn-sm" }, "丢弃");
  const when = new Date(kept.at).toLocaleString("zh-CN", { dateStyle: "medium", timeStyle: "short" });
  const offer = element("div", { class: "notice", role: "status" }, element("p", {}, `本页有 ${when} 填写而未提交的内容。`), back, drop);
  back.addEventListener("click", () => {
    fill(form, kept);
    offer.remove();
  });
  drop.addEventListener("click", () => {
    remove(key);
    offer.remove();
  });
  form.prepend(offer);
}

/** Fills by name and, where a name repeats, by order. */
function fill(form: HTMLFormElement, kept: Kept): void {
  const waiting = [...kept.fields];
  for (const field of fields(form)) {
    const at = waiting.findIndex(([name, value]) => name === field.name && (!isTick(field) || value.startsWith(`${field.value}=`)));
    const [found] = at < 0 ? [] : waiting.splice(at, 1);
    if (!found) continue;
    if (isTick(field)) field.checked = found[1].endsWith("=true");
    else field.value = found[1];
  }
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

function read(key: string): Kept | undefined {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(key) ?? "null");
    return kept && typeof kept === "object" && "fields" in kept ? (kept as Kept) : undefined;
  } catch {
    return undefined;
  }
}

function write(key: string, kept: Kept): void {
  try {
    sessionStorage.setItem(key, JSON.stringify(kept));
  } catch {
    // A full or forbidden storage keeps nothing; the form itself is untouched.
  }
}

function remove(key: string): void {
  try {
    sessionStorage.removeItem(key);
  } catch {
    // See write.
  }
}

function keys(): string[] {
  try {
    return Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX));
  } catch {
    return [];
  }
}
