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

export async function verify(material: Material): Promise<Verdict> {
  const verdict: Verdict = { good: false, steps: [] };
  try {
    verdict.good = await walk(material, verdict);
  } catch (fault) {
    if (!(fault instanceof Unreadable)) throw fault;
    verdict.steps.push({ title: "读取存证材料", says: fault.message, good: false });
  }
  return verdict;
}

async function walk(material: Material, verdict: Verdict): Promise<boolean> {
  const step = (title: string, good: boolean, says: string): boolean => {
    verdict.steps.push({ title, says, good });
    return good;
  };

  const digest = toHex(await sha256(material.document));
  const named = publicationOf(material.entry);
  const same = `本页公示内容的 SHA-256 为 ${digest}`;
  const other = named ? `，而存证条目登记的是 ${named}` : "，而存证条目没有登记公示内容";
  if (!step("公示内容与存证条目一致", digest === named, digest === named ? `${same}，与条目登记的相同。` : `${same}${other}。`)) {
    return false;
  }

  const receipt = readReceipt(material.receipt);
  const checkpoint = readCheckpoint(receipt.checkpoint);
  verdict.entry = receipt.index;
  verdict.checkpoint = checkpoint.size;

  const leaf = await leafHash(material.entry);
  step("计算条目散列值", true, `第 ${receipt.index} 号条目的叶散列值为 ${toHex(leaf)}。`);

  const root = await rootFrom(leaf, receipt.index, checkpoint.size, receipt.proof);
  const reached = root !== undefined && equal(root, checkpoint.root);
  const path = `沿 ${receipt.proof.length} 个相邻散列值算至共 ${checkpoint.size} 条的根`;
  const stated = `检查点的根为 ${toBase64(checkpoint.root)}`;
  if (!step("条目在存证之中", reached, reached ? `${path}，与检查点的根 ${toBase64(checkpoint.root)} 相同。` : `${path}，结果不符；${stated}。`)) {
    return false;
  }

  const key = await readVerifierKey(material.vkey);
  const signed = checkpoint.origin === key.name && (await isSigned(receipt.checkpoint, key));
  return step("检查点签名有效", signed, signed ? `${key.name} 的 Ed25519 签名有效。` : `没有 ${key.name} 对该检查点的有效签名。`);
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
