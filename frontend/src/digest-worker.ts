// SHA-256 of a file, away from the page: hours of film are digested while the page stays quick. A file comes in, how far it is goes out, and at the end the digest.

/// <reference lib="webworker" />

import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";

const PIECE_BYTES = 4 << 20;
const worker = self as unknown as DedicatedWorkerGlobalScope;

export interface Digested {
  /** How much of it was read, of one. */
  read: number;
  digest?: string;
  /** Why it could not be read. */
  fault?: string;
}

const says = (digested: Digested): void => worker.postMessage(digested);

worker.addEventListener("message", (event: MessageEvent<File>) => {
  void digest(event.data).catch((fault: unknown) => says({ read: 0, fault: String(fault) }));
});

async function digest(file: File): Promise<void> {
  const counting = sha256.create();
  for (let at = 0; at < file.size; at += PIECE_BYTES) {
    counting.update(new Uint8Array(await file.slice(at, at + PIECE_BYTES).arrayBuffer()));
    says({ read: Math.min(1, (at + PIECE_BYTES) / file.size) });
  }
  says({ read: 1, digest: bytesToHex(counting.digest()) });
}
