// Making elements without writing markup as text: what comes from outside can only ever become text.

type Child = Node | string;

/** Makes `<tag class="…">` with these children. Text is text. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Record<string, string> = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** A Tabler icon of the sprite; decoration only, so it is hidden from readers of the screen. */
export function icon(name: string): SVGSVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `/assets/icons.svg#${name}`);
  svg.append(use);
  return svg;
}

/** Attaches an island to each element that asks for it; its code is fetched only when there is one. */
export function attach(selector: string, load: () => Promise<(element: HTMLElement) => void>): void {
  const found = document.querySelectorAll<HTMLElement>(selector);
  if (found.length === 0) return;
  void load().then((island) => found.forEach((each) => island(each)));
}
