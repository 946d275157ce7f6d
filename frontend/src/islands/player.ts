// Stage marks (环节标记) of a recording: a list beside the browser's own player; a mark seeks, and the mark that is playing is shown. What does not
// play says so, and a picture under a watermark is shown full screen together with it. Without this script each mark is a link that opens the recording at its second.

/** The element holds a `<video>` or `<audio>` and links with `data-seek-ms`. */
export function player(frame: HTMLElement): void {
  const media = frame.querySelector<HTMLMediaElement>("video, audio");
  if (!media) return;
  const unplayable = frame.querySelector<HTMLElement>("[data-unplayable]");
  const fails = (): void => {
    if (unplayable) unplayable.hidden = !media.error;
  };
  media.addEventListener("error", fails);
  media.addEventListener("loadedmetadata", fails);
  // It may have failed before this script came.
  fails();
  frame.querySelector("[data-full-screen]")?.addEventListener("click", () => {
    void frame.querySelector("[data-screen]")?.requestFullscreen();
  });

  const marks = Array.from(frame.querySelectorAll<HTMLElement>("[data-seek-ms]"), (link) => ({
    link,
    at: Number(link.dataset.seekMs) / 1000,
  })).filter((mark) => Number.isFinite(mark.at) && mark.at >= 0);
  for (const mark of marks) {
    mark.link.addEventListener("click", (event) => {
      event.preventDefault();
      media.currentTime = mark.at;
      void media.play().catch(() => media.focus());
    });
  }

  marks.sort((a, b) => a.at - b.at);
  media.addEventListener("timeupdate", () => {
    const playing = marks.findLast((mark) => mark.at <= media.currentTime + 0.05);
    for (const mark of marks) {
      if (mark === playing) mark.link.setAttribute("aria-current", "true");
      else mark.link.removeAttribute("aria-current");
    }
  });
}
