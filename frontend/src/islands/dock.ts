// 采集: files of a recording device, chosen one by one, as a folder, or dropped. Each is digested here first, so that what the desk has already is not sent again; then uploaded like any
// file, handed in under the device, and read back by the server before the page says that the device may be wiped. A broken line is waited for; nothing has to be chosen again.

import { Upload } from "tus-js-client";
import type { Digested } from "../digest-worker";
import { element, icon } from "../elements";

const FILE_NAME = /^[0-9a-f]{64}$/;
const CHUNK_BYTES = 8 << 20;
const AT_ONCE = 2;
const RETRY_DELAYS_MS = [0, 1000, 3000, 5000, 10000, 30000];
const ASKED_AGAIN_MS = 5000;
const ASKED_MOST = 60;

interface Answer {
  file: string;
  state: "waiting" | "claimed" | "unknown";
  says: string;
  may_be_wiped: boolean;
  wiping: string;
  proof: unknown;
}

export function dock(frame: HTMLElement): void {
  new Dock(frame);
}

class Dock {
  readonly token: string;
  readonly device: HTMLSelectElement;
  private readonly list: HTMLElement;
  private readonly total: HTMLElement;
  private readonly bar: HTMLProgressElement;
  private readonly again: HTMLButtonElement;
  private readonly inbox: HTMLElement;
  private readonly lines: Line[] = [];
  /** How far the clock of the chosen device was ahead, once it was compared. */
  clock = "";

  constructor(private readonly frame: HTMLElement) {
    this.token = frame.dataset.token ?? "";
    this.device = this.one("select");
    this.list = this.one("[data-list]");
    this.total = this.one("[data-total]");
    this.bar = this.one("[data-bar]");
    this.again = this.one("[data-again]");
    this.inbox = this.one("[data-inbox]");
    for (const chosen of ["[data-files]", "[data-folder]"]) {
      const input = this.one<HTMLInputElement>(chosen);
      input.addEventListener("change", () => {
        this.take([...(input.files ?? [])]);
        input.value = "";
      });
    }
    const drop = this.one("[data-drop]");
    drop.addEventListener("dragover", (event) => {
      event.preventDefault();
      drop.dataset.over = "";
    });
    drop.addEventListener("dragleave", () => delete drop.dataset.over);
    drop.addEventListener("drop", (event) => {
      event.preventDefault();
      delete drop.dataset.over;
      void dropped(event.dataTransfer).then((files) => this.take(files));
    });
    const compare = this.one<HTMLButtonElement>("[data-compare]");
    compare.addEventListener("click", () => void this.compare());
    this.device.addEventListener("change", () => this.forgetClock());
    this.again.addEventListener("click", () => {
      this.lines.filter((line) => line.state === "failed").forEach((line) => line.wait());
      this.goOn();
    });
    window.addEventListener("beforeunload", (event) => {
      if (this.lines.some((line) => line.state === "sending" || line.state === "waiting")) event.preventDefault();
    });
  }

  private one<E extends HTMLElement>(selector: string): E {
    const found = this.frame.querySelector<E>(selector);
    if (!found) throw new Error(`the dock has no ${selector}`);
    return found;
  }

  /** A clock that was compared was that of the device chosen then. */
  private forgetClock(): void {
    this.clock = "";
    this.one("[data-clock-says]").textContent = "设备时钟未核对";
  }

  private async compare(): Promise<void> {
    const says = this.one("[data-clock-says]");
    const shown = this.one<HTMLInputElement>("input[type=datetime-local]").value;
    const body = new URLSearchParams({ form_token: this.token, device_clock: shown.length === 16 ? `${shown}:00` : shown });
    try {
      const answer = await fetch("/dock/clock", { method: "POST", body });
      const told = (await answer.json()) as { says: string; clock_offset_seconds?: number };
      this.clock = told.clock_offset_seconds === undefined ? "" : String(told.clock_offset_seconds);
      says.textContent = told.says;
    } catch {
      says.textContent = "网络中断，没有核对；请再按一次";
    }
  }

  private take(files: File[]): void {
    if (!this.device.value) {
      this.total.textContent = "先选择设备，再选择文件。";
      this.device.focus();
      return;
    }
    // What systems leave lying in folders is no recording.
    const wanted = files.filter((file) => file.size > 0 && !file.name.startsWith("."));
    for (const file of wanted) {
      if (this.lines.some((line) => line.is(file) && line.state !== "failed")) continue;
      const line = new Line(this, file, this.device.value, this.clock);
      this.lines.push(line);
      this.list.append(line.row);
    }
    this.goOn();
  }

  /** Says how far all of it is, and begins what there is room for. */
  goOn(): void {
    const under = this.lines.filter((line) => line.state === "sending").length;
    this.lines.filter((line) => line.state === "waiting").slice(0, Math.max(0, AT_ONCE - under)).forEach((line) => void line.send());
    this.tell();
  }

  tell(): void {
    const sum = (of: (line: Line) => number): number => this.lines.reduce((all, line) => all + of(line), 0);
    const count = (...states: string[]): number => this.lines.filter((line) => states.includes(line.state)).length;
    const [all, sent] = [sum((line) => line.sizeBytes), sum((line) => line.sentBytes)];
    this.bar.hidden = false;
    this.bar.value = all > 0 ? sent / all : 0;
    const failed = count("failed");
    const parts = [`共${this.lines.length}个文件`, `已存入${count("done")}个`, `早已存入${count("known")}个`];
    if (failed > 0) parts.push(`未存入${failed}个`);
    const wiped = this.lines.filter((line) => line.mayBeWiped).length;
    parts.push(`设备中可以清除的${wiped}个`);
    this.total.textContent = `${parts.join("，")}。`;
    this.again.hidden = failed === 0;
    // The list below is as it was when the page was opened.
    this.inbox.hidden = count("done") === 0 || count("waiting", "sending") > 0;
  }
}

/** One file, from its digest to the proof that it is stored. */
class Line {
  state: "waiting" | "sending" | "done" | "known" | "failed" = "waiting";
  sentBytes = 0;
  mayBeWiped = false;
  readonly sizeBytes: number;
  readonly row = element("li", { class: "upload-row" });
  private readonly bar = element("progress", { max: "1", value: "0" });
  private readonly says = element("span", { class: "upload-says" }, "等待");
  private readonly wiping = element("span", { class: "wiping wiping-pending" });

  constructor(private readonly dock: Dock, private readonly file: File, private readonly device: string, private readonly clock: string) {
    this.sizeBytes = file.size;
    this.bar.setAttribute("aria-label", `${file.name} 的进度`);
    const name = element("span", { class: "upload-name" }, icon("file"), file.webkitRelativePath || file.name);
    this.row.append(name, this.bar, this.says, this.wiping);
  }

  is(file: File): boolean {
    const same = file.name === this.file.name && file.size === this.file.size && file.lastModified === this.file.lastModified;
    return same && file.webkitRelativePath === this.file.webkitRelativePath;
  }

  wait(): void {
    this.become("waiting", "等待");
  }

  private become(state: Line["state"], says: string): void {
    this.state = state;
    this.row.dataset.state = state;
    this.says.textContent = says;
    this.dock.tell();
  }

  async send(): Promise<void> {
    this.become("sending", "正在计算摘要");
    try {
      const digest = await this.digest();
      const known = await this.asks(digest);
      if (known.state !== "unknown") {
        this.sentBytes = this.sizeBytes;
        this.bar.remove();
        this.become("known", `不必再传：${known.says}`);
        this.dock.goOn();
        return await this.untilProved(digest, known);
      }
      const stored = await this.upload(digest);
      if (stored !== digest) throw new Refused("服务器收到的内容与文件不一致，请重试");
      this.says.textContent = "已传完，正在登记";
      await this.handIn(stored);
      this.bar.remove();
      this.become("done", `已存入待认领素材，SHA-256 ${stored.slice(0, 16)}…`);
      this.dock.goOn();
      await this.untilProved(stored, await this.asks(stored));
    } catch (fault) {
      const says = fault instanceof Refused ? fault.message : "网络中断；已传的部分不会丢失，恢复后按“重试”";
      if (this.state === "sending") this.become("failed", `没有存入：${says}`);
      this.dock.goOn();
    }
  }

  /** Counted by a worker: the page stays quick beside hours of film. */
  private digest(): Promise<string> {
    const worker = new Worker("/assets/digest-worker.js", { type: "module" });
    const counted = new Promise<string>((resolve, reject) => {
      worker.addEventListener("message", (event: MessageEvent<Digested>) => {
        this.bar.value = event.data.read;
        if (event.data.digest) resolve(event.data.digest);
        if (event.data.fault) reject(new Refused("文件读不出来：请检查设备连接后按“重试”"));
      });
      worker.addEventListener("error", () => reject(new Error("the worker did not start")));
    });
    worker.postMessage(this.file);
    return counted.finally(() => worker.terminate());
  }

  private async asks(digest: string): Promise<Answer> {
    const answer = await fetch(`/dock/files/${digest}`);
    if (answer.redirected) throw new Refused("登录已过期，请重新登录后打开这一页");
    if (!answer.ok) throw new Error(`answered ${answer.status}`);
    return (await answer.json()) as Answer;
  }

  /** Asks until the server has read the stored bytes back, or found that they are not those that were sent. */
  private async untilProved(digest: string, first: Answer): Promise<void> {
    let known = first;
    for (let asked = 0; !known.proof && asked < ASKED_MOST; asked += 1) {
      this.wiping.textContent = known.wiping;
      await new Promise((resolve) => window.setTimeout(resolve, ASKED_AGAIN_MS));
      known = await this.asks(digest).catch(() => known);
    }
    this.mayBeWiped = known.may_be_wiped;
    this.wiping.className = `wiping wiping-${known.may_be_wiped ? "yes" : known.proof ? "damaged" : "pending"}`;
    this.wiping.replaceChildren(icon(known.may_be_wiped ? "circle-check" : "alert-circle"), known.wiping);
    this.dock.tell();
  }

  private upload(digest: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const sending: Upload = new Upload(this.file, {
        endpoint: "/files/",
        headers: { "Mingjing-Form-Token": this.dock.token },
        metadata: { filename: this.file.name, filetype: this.file.type },
        // One that was broken off is taken up by its content: cameras give the same names again and again.
        fingerprint: () => Promise.resolve(`mingjing-dock-${digest}`),
        chunkSize: CHUNK_BYTES,
        retryDelays: RETRY_DELAYS_MS,
        removeFingerprintOnSuccess: true,
        onProgress: (sent, total) => {
          this.sentBytes = sent;
          this.bar.value = total > 0 ? sent / total : 0;
          this.says.textContent = `正在上传 ${Math.floor(this.bar.value * 100)}%`;
          this.dock.tell();
        },
        onSuccess: () => void kept(sending.url ?? "").then(resolve, reject),
        onError: (fault) => reject(refusal(fault) ?? fault),
      });
      void sending.findPreviousUploads().then(([earlier]) => {
        if (earlier) sending.resumeFromPreviousUpload(earlier);
        sending.start();
      }, reject);
    });
  }

  private async handIn(file: string): Promise<void> {
    const fields = { form_token: this.dock.token, file, device: this.device, clock_offset_seconds: this.clock };
    const answer = await fetch("/dock/files", { method: "POST", body: new URLSearchParams(fields) });
    if (answer.ok) return;
    const told = (await answer.json().catch(() => ({}))) as { says?: string };
    throw answer.status < 500 && told.says ? new Refused(told.says) : new Error(`answered ${answer.status}`);
  }
}

/** The server said no: doing the same again does not help. */
class Refused extends Error {}

async function kept(address: string): Promise<string> {
  const answer = await fetch(address, { method: "HEAD", headers: { "Tus-Resumable": "1.0.0" } });
  const file = answer.headers.get("Mingjing-File") ?? "";
  if (!FILE_NAME.test(file)) throw new Error("no answer");
  return file;
}

function refusal(fault: Error): Refused | undefined {
  const answer = "originalResponse" in fault ? (fault.originalResponse as { getBody(): string; getStatus(): number } | null) : null;
  const status = answer?.getStatus() ?? 0;
  if (!answer || status < 400 || status >= 500) return undefined;
  const body = answer.getBody();
  return new Refused(body && body.length < 300 && !body.startsWith("<") ? body : `服务器答复 ${status}`);
}

/** Every file of what was dropped, folders gone through to their ends. */
async function dropped(transfer: DataTransfer | null): Promise<File[]> {
  const entries = [...(transfer?.items ?? [])].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  if (entries.length === 0) return [...(transfer?.files ?? [])];
  return (await Promise.all(entries.map(within))).flat();
}

async function within(entry: FileSystemEntry): Promise<File[]> {
  if (entry.isFile) return [await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject))];
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const all: File[] = [];
  for (;;) {
    // A folder is read in portions; the last one is empty.
    const portion = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (portion.length === 0) return all;
    all.push(...(await Promise.all(portion.map(within))).flat());
  }
}
