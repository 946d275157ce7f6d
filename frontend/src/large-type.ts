// 适老版: larger type, remembered in this browser; and the print button. A script of its own in the page's head, small and without
// imports, so that the page is laid out in the right size at once.

(() => {
  const KEY = "large-type";
  const html = document.documentElement;

  const remembered = (): boolean => {
    try {
      return localStorage.getItem(KEY) === "on";
    } catch {
      return false;
    }
  };

  const remember = (on: boolean): void => {
    try {
      localStorage.setItem(KEY, on ? "on" : "off");
    } catch {
      // Where the browser keeps nothing, the choice holds for this page.
    }
  };

  const show = (on: boolean): void => {
    html.classList.toggle("large-type", on);
    document.querySelectorAll("[data-large-type]").forEach((button) => button.setAttribute("aria-pressed", String(on)));
  };

  html.classList.add("scripted");
  show(remembered());
  document.addEventListener("DOMContentLoaded", () => show(remembered()));
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (target?.closest("[data-large-type]")) {
      const on = !html.classList.contains("large-type");
      remember(on);
      show(on);
    }
    if (target?.closest("[data-print]")) window.print();
  });
})();
