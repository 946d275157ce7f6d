// Resumable upload (续传上传) of evidence and recordings over tus 1.0: several files, a bar and a figure for each, pause and go on; after a
// broken line, a closed page or a restart the same file goes on where it stopped. When a file is complete the server names it by its
// SHA-256, and that name goes into the form. Without this script the same input posts the file with the form.

import { Upload } from "tus-js-client";
import { element, icon } from "../elements";

const FILE_NAME = /^[0-9a-f]{64}$/;
const RETRY_DELAYS_MS = [0, 1000, 3000, 5000, 10000, 30000];
const CHUNK_BYTES = 8 << 20;
/** While the server works out the second digest of a large file. */
const ASK_AGAIN_MS = 2000;

/** The element carries `data-field`, `data-endpoint`, `data-many` and holds `<input type=file>` and `<ul class="upload-list">`. */
export function upload(frame: HTMLElement): void {
  const input = frame.querySelector<HTMLInputElement>("input[type=file]");
  const list = frame.querySelector<HTMLElement>(".upload-list");
  const form = frame.closest("form");
  if (!input || !list || !form) return;
  const field = frame.dataset.field ?? input.name;
  // The bytes go ahead of the form; only the names go with it.
  input.removeAttribute("name");
  input.addEventListener("change", () => {
    if (!frame.hasAttribute("data-many")) list.replaceChildren();
    for (const file of input.files ?? []) list.append(new Sending(frame, form, field, file).row);
    input.value = "";
    input.required = false;
  });
  frame.addEventListener("click", (event) => {
    if (event.target instanceof Element) event.target.closest("[data-drop]")?.closest("li")?.remove();
  });
  form.addEventListener("submit", (event) => {
    const unfinished = list.querySelector<HTMLElement>("li[data-state]:not([data-state=done])");
    if (!unfinished) return;
    event.preventDefault();
    unfinished.querySelector("button")?.focus();
    if (unfinished.dataset.state === "failed") return;
    unfinished.querySelector(".upload-says")?.replaceChildren("尚未传完；传完或移除后再提交");
  }, { capture: true });
}

/** One file on its way, with its row. */
class Sending {
  readonly row = element("li", { class: "upload-row" });
  private readonly bar = element("progress", { max: "1", value: "0" });
  private readonly says = element("span", { class: "upload-says", role: "status" }, "等待上传");
  private readonly pause = element("button", { type: "button", class: "btn btn-sm" }, "暂停");
  private readonly drop = element("button", { type: "button", class: "btn btn-sm" }, "移除");
  private readonly sending: Upload;

  constructor(frame: HTMLElement, form: HTMLFormElement, private readonly field: string, private readonly file: File) {
    this.bar.setAttribute("aria-label", `${file.name} 上传进度`);
    const token = form.querySelector<HTMLInputElement>("input[name=form_token]")?.value ?? "";
    this.sending = new Upload(file, {
      endpoint: frame.dataset.endpoint ?? "/files/",
      headers: { "Mingjing-Form-Token": token },
      metadata: { filename: file.name, filetype: file.type },
      chunkSize: CHUNK_BYTES,
      retryDelays: RETRY_DELAYS_MS,
      removeFingerprintOnSuccess: true,
      onProgress: (sent, total) => this.progress(sent, total),
      onSuccess: () => void this.complete(),
      onError: (fault) => this.failed(reason(fault)),
    });
    const name = element("span", { class: "upload-name" }, icon("file"), file.name);
    this.row.append(name, this.bar, this.says, element("span", { class: "btn-list" }, this.pause, this.drop));
    this.pause.addEventListener("click", () => this.pauseOrGoOn());
    this.drop.addEventListener("click", () => {
      void this.sending.abort(true).catch(() => undefined);
      this.row.remove();
    });
    void this.begin();
  }

  private async begin(): Promise<void> {
    const [earlier] = await this.sending.findPreviousUploads().catch(() => []);
    if (earlier) this.sending.resumeFromPreviousUpload(earlier);
    this.goOn();
  }

  private goOn(): void {
    this.row.dataset.state = "sending";
    this.pause.textContent = "暂停";
    this.sending.start();
  }

  private pauseOrGoOn(): void {
    if (this.row.dataset.state !== "sending") return this.goOn();
    void this.sending.abort();
    this.row.dataset.state = "paused";
    this.pause.textContent = "继续";
    this.says.textContent = "已暂停；已传部分保留在服务器";
  }

  private progress(sent: number, total: number): void {
    this.bar.value = total > 0 ? sent / total : 0;
    this.says.textContent = `${megabytes(sent)} / ${megabytes(total)}（${Math.floor(this.bar.value * 100)}%）`;
  }

  private async complete(): Promise<void> {
    if (!this.says.textContent?.includes("SM3")) this.says.textContent = "已传完，正在核对……";
    const answer = await fetch(this.sending.url ?? "", { method: "HEAD", headers: { "Tus-Resumable": "1.0.0" } }).catch(() => undefined);
    const name = answer?.headers.get("Mingjing-File") ?? "";
    if (!answer?.ok || !FILE_NAME.test(name)) return this.failed("服务器没有确认收到，请重试");
    if (answer.headers.get("Mingjing-Sm3") === "pending") {
      this.says.textContent = `已存入，${megabytes(this.file.size)}；正在计算国密摘要（SM3）……`;
      window.setTimeout(() => void this.complete(), ASK_AGAIN_MS);
      return;
    }
    this.row.dataset.state = "done";
    this.bar.remove();
    this.pause.remove();
    this.says.replaceChildren(`已存入，${megabytes(this.file.size)}　SHA-256 `, element("code", {}, name));
    this.row.append(element("input", { type: "hidden", name: this.field, value: name }));
  }

  private failed(why: string): void {
    this.row.dataset.state = "failed";
    this.pause.textContent = "重试";
    this.says.textContent = `未传完：${why}`;
  }
}

/** The server's own words where it answered with a problem (RFC 9457), else that the line is broken. */
function reason(fault: Error): string {
  const answer = "originalResponse" in fault ? (fault.originalResponse as { getBody(): string; getStatus(): number } | null) : null;
  if (!answer) return "网络中断，已传部分不会丢失";
  const body = answer.getBody();
  try {
    const problem: unknown = JSON.parse(body);
    const { detail, title } = problem as { detail?: unknown; title?: unknown };
    if (typeof detail === "string") return detail;
    if (typeof title === "string") return title;
  } catch {
    // Not a problem document: a sentence for people, or a page of something in between, whose status says enough.
    if (body && body.length < 300 && !body.startsWith("<")) return body;
  }
  return `服务器答复 ${answer.getStatus()}`;
}

function megabytes(bytes: number): string {
  return bytes < 1 << 20 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / (1 << 20)).toFixed(1)} MB`;
}
