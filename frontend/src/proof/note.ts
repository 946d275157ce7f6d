// Signed notes and checkpoints (C2SP signed-note, tlog-checkpoint), as far as one known Ed25519 key has to be found and checked.
// Signatures of others (witnesses) may stand beside it; they are left alone.

import { concat, equal, fromBase64, utf8 } from "./bytes";
import { sha256, signedBy } from "./crypto";
import { HASH_BYTES } from "./merkle";

type Bytes = Uint8Array<ArrayBuffer>;

const ED25519 = 1;
const SIGNATURES_MAX = 100;

export interface VerifierKey {
  name: string;
  id: Bytes;
  key: Bytes;
}

export interface Checkpoint {
  origin: string;
  size: bigint;
  root: Bytes;
}

/** What cannot be read, in words for the page. */
export class Unreadable extends Error {}

/** Reads `name+keyid+base64(0x01 ‖ key)` and checks that the id follows from name and key. */
export async function readVerifierKey(text: string): Promise<VerifierKey> {
  const found = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text.trim());
  const typed = fromBase64(found?.[3] ?? "");
  if (!found || !typed || typed.length !== 33 || typed[0] !== ED25519) throw new Unreadable("公钥格式不正确");
  const name = found[1] ?? "";
  const id = (await sha256(concat(utf8(`${name}\n`), typed))).slice(0, 4);
  const stated = Uint8Array.from((found[2] ?? "").match(/../g) ?? [], (pair) => parseInt(pair, 16));
  if (!equal(id, stated)) throw new Unreadable("公钥编号与公钥不符");
  return { name, id, key: typed.slice(1) };
}

/** Splits a note into the signed text (with its last newline) and the lines of signatures. */
function split(note: string): { text: string; signatures: string[] } {
  const at = note.lastIndexOf("\n\n");
  if (at < 0 || !note.endsWith("\n")) throw new Unreadable("检查点不是签名文本");
  const signatures = note.slice(at + 2, -1).split("\n");
  if (signatures.length > SIGNATURES_MAX) throw new Unreadable("检查点签名过多");
  return { text: note.slice(0, at + 1), signatures };
}

/** Whether the note carries a good signature of this key. */
export async function isSigned(note: string, by: VerifierKey): Promise<boolean> {
  const { text, signatures } = split(note);
  for (const line of signatures) {
    const found = /^— (\S+) (\S+)$/.exec(line);
    const blob = fromBase64(found?.[2] ?? "");
    if (!found || !blob || blob.length < 5) throw new Unreadable("检查点签名行格式不正确");
    if (found[1] !== by.name || !equal(blob.slice(0, 4), by.id)) continue;
    return blob.length === 68 && signedBy(by.key, utf8(text), blob.slice(4));
  }
  return false;
}

/** Reads origin, size and root of a checkpoint; the signature is not looked at here. */
export function readCheckpoint(note: string): Checkpoint {
  const [origin, size, root] = split(note).text.split("\n");
  const hash = fromBase64(root ?? "");
  if (!origin || !/^(0|[1-9]\d{0,18})$/.test(size ?? "") || hash?.length !== HASH_BYTES) {
    throw new Unreadable("检查点格式不正确");
  }
  return { origin, size: BigInt(size ?? "0"), root: hash };
}
