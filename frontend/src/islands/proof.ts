// The proof badge (存证核验): fetches what the page names, checks it here in the reader's browser, and says what came of it, step by step.
// It does not make the key trustworthy: the key comes from the same site, and the badge says where to check with a kept one.

import { element, icon } from "../elements";
import { verify, type Material, type Verdict } from "../proof/verify";

/** Bounds of what is fetched, in bytes; a publication or receipt is far smaller. */
const DOCUMENT_BYTES_MAX = 8 << 20;
const TEXT_BYTES_MAX = 1 << 17;

/** The element carries `data-document-url`, `data-entry-url`, `data-receipt-url`, `data-vkey-url`. */
export function proof(badge: HTMLElement): void {
  const head = badge.querySelector<HTMLElement>(".proof-head");
  const steps = badge.querySelector<HTMLElement>(".proof-steps");
  if (!head || !steps) return;
  badge.dataset.state = "checking";
  head.setAttribute("role", "status");
  head.replaceChildren(icon("loader-2"), "您的浏览器正在核验……");
  check(badge).then(
    (verdict) => show(badge, head, steps, verdict),
    (fault: unknown) => {
      badge.dataset.state = "unknown";
      const why = fault instanceof Error ? fault.message : "原因不明";
      head.replaceChildren(icon("alert-circle"), `未能核验：${why}。这不表示内容有误，可刷新重试或下载回执核验。`);
    },
  );
}

async function check(badge: HTMLElement): Promise<Verdict> {
  const { documentUrl, entryUrl, receiptUrl, vkeyUrl } = badge.dataset;
  const text = async (url: string | undefined, what: string) =>
    new TextDecoder().decode(await fetched(url, what, TEXT_BYTES_MAX));
  const [document, entry, receipt, vkey] = await Promise.all([
    fetched(documentUrl, "公示内容", DOCUMENT_BYTES_MAX),
    fetched(entryUrl, "存证条目", TEXT_BYTES_MAX),
    text(receiptUrl, "存证回执"),
    text(vkeyUrl, "公钥"),
  ]);
  return verify({ document, entry, receipt, vkey } satisfies Material);
}

async function fetched(url: string | undefined, what: string, bytesMax: number): Promise<Uint8Array<ArrayBuffer>> {
  if (!url) throw new Error(`本页没有给出${what}的地址`);
  const answer = await fetch(url, { credentials: "omit" }).catch(() => undefined);
  if (!answer) throw new Error(`网络不通，未取到${what}`);
  if (!answer.ok) throw new Error(`未取到${what}（${answer.status}）`);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  if (bytes.length > bytesMax) throw new Error(`${what}过大`);
  return bytes;
}

function show(badge: HTMLElement, head: HTMLElement, steps: HTMLElement, verdict: Verdict): void {
  badge.dataset.state = verdict.good ? "good" : "bad";
  const failed = verdict.steps.find((step) => !step.good);
  head.replaceChildren(
    verdict.good ? icon("shield-check") : icon("shield-x"),
    verdict.good
      ? `已由您的浏览器核验：第 ${verdict.entry} 号条目，检查点 ${verdict.checkpoint}`
      : `核验未通过：“${failed?.title}”一步不成立`,
  );
  const lines = verdict.steps.map((step) =>
    element("li", { class: step.good ? "good" : "bad" }, element("strong", {}, step.title), element("span", {}, step.says)),
  );
  steps.replaceChildren(...lines);
  if (!verdict.good) steps.closest("details")?.setAttribute("open", "");
}
