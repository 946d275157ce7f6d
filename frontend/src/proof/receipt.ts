// The receipt (存证回执) as text: C2SP tlog-proof, specs/03-receipt.md.

import { fromBase64 } from "./bytes";
import { HASH_BYTES } from "./merkle";
import { Unreadable } from "./note";

export interface Receipt {
  /** Number of the entry, from 0. */
  index: bigint;
  /** The entry's own bytes, where the receipt carries them. */
  entry?: Uint8Array<ArrayBuffer>;
  /** Hashes beside the path, from the leaf upwards. */
  proof: Uint8Array<ArrayBuffer>[];
  /** The checkpoint, a signed note, exactly as it stands. */
  checkpoint: string;
}

/** As specs/03-receipt.md bounds it. */
const PROOF_HASHES_MAX = 62;

export function readReceipt(text: string): Receipt {
  const end = text.indexOf("\n\n");
  if (end < 0) throw new Unreadable("回执缺少检查点");
  const lines = text.slice(0, end).split("\n");
  if (lines.shift() !== "c2sp.org/tlog-proof@v1") throw new Unreadable("回执版本不认识");
  const carried = lines[0]?.startsWith("extra ") ? readEntry(lines.shift() ?? "") : {};
  const index = /^index (0|[1-9]\d{0,18})$/.exec(lines.shift() ?? "")?.[1];
  if (index === undefined) throw new Unreadable("回执没有条目编号");
  if (lines.length > PROOF_HASHES_MAX) throw new Unreadable("回执路径过长");
  const proof = lines.map((line, at) => {
    const hash = fromBase64(line);
    if (hash?.length !== HASH_BYTES) throw new Unreadable(`回执路径第 ${at + 1} 个散列值格式不正确`);
    return hash;
  });
  return { index: BigInt(index), ...carried, proof, checkpoint: text.slice(end + 2) };
}

function readEntry(line: string): { entry: Uint8Array<ArrayBuffer> } {
  const entry = fromBase64(line.slice("extra ".length));
  if (!entry) throw new Unreadable("回执所附条目格式不正确");
  return { entry };
}
