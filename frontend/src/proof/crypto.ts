// SHA-256 and Ed25519, from the browser where it has them, else from @noble. A page served over plain http from another machine has no
// `crypto.subtle`, and older browsers have no Ed25519; the answer must be the same there.

type Bytes = Uint8Array<ArrayBuffer>;

export async function sha256(bytes: Bytes): Promise<Bytes> {
  if (globalThis.crypto?.subtle) return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const { sha256: digest } = await import("@noble/hashes/sha2.js");
  return new Uint8Array(digest(bytes));
}

/** Whether `signature` (64 bytes) is that of `message` under `key` (32 bytes). Never throws: what cannot be a signature is not one. */
export async function signedBy(key: Bytes, message: Bytes, signature: Bytes): Promise<boolean> {
  const imported = await browserKey(key);
  if (imported) return crypto.subtle.verify("Ed25519", imported, signature, message);
  const { ed25519 } = await import("@noble/curves/ed25519.js");
  try {
    return ed25519.verify(signature, message, key, { zip215: false });
  } catch {
    return false;
  }
}

async function browserKey(key: Bytes): Promise<CryptoKey | undefined> {
  try {
    return await globalThis.crypto?.subtle?.importKey("raw", key, "Ed25519", false, ["verify"]);
  } catch {
    return undefined;
  }
}
