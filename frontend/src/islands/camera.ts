// 现场录制: the phone's own camera, recorded in the page. Each segment begins before the one before it ends, so nothing is missed between them; each is kept on the phone from
// its first second and handed over while the next is being recorded; the network may go and come. Recording is never paused: whoever stops has stopped, and the gap is explained.
// Photographs go the same way: out of the picture while it is being recorded, else by the phone's own camera.

import { element } from "../elements";
import { Kept, type Segment } from "./camera-kept";
import { Sending, beijing } from "./camera-sending";

/** Of what is recorded, this much is lost at the most when the phone dies. */
const PIECE_MS = 1_000;
const DAY_MS = 86_400_000;

interface Running {
  segment: Segment;
  recorder: MediaRecorder;
  /** Pieces on their way into the database. */
  writing: Promise<void>;
  pieces: number;
}

export function camera(frame: HTMLElement): void {
  const find = <T extends Element>(selector: string): T => {
    const found = frame.querySelector<T>(selector);
    if (!found) throw new Error(`the page lacks ${selector}`);
    return found;
  };
  const preview = find<HTMLVideoElement>("video");
  const says = find<HTMLElement>("[data-says]");
  const total = find<HTMLElement>("[data-total]");
  const list = find<HTMLElement>("[data-segments]");
  const again = find<HTMLButtonElement>("[data-again]");
  const [video, sound, stop] = [find<HTMLButtonElement>("[data-video]"), find<HTMLButtonElement>("[data-sound]"), find<HTMLButtonElement>("[data-stop]")];
  const [photo, shutter] = [find<HTMLButtonElement>("[data-photo]"), find<HTMLInputElement>("[data-shutter]")];
  const [collectedAt, proves] = [find<HTMLInputElement>("[name=collected_at]"), find<HTMLInputElement>("[name=proves]")];
  const [stage, title] = [find<HTMLSelectElement>("[name=stage]"), find<HTMLInputElement>("[name=title]")];
  const caseId = frame.dataset.camera ?? "";
  const segmentMs = Number(frame.dataset.segmentMs);
  // The server's clock, carried on by the phone's steady one: a phone that shows the wrong time records the right one.
  const [servedMs, loaded] = [Number(frame.dataset.nowMs), performance.now()];
  const now = (): number => Math.round(servedMs + performance.now() - loaded);

  const rows = new Map<string, { row: HTMLElement; what: HTMLElement }>();
  let stream: MediaStream | undefined;
  let running: Running | undefined;
  let [sitting, place, type] = ["", 0, ""];
  let [changing, elapsing] = [0, 0];
  let kept: Kept | undefined;
  let sending: Sending | undefined;
  let unsent = 0;

  const show = (segment: Segment, what: string, state: string): void => {
    let shown = rows.get(segment.id);
    if (!shown) {
      const line = element("span", { class: "soft" });
      shown = { row: element("li", {}, element("strong", {}, segment.photo ? `照片 ${segment.place}` : `第${segment.place}段`), line, element("span", { role: "status" })), what: line };
      rows.set(segment.id, shown);
      list.prepend(shown.row);
    }
    const size = segment.sizeBytes ? `，${inMegabytes(segment.sizeBytes)}` : "";
    shown.what.textContent = `${beijing(segment.beganMs).slice(11, 19)}${segment.photo ? "" : " 起"}${size}`;
    shown.row.dataset.state = state;
    const last = shown.row.querySelector("[role=status]");
    if (last && last.textContent !== what) last.textContent = what;
    const all = Array.from(list.children, (row) => (row as HTMLElement).dataset.state);
    unsent = all.filter((each) => each !== "done").length;
    again.hidden = !all.includes("refused");
    total.textContent = unsent ? `共 ${all.length} 项，${all.length - unsent} 项已入库；其余 ${unsent} 项保留在本机，自动上传，请不要清除浏览器数据` : `共 ${all.length} 项，全部已入库，可以关闭这一页`;
  };

  const begin = (): Running | undefined => {
    if (!stream || !kept) return undefined;
    place += 1;
    const segment: Segment = {
      id: crypto.randomUUID(), caseId, sitting, place, stage: stage.value, title: title.value.trim(), type,
      beganMs: now(), endedMs: 0, sizeBytes: 0, ended: false, file: "", marks: [],
    };
    const store = kept;
    const recorder = new MediaRecorder(stream, type ? { mimeType: type } : {});
    const one: Running = { segment, recorder, writing: store.put(segment).then(() => undefined), pieces: 0 };
    recorder.addEventListener("dataavailable", ({ data }) => {
      if (!data.size) return;
      const at = one.pieces++;
      segment.sizeBytes += data.size;
      one.writing = one.writing.then(() => store.piece(segment, at, data));
      one.writing.catch(() => (says.textContent = "本机存储空间不足，请停止录制，等待已录的部分传完"));
    });
    recorder.addEventListener("stop", () => {
      segment.endedMs = now();
      segment.ended = true;
      void one.writing.then(() => store.put(segment)).then(() => {
        show(segment, "等待上传", "waiting");
        sending?.goOn();
      });
    });
    recorder.start(PIECE_MS);
    show(segment, "正在录制", "recording");
    return one;
  };

  let photos = 0;
  /** Keeps a photograph on the phone and hands it over like everything else; while it is being recorded, its moment is a chapter too. */
  const keep = async (picture: Blob): Promise<void> => {
    if (!kept) return;
    photos += 1;
    const at = now();
    const taken: Segment = {
      id: crypto.randomUUID(), caseId, sitting: "photographs", place: photos, stage: stage.value, title: "", type: picture.type,
      beganMs: at, endedMs: at, sizeBytes: picture.size, ended: true, file: "", marks: [],
      photo: { proves: proves.value.trim(), collectedAt: collectedAt.value.trim() },
    };
    running?.segment.marks.push({ atMs: at, label: `拍照 ${photos}` });
    try {
      await kept.piece(taken, 0, picture);
      await kept.put(taken);
    } catch {
      says.textContent = "本机存储空间不足，照片没有保存；请等待已录的部分传完";
      return;
    }
    show(taken, "等待上传", "waiting");
    sending?.goOn();
  };

  const photograph = (): void => {
    const lacks = [collectedAt, proves].find((each) => !each.checkValidity());
    if (lacks) {
      // What is folded away cannot say what is wrong with it.
      lacks.closest("details")?.setAttribute("open", "");
      return void lacks.reportValidity();
    }
    if (!stream?.getVideoTracks().length) return shutter.click();
    const canvas = element("canvas", {});
    canvas.width = preview.videoWidth;
    canvas.height = preview.videoHeight;
    canvas.getContext("2d")?.drawImage(preview, 0, 0);
    canvas.toBlob((picture) => void (picture && keep(picture)), "image/jpeg", 0.92);
  };

  const change = (): void => {
    const before = running;
    running = begin();
    before?.recorder.stop();
  };

  const end = (why: string): void => {
    window.clearInterval(changing);
    window.clearInterval(elapsing);
    running?.recorder.stop();
    running = undefined;
    stream?.getTracks().forEach((track) => track.stop());
    stream = undefined;
    preview.srcObject = null;
    frame.dataset.state = "idle";
    says.textContent = why;
    void lock?.release().catch(() => undefined);
  };

  let lock: WakeLockSentinel | undefined;
  const start = async (wanted: MediaStreamConstraints): Promise<void> => {
    if (!title.reportValidity() || stream) return;
    try {
      stream = await navigator.mediaDevices.getUserMedia(wanted);
    } catch (fault) {
      says.textContent = inWords(fault);
      return;
    }
    type = ["video/webm;codecs=vp8,opus", "video/mp4", "audio/webm;codecs=opus", "audio/mp4"]
      .filter((each) => each.startsWith(wanted.video ? "video" : "audio")).find((each) => MediaRecorder.isTypeSupported(each)) ?? "";
    [sitting, place] = [crypto.randomUUID(), 0];
    frame.dataset.state = "recording";
    if (wanted.video) {
      preview.srcObject = stream;
      void preview.play().catch(() => undefined);
    }
    // Another app took the camera: what was recorded is kept, and the person is told at once.
    stream.getTracks().forEach((track) => track.addEventListener("ended", () => stream && end("录制中断：摄像头或者麦克风被占用。已录的部分已保存；请重新开始，间断须说明原因")));
    running = begin();
    changing = window.setInterval(change, segmentMs);
    const since = now();
    elapsing = window.setInterval(() => (says.textContent = `正在录制　${clock(now() - since)}`), 500);
    lock = await navigator.wakeLock?.request("screen").catch(() => undefined);
  };

  video.addEventListener("click", () => void start({ audio: true, video: { facingMode: "environment", width: { ideal: 1280 } } }));
  sound.addEventListener("click", () => void start({ audio: true, video: false }));
  stop.addEventListener("click", () => end("已停止。可以离开现场；没有传完的会自动接着传"));
  photo.addEventListener("click", photograph);
  shutter.addEventListener("change", () => {
    const [picture] = shutter.files ?? [];
    if (picture) void keep(picture);
    shutter.value = "";
  });
  again.addEventListener("click", () => sending?.again());
  frame.querySelectorAll<HTMLButtonElement>("[data-mark]").forEach((button) =>
    button.addEventListener("click", () => {
      if (!running) return void (says.textContent = "开始录制以后才能标记");
      running.segment.marks.push({ atMs: now(), label: button.dataset.mark ?? "" });
      void kept?.put(running.segment);
      button.setAttribute("aria-pressed", "true");
      says.textContent = `已标记：${button.dataset.mark ?? ""}`;
    }),
  );
  window.addEventListener("beforeunload", (event) => {
    if (running) event.preventDefault();
  });

  void (async () => {
    if (!("mediaDevices" in navigator) || !("MediaRecorder" in window)) {
      says.textContent = "这个浏览器不能录制。请用执法记录仪录制后上传";
      return;
    }
    kept = await Kept.open();
    void navigator.storage?.persist?.().catch(() => undefined);
    sending = new Sending(caseId, {
      address: `/cases/${caseId}`, token: frame.dataset.token ?? "", kept,
      says: (segment, what, state) => show(segment, what, state),
    });
    // What an earlier page left behind: whole up to its last second.
    for (const segment of await kept.of(caseId)) {
      if (segment.photo) photos = Math.max(photos, segment.place);
      if (segment.file) {
        if (now() - segment.beganMs > DAY_MS) await kept.forget(segment);
        continue;
      }
      if (!segment.ended) {
        const whole = await kept.whole(segment);
        Object.assign(segment, { ended: true, sizeBytes: whole.size, endedMs: segment.endedMs || segment.beganMs + segmentMs });
        await kept.put(segment);
      }
      show(segment, "上次没有传完，接着上传", "waiting");
    }
    [video, sound, photo].forEach((button) => (button.disabled = false));
    sending.goOn();
  })().catch(() => (says.textContent = "浏览器不允许在本机保存，不能录制；请退出无痕模式"));
}

function clock(ms: number): string {
  const [minutes, seconds] = [Math.floor(ms / 60_000), Math.floor((ms / 1000) % 60)];
  return `${String(minutes).padStart(2, "0")}:${String(seconds).padStart(2, "0")}`;
}

function inMegabytes(bytes: number): string {
  return bytes < 1 << 20 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / (1 << 20)).toFixed(1)} MB`;
}

function inWords(fault: unknown): string {
  switch (fault instanceof DOMException ? fault.name : "") {
    case "NotAllowedError": return "没有使用摄像头和麦克风的权限：请在浏览器的网站设置中允许，再开始";
    case "NotFoundError": return "没有找到摄像头或者麦克风";
    case "NotReadableError": return "摄像头正在被其他程序使用，请关闭后再开始";
    default: return "不能开始录制，请用执法记录仪录制后上传";
  }
}
