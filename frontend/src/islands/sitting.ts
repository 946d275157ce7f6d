// The recordings of a sitting on one clock (音像时间线): a touch on a strip or a moment plays from there, a line runs along the strips, a recording of many segments plays
// through them in one player, and with the box ticked every other recording of the same minutes goes along. Without this script each moment is a link that opens its
// file at that second.

/** A file of a recording, in time by the one clock, in milliseconds. */
interface Part {
  id: string;
  src: string;
  from: number;
  to: number;
}

interface Screen {
  frame: HTMLElement;
  parts: Part[];
  /** Which part the player that is seen has. */
  at: number;
  media: HTMLMediaElement;
  /** Loads the part that comes next, so that it goes on without a pause. */
  spare: HTMLMediaElement | undefined;
}

/** Players this far apart are put together again. */
const APART_S = 0.5;
/** So long before the end of a part the next one is loaded. */
const AHEAD_S = 10;

const parts = (frame: HTMLElement): Part[] => {
  const told: unknown = JSON.parse(frame.dataset.parts ?? "[]");
  return Array.isArray(told) ? (told as Part[]) : [];
};

export function sitting(section: HTMLElement): void {
  const screens = Array.from(section.querySelectorAll<HTMLElement>("[data-recording]")).flatMap((frame): Screen[] => {
    const media = frame.querySelector<HTMLMediaElement>("video, audio");
    const all = parts(frame);
    return media && all.length ? [{ frame, parts: all, at: 0, media, spare: undefined }] : [];
  });
  const from = Number(section.dataset.fromMs);
  const lasts = Number(section.dataset.lastsMs);
  const together = section.querySelector<HTMLInputElement>("[data-together]");
  const now = Array.from(section.querySelectorAll<SVGRectElement>("[data-now]"));
  let leads: Screen | undefined;

  const part = (screen: Screen): Part => screen.parts[screen.at] as Part;
  const instant = (screen: Screen): number => part(screen).from + screen.media.currentTime * 1000;
  const holding = (screen: Screen, at: number): number => screen.parts.findIndex((each) => each.from <= at && at < each.to);

  /** Lets the player that is seen have this part; the spare one steps in where it has it already. */
  const show = (screen: Screen, at: number): void => {
    if (screen.at === at) return;
    screen.at = at;
    const { src } = part(screen);
    const { spare, media } = screen;
    media.pause();
    if (spare && spare.getAttribute("src") === src) {
      spare.muted = media.muted;
      spare.volume = media.volume;
      spare.playbackRate = media.playbackRate;
      spare.hidden = false;
      media.hidden = true;
      [screen.media, screen.spare] = [spare, media];
    } else {
      media.src = src;
    }
    const shown = screen.frame.querySelector<HTMLElement>("[data-part]");
    if (shown) shown.textContent = String(at + 1);
  };

  const load = (screen: Screen): void => {
    const next = screen.parts[screen.at + 1];
    if (!next || screen.spare?.getAttribute("src") === next.src) return;
    if (!screen.spare) {
      const spare = screen.media.cloneNode(true) as HTMLMediaElement;
      spare.hidden = true;
      screen.media.after(spare);
      screen.spare = spare;
      watch(screen, spare);
    }
    screen.spare.preload = "auto";
    screen.spare.src = next.src;
  };

  const play = (screen: Screen, at: number, milliseconds: number): void => {
    leads = screen;
    show(screen, at);
    screen.media.currentTime = Math.max(0, (milliseconds - part(screen).from) / 1000);
    void screen.media.play().catch(() => screen.media.focus());
  };

  const of = (id: string | undefined): [Screen, number] | undefined => {
    for (const screen of screens) {
      const at = screen.parts.findIndex((each) => each.id === id);
      if (at >= 0) return [screen, at];
    }
    return undefined;
  };

  section.querySelectorAll<HTMLElement>("[data-seek-in]").forEach((link) =>
    link.addEventListener("click", (event) => {
      const found = of(link.dataset.seekIn);
      if (!found) return;
      event.preventDefault();
      const [screen, at] = found;
      play(screen, at, (screen.parts[at] as Part).from + Number(link.dataset.seekToMs));
      screen.media.scrollIntoView({ block: "nearest" });
    }),
  );

  section.querySelectorAll<SVGElement>("[data-strip]").forEach((strip) =>
    strip.addEventListener("click", (event) => {
      const frame = strip.getBoundingClientRect();
      const at = from + ((event.clientX - frame.left) / frame.width) * lasts;
      const held = screens.find((each) => holding(each, at) >= 0);
      if (held) play(held, holding(held, at), at);
    }),
  );

  /** An address that names a segment opens where it stands, and its player has it. */
  const named = (): void => {
    const found = of(location.hash.slice(1));
    if (!found) return;
    const [screen, at] = found;
    show(screen, at);
    screen.frame.querySelectorAll("details").forEach((each) => (each.open = screen.parts.length > 1));
    screen.media.scrollIntoView({ block: "nearest" });
  };
  window.addEventListener("hashchange", named);
  named();

  for (const screen of screens) watch(screen, screen.media);

  /** What a player says counts while it is the one that is seen. */
  function watch(screen: Screen, media: HTMLMediaElement): void {
    const seen = (does: () => void) => () => {
      if (media === screen.media) does();
    };
    media.addEventListener(
      "play",
      seen(() => {
        if (!together?.checked || !leads || leads.media.paused) leads = screen;
        follow();
      }),
    );
    media.addEventListener(
      "pause",
      seen(() => {
        if (screen === leads && together?.checked && !media.ended) others(screen).forEach((each) => each.media.pause());
      }),
    );
    media.addEventListener(
      "seeked",
      seen(() => screen === leads && follow()),
    );
    media.addEventListener(
      "timeupdate",
      seen(() => {
        if (media.duration - media.currentTime < AHEAD_S) load(screen);
        if (screen !== leads) return;
        for (const line of now) {
          line.toggleAttribute("hidden", false);
          line.setAttribute("x", String(Math.min(998, Math.max(0, ((instant(screen) - from) / lasts) * 1000))));
        }
        follow();
      }),
    );
    media.addEventListener(
      "ended",
      seen(() => {
        const next = screen.parts[screen.at + 1];
        if (next && screen === leads) play(screen, screen.at + 1, next.from);
      }),
    );
    media.addEventListener(
      "error",
      seen(() => screen.frame.querySelector("[data-unplayable]")?.toggleAttribute("hidden", false)),
    );
  }
  together?.addEventListener("change", () => (together.checked ? follow() : leads && others(leads).forEach((each) => each.media.pause())));

  function others(screen: Screen): Screen[] {
    return screens.filter((each) => each !== screen);
  }

  /** Lets the others stand where the leading one stands; where one has nothing, it waits. */
  function follow(): void {
    if (!together?.checked || !leads) return;
    const at = instant(leads);
    for (const each of others(leads)) {
      const held = holding(each, at);
      if (held < 0 || leads.media.paused) {
        each.media.pause();
        continue;
      }
      show(each, held);
      const place = (at - part(each).from) / 1000;
      if (Math.abs(each.media.currentTime - place) > APART_S) each.media.currentTime = place;
      if (each.media.paused) void each.media.play().catch(() => undefined);
    }
  }
}
