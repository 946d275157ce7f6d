// The recordings of a sitting on one clock (音像时间线): a touch on a strip or a moment plays from there, a line runs along the strips, a segment that
// has ended is followed by the next, and with the box ticked every other recording of the same minutes goes along. Without this script each moment is a link that opens its
// recording at that second.

interface Recording {
  frame: HTMLElement;
  media: HTMLMediaElement;
  /** On the one clock, in milliseconds. */
  from: number;
  to: number;
}

/** Players this far apart are put together again. */
const APART_S = 0.5;

export function sitting(section: HTMLElement): void {
  const recordings = Array.from(section.querySelectorAll<HTMLElement>("[data-recording]")).flatMap((frame): Recording[] => {
    const media = frame.querySelector<HTMLMediaElement>("video, audio");
    const from = Number(frame.dataset.atMs);
    return media ? [{ frame, media, from, to: from + Number(frame.dataset.recordingLastsMs) }] : [];
  });
  const from = Number(section.dataset.fromMs);
  const lasts = Number(section.dataset.lastsMs);
  const together = section.querySelector<HTMLInputElement>("[data-together]");
  const now = Array.from(section.querySelectorAll<SVGRectElement>("[data-now]"));
  let leads: Recording | undefined;

  const play = (recording: Recording, at: number): void => {
    leads = recording;
    recording.media.currentTime = Math.max(0, (at - recording.from) / 1000);
    void recording.media.play().catch(() => recording.media.focus());
    recording.frame.scrollIntoView({ block: "nearest" });
  };

  section.querySelectorAll<HTMLElement>("[data-seek-in]").forEach((link) =>
    link.addEventListener("click", (event) => {
      const recording = recordings.find((each) => each.frame.id === link.dataset.seekIn);
      if (!recording) return;
      event.preventDefault();
      play(recording, recording.from + Number(link.dataset.seekToMs));
    }),
  );

  section.querySelectorAll<SVGElement>("[data-strip]").forEach((strip) =>
    strip.addEventListener("click", (event) => {
      const frame = strip.getBoundingClientRect();
      const at = from + ((event.clientX - frame.left) / frame.width) * lasts;
      const held = recordings.find((each) => each.from <= at && at < each.to);
      if (held) play(held, at);
    }),
  );

  for (const recording of recordings) {
    const { media, frame } = recording;
    media.addEventListener("play", () => {
      if (!together?.checked || !leads || leads.media.paused) leads = recording;
      follow();
    });
    media.addEventListener("pause", () => {
      if (recording === leads && together?.checked) others(recording).forEach((each) => each.media.pause());
    });
    media.addEventListener("seeked", () => recording === leads && follow());
    media.addEventListener("timeupdate", () => {
      if (recording !== leads) return;
      const at = recording.from + media.currentTime * 1000;
      for (const line of now) {
        line.toggleAttribute("hidden", false);
        line.setAttribute("x", String(Math.min(998, Math.max(0, ((at - from) / lasts) * 1000))));
      }
      follow();
    });
    media.addEventListener("ended", () => {
      const next = recordings.find((each) => each.frame.id === frame.dataset.next);
      if (next && recording === leads) play(next, next.from);
    });
  }
  together?.addEventListener("change", () => (together.checked ? follow() : leads && others(leads).forEach((each) => each.media.pause())));

  function others(recording: Recording): Recording[] {
    return recordings.filter((each) => each !== recording);
  }

  /** Lets the others stand where the leading one stands; where one has nothing, it waits. */
  function follow(): void {
    if (!together?.checked || !leads) return;
    const at = leads.from + leads.media.currentTime * 1000;
    for (const each of others(leads)) {
      if (at < each.from || at >= each.to || leads.media.paused) {
        each.media.pause();
        continue;
      }
      const place = (at - each.from) / 1000;
      if (Math.abs(each.media.currentTime - place) > APART_S) each.media.currentTime = place;
      if (each.media.paused) void each.media.play().catch(() => undefined);
    }
  }
}
