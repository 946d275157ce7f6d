// The whole check of a publication, step by step, so that a reader can follow each one: the document is the one the entry names, the
// entry is in the tree, the tree is the one the checkpoint commits to, and the checkpoint is signed. Stops at the first step that fails.

import { equal, toBase64, toHex } from "./bytes";
import { sha256 } from "./crypto";
import { leafHash, rootFrom } from "./merkle";
import { isSigned, readCheckpoint, readVerifierKey, Unreadable } from "./note";
import { readReceipt } from "./receipt";

type Bytes = Uint8Array<ArrayBuffer>;

export interface Material {
  document: Bytes;
  entry: Bytes;
  receipt: string;
  vkey: string;
}

export interface Step {
  title: string;
  says: string;
  good: boolean;
}

export interface Verdict {
  good: boolean;
  steps: Step[];
  /** Number of the entry and size of the checkpoint, as far as they were read. */
  entry?: bigint;
  checkpoint?: bigint;
}

/** Checks everything: the document against the entry, then the entry against the ledger. */
export async function verify(material: Material): Promise<Verdict> {
  return judged(async (verdict) => (await isNamed(material, verdict)) && (await isEntered(material, verdict)));
}

/** Checks only that the entry stands in the ledger as the receipt says (specs/03-receipt.md §2). */
export async function verifyEntry(material: Omit<Material, "document">): Promise<Verdict> {
  return judged((verdict) => isEntered(material, verdict));
}

async function judged(check: (verdict: Verdict) => Promise<boolean>): Promise<Verdict> {
  const verdict: Verdict = { good: false, steps: [] };
  try {
    verdict.good = await check(verdict);
  } catch (fault) {
    if (!(fault instanceof Unreadable)) throw fault;
    verdict.steps.push({ title: "读取存证材料", says: fault.message, good: false });
  }
  return verdict;
}

/** Adds the step and says whether it held. */
function step(verdict: Verdict, title: string, good: boolean, says: string): boolean {
  verdict.steps.push({ title, says, good });
  return good;
}

async function isNamed({ document, entry }: Material, verdict: Verdict): Promise<boolean> {
  const digest = toHex(await sha256(document));
  const named = publicationOf(entry);
  const said = named === undefined ? "而存证条目没有登记公示内容" : `而存证条目登记的是 ${named}`;
  const good = digest === named;
  return step(verdict, "公示内容原文与存证条目一致", good, `公示内容原文的 SHA-256 为 ${digest}，${good ? "与条目登记的相同" : said}。`);
}

async function isEntered({ entry, receipt: text, vkey }: Omit<Material, "document">, verdict: Verdict): Promise<boolean> {
  const receipt = readReceipt(text);
  const checkpoint = readCheckpoint(receipt.checkpoint);
  verdict.entry = receipt.index;
  verdict.checkpoint = checkpoint.size;
  if (receipt.entry && !equal(receipt.entry, entry)) throw new Unreadable("回执所附条目与取得的条目不同");

  const leaf = await leafHash(entry);
  step(verdict, "计算条目散列值", true, `第 ${receipt.index} 号条目的叶散列值为 ${toHex(leaf)}。`);

  const root = await rootFrom(leaf, receipt.index, checkpoint.size, receipt.proof);
  const reached = root !== undefined && equal(root, checkpoint.root);
  const path = `沿 ${receipt.proof.length} 个相邻散列值算至共 ${checkpoint.size} 条的根`;
  const stated = `检查点的根 ${toBase64(checkpoint.root)}`;
  if (!step(verdict, "条目在存证之中", reached, `${path}，与${stated} ${reached ? "相同" : "不符"}。`)) return false;

  const key = await readVerifierKey(vkey);
  const signed = checkpoint.origin === key.name && (await isSigned(receipt.checkpoint, key));
  const says = signed ? `${key.name} 的 Ed25519 签名有效。` : `没有 ${key.name} 对该检查点的有效签名。`;
  return step(verdict, "检查点签名有效", signed, says);
}

/** The digest the entry names in `facts.publication`; undefined when the entry is not one of a publication. */
function publicationOf(entry: Bytes): string | undefined {
  try {
    const read: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(entry));
    const named = (read as { facts?: { publication?: unknown } } | null)?.facts?.publication;
    return typeof named === "string" ? named : undefined;
  } catch {
    throw new Unreadable("存证条目不是规定格式");
  }
}
