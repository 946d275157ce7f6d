// Signing on the screen (现场签名): a pad on which a name is drawn with a finger or a pen. The picture goes with the form as a PNG file of its own; nothing is sent
// before the form is. Clearing takes the picture off again. Whoever cannot draw types the name and confirms it, beside the pad and without it.

import SignaturePad from "signature_pad";

/** Pixels of the picture for one of the page: enough for paper, on any screen. */
const DETAIL = 2;
/** A hand spans at least this part of the pad; a touch by accident does not. The desk looks again. */
const SPAN = 20;

/** The frame carries `data-signature` and holds the canvas, the file control, the button `data-clear` and, where one was kept, `data-kept`. */
export function signature(frame: HTMLElement): void {
  const canvas = frame.querySelector("canvas");
  const file = frame.querySelector<HTMLInputElement>("input[type=file]");
  const says = frame.querySelector<HTMLElement>("[role=status]");
  if (!canvas || !file || !says) return;
  const pad = new SignaturePad(canvas, { penColor: "#101a33", backgroundColor: "#ffffff", minWidth: 1, maxWidth: 3 });

  let width = 0;
  const fit = (): void => {
    if (canvas.clientWidth === width) return;
    width = canvas.clientWidth;
    const drawn = pad.toData();
    canvas.width = width * DETAIL;
    canvas.height = canvas.clientHeight * DETAIL;
    canvas.getContext("2d")?.scale(DETAIL, DETAIL);
    pad.fromData(drawn);
  };
  fit();
  // A phone turned on its side gives more room; what was drawn stays.
  new ResizeObserver(fit).observe(canvas);

  const put = (): void => {
    const files = new DataTransfer();
    const slight = !pad.isEmpty() && span(pad) * SPAN < Math.max(canvas.clientWidth, canvas.clientHeight);
    if (!pad.isEmpty() && !slight) files.items.add(picture(canvas));
    file.files = files.files;
    says.textContent = pad.isEmpty() ? "还没有签名" : slight ? "签名太短，像是误触，请签写姓名" : "已签名";
  };
  pad.addEventListener("beginStroke", () => kept(frame)?.remove());
  pad.addEventListener("endStroke", put);
  frame.querySelector("[data-clear]")?.addEventListener("click", () => {
    kept(frame)?.remove();
    pad.clear();
    put();
  });
  if (!kept(frame)) put();
}

/** How far the strokes reach, the longer way, in pixels of the page. */
function span(pad: SignaturePad): number {
  const points = pad.toData().flatMap((stroke) => stroke.points);
  const reach = (along: number[]): number => Math.max(...along) - Math.min(...along);
  return Math.max(reach(points.map((point) => point.x)), reach(points.map((point) => point.y)));
}

/** A signature that came back with the form. */
function kept(frame: HTMLElement): Element | null {
  return frame.querySelector("[data-kept]");
}

/** The picture at once, not in a moment: the form may be sent right after the last stroke. */
function picture(canvas: HTMLCanvasElement): File {
  const bytes = atob(canvas.toDataURL("image/png").split(",")[1] ?? "");
  return new File([Uint8Array.from(bytes, (letter) => letter.charCodeAt(0))], "签名.png", { type: "image/png" });
}
