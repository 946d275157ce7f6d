// Hands recorded segments and photographs over, one after the other, for as long as it takes: the bytes by resumable upload, then the act that puts the recording into the case, then its marks;
// a photograph becomes evidence.
// Each step bears a name of its own, so that doing it again after an answer that did not arrive adds nothing.

import { Upload } from "tus-js-client";
import type { Kept, Photo, Segment } from "./camera-kept";

const FILE_NAME = /^[0-9a-f]{64}$/;
const CHUNK_BYTES = 4 << 20;
const AGAIN_AFTER_MS = 5_000;
const HOUR_MS = 3_600_000;

export interface Handing {
  address: string;
  token: string;
  kept: Kept;
  says(segment: Segment, what: string, state: "waiting" | "sending" | "done" | "refused"): void;
}

/** The server said no: doing the same again does not help. */
class Refused extends Error {}

export class Sending {
  private going = false;
  private wake: () => void = () => undefined;
  private readonly refused = new Set<string>();

  constructor(private readonly caseId: string, private readonly handing: Handing) {
    window.addEventListener("online", () => this.goOn());
  }

  /** Something new is there, or the line is back. */
  goOn(): void {
    this.wake();
    if (!this.going) void this.run();
  }

  /** Somebody has mended what was refused. */
  again(): void {
    this.refused.clear();
    this.goOn();
  }

  private async run(): Promise<void> {
    this.going = true;
    for (;;) {
      const held = await this.handing.kept.of(this.caseId);
      const next = held.find((segment) => segment.ended && !segment.file && !this.refused.has(segment.id));
      if (!next) break;
      try {
        await this.hand(next, held);
      } catch (fault) {
        if (fault instanceof Refused) {
          this.refused.add(next.id);
          this.handing.says(next, `没有入库：${fault.message}；内容保留在本机`, "refused");
        } else {
          this.handing.says(next, "网络中断，内容保留在本机，恢复后自动接着传", "waiting");
          await new Promise<void>((resolve) => {
            this.wake = resolve;
            window.setTimeout(resolve, AGAIN_AFTER_MS);
          });
        }
      }
    }
    this.going = false;
  }

  private async hand(segment: Segment, held: Segment[]): Promise<void> {
    const file = await this.upload(segment);
    this.handing.says(segment, "已传完，正在入库", "sending");
    await (segment.photo ? this.photograph(segment, segment.photo, file) : this.recording(segment, file, held));
    await this.handing.kept.release({ ...segment, file });
    this.handing.says(segment, segment.photo ? "已收入证据" : "已入库", "done");
  }

  private photograph(segment: Segment, photo: Photo, file: string): Promise<void> {
    const at = beijing(segment.beganMs);
    return this.act("evidence", segment.id, {
      kind: "audio_visual",
      title: `现场照片（${at.slice(0, 10)} ${at.slice(11, 19)}）`,
      proves: photo.proves,
      collected_on: at.slice(0, 10),
      collected_at: photo.collectedAt,
      files: file,
    });
  }

  private async recording(segment: Segment, file: string, held: Segment[]): Promise<void> {
    const before = held.filter((each) => each.sitting === segment.sitting && each.place < segment.place && each.file).pop();
    await this.act("recording", segment.id, {
      stage: segment.stage,
      title: segment.place > 1 ? `${segment.title}（第${segment.place}段）` : segment.title,
      file,
      began_at: beijing(segment.beganMs),
      // The beginning is the server's own time, carried on: there is nothing to compare.
      clock_offset_seconds: "0",
      continues: before?.file ?? "",
    });
    const lasts = segment.endedMs - segment.beganMs;
    for (const [place, mark] of segment.marks.entries()) {
      const at = Math.max(0, Math.min(mark.atMs - segment.beganMs, lasts - 500)) / 1000;
      await this.act("mark", `${segment.id}-${place}`, { recording: file, at: at.toFixed(1), stage: segment.stage, label: mark.label });
    }
  }

  private async upload(segment: Segment): Promise<string> {
    const bytes = await this.handing.kept.whole(segment);
    if (bytes.size === 0) throw new Refused("没有录到任何内容");
    const name = `${beijing(segment.beganMs).slice(0, 19).replaceAll(":", "")}.${ending(segment.type)}`;
    const upload = await new Promise<Upload>((resolve, reject) => {
      const sending: Upload = new Upload(new File([bytes], name, { type: segment.type }), {
        endpoint: "/files/",
        headers: { "Mingjing-Form-Token": this.handing.token },
        metadata: { filename: name, filetype: segment.type },
        fingerprint: () => Promise.resolve(`mingjing-camera-${segment.id}`),
        chunkSize: CHUNK_BYTES,
        retryDelays: [0, 1000, 3000],
        removeFingerprintOnSuccess: true,
        onProgress: (sent, total) => this.handing.says(segment, `正在上传 ${Math.floor((sent / total) * 100)}%`, "sending"),
        onSuccess: () => resolve(sending),
        onError: (fault) => {
          const answer = "originalResponse" in fault ? (fault.originalResponse as { getStatus(): number } | null) : null;
          const status = answer?.getStatus() ?? 0;
          // The server is there and does not want it; anything else is a matter of time.
          reject(status >= 400 && status < 500 && status !== 423 && status !== 429 ? new Refused(`服务器答复 ${status}，请重新登录后再试`) : fault);
        },
      });
      void sending.findPreviousUploads().then(([earlier]) => {
        if (earlier) sending.resumeFromPreviousUpload(earlier);
        sending.start();
      }, reject);
    });
    const answer = await fetch(upload.url ?? "", { method: "HEAD", headers: { "Tus-Resumable": "1.0.0" } });
    const file = answer.headers.get("Mingjing-File") ?? "";
    if (!FILE_NAME.test(file)) throw new Error("no answer");
    return file;
  }

  /** Posts the form of an act as a person would. */
  private async act(word: string, key: string, fields: Record<string, string>): Promise<void> {
    const body = new URLSearchParams({ form_token: this.handing.token, idempotency_key: key, ...fields });
    const answer = await fetch(`${this.handing.address}/${word}`, { method: "POST", body });
    if (answer.redirected) {
      if (new URL(answer.url).pathname === "/sign-in") throw new Refused("登录已过期，请重新登录后打开这一页");
      return;
    }
    if (answer.ok || answer.status >= 500 || answer.status === 409 || answer.status === 429) throw new Error(`answered ${answer.status}`);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const said = page.querySelector(".refusal, .error-summary")?.textContent?.replaceAll(/\s+/g, " ").trim();
    // The file is in and not yet read through, or not yet digested twice: a matter of seconds.
    if (said?.includes("尚未识读") || said?.includes("SM3")) throw new Error("not read yet");
    throw new Refused(said ?? `服务器答复 ${answer.status}`);
  }
}

function ending(type: string): string {
  if (type.startsWith("image/")) return type === "image/png" ? "png" : "jpg";
  return type.includes("mp4") ? "mp4" : "webm";
}

/** The moment in Beijing, as forms take it. */
export function beijing(ms: number): string {
  return new Date(ms + 8 * HOUR_MS).toISOString().slice(0, 23);
}
