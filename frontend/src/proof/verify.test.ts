// The proof maths against an independent tree and signer (node:crypto, and the recursive definition of RFC 6962 §2.1), and against every
// single flipped bit: what was touched must never pass.

import { readFileSync } from "node:fs";
import { createHash, generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import { afterEach, describe, expect, it, vi } from "vitest";
import { toHex, utf8 } from "./bytes";
import { leafHash, rootFrom } from "./merkle";
import { readReceipt } from "./receipt";
import { verify, verifyEntry, type Material } from "./verify";

const sha = (...parts: Uint8Array[]): Buffer => parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest();
const leaf = (entry: Uint8Array): Buffer => sha(Uint8Array.of(0), entry);
const node = (left: Uint8Array, right: Uint8Array): Buffer => sha(Uint8Array.of(1), left, right);

function below(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}

function root(leaves: Uint8Array[]): Uint8Array {
  if (leaves.length <= 1) return leaves[0] ?? sha();
  const k = below(leaves.length);
  return node(root(leaves.slice(0, k)), root(leaves.slice(k)));
}

function path(leaves: Uint8Array[], index: number): Uint8Array[] {
  if (leaves.length <= 1) return [];
  const k = below(leaves.length);
  return index < k
    ? [...path(leaves.slice(0, k), index), root(leaves.slice(k))]
    : [...path(leaves.slice(k), index - k), root(leaves.slice(0, k))];
}

interface Ledger {
  material: Material;
  leaves: Uint8Array[];
}

const ORIGIN = "example.org/ledger";
const keys = generateKeyPairSync("ed25519");
const publicKey = keys.publicKey.export({ format: "der", type: "spki" }).subarray(-32);
const keyId = sha(utf8(`${ORIGIN}\n`), Uint8Array.of(1), publicKey).subarray(0, 4);
const vkey = `${ORIGIN}+${keyId.toString("hex")}+${Buffer.concat([Uint8Array.of(1), publicKey]).toString("base64")}`;

function ledger(size: number, index: number, signer: KeyObject = keys.privateKey): Ledger {
  const document = utf8(`{"文书":"沪某市监罚〔2026〕${index}号"}`);
  const entry = utf8(`{"v":1,"type":"DecisionPublished","facts":{"publication":"${sha(document).toString("hex")}"}}`);
  const leaves = Array.from({ length: size }, (_, at) => leaf(at === index ? entry : utf8(`entry ${at}`)));
  const text = `${ORIGIN}\n${size}\n${Buffer.from(root(leaves)).toString("base64")}\n`;
  const signature = Buffer.concat([keyId, sign(null, utf8(text), signer)]).toString("base64");
  const proof = path(leaves, index).map((hash) => `${Buffer.from(hash).toString("base64")}\n`).join("");
  const receipt = `c2sp.org/tlog-proof@v1\nindex ${index}\n${proof}\n${text}\n— ${ORIGIN} ${signature}\n`;
  return { material: { document, entry, receipt, vkey }, leaves };
}

describe("the tree", () => {
  it("gives the leaf hash of RFC 6962 for the empty entry", async () => {
    expect(toHex(await leafHash(utf8("")))).toBe("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
  });

  it("reaches the root from every place in every tree up to 40, and from no other place", async () => {
    for (let size = 1; size <= 40; size++) {
      const leaves = Array.from({ length: size }, (_, at) => new Uint8Array(leaf(utf8(`entry ${at}`))));
      const top = toHex(root(leaves));
      for (let index = 0; index < size; index++) {
        const proof = path(leaves, index).map((hash) => new Uint8Array(hash));
        const reached = await rootFrom(leaves[index]!, BigInt(index), BigInt(size), proof);
        expect(reached && toHex(reached)).toBe(top);
        const moved = await rootFrom(leaves[index]!, BigInt((index + 1) % size), BigInt(size), proof);
        if (size > 1) expect(moved && toHex(moved)).not.toBe(top);
        expect(await rootFrom(leaves[index]!, BigInt(index), BigInt(size), [...proof, leaves[0]!])).toBeUndefined();
        expect(await rootFrom(leaves[index]!, BigInt(size), BigInt(size), proof)).toBeUndefined();
        if (proof.length > 0) {
          const short = await rootFrom(leaves[index]!, BigInt(index), BigInt(size), proof.slice(0, -1));
          expect(short && toHex(short)).not.toBe(top);
        }
      }
    }
  });
});

describe("the whole check", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("passes for a true publication and says entry and checkpoint", async () => {
    const verdict = await verify(ledger(23, 17).material);
    expect(verdict.steps.map((step) => step.good)).toEqual([true, true, true, true]);
    expect(verdict).toMatchObject({ good: true, entry: 17n, checkpoint: 23n });
  });

  it("passes and fails alike in a browser without crypto.subtle", async () => {
    vi.stubGlobal("crypto", undefined);
    expect((await verify(ledger(9, 3).material)).good).toBe(true);
    const stranger = generateKeyPairSync("ed25519").privateKey;
    const forged = await verify(ledger(9, 3, stranger).material);
    expect(forged.steps.at(-1)).toMatchObject({ title: "检查点签名有效", good: false });
  });

  it("names the step that fails", async () => {
    const { material } = ledger(23, 17);
    const other = ledger(23, 16).material;
    const last = async (changed: Partial<Material>) => (await verify({ ...material, ...changed })).steps.at(-1);
    expect(await last({ document: other.document })).toMatchObject({ title: "公示内容原文与存证条目一致", good: false });
    expect(await last({ receipt: other.receipt })).toMatchObject({ title: "条目在存证之中", good: false });
    expect(await last({ vkey: vkey.replace(ORIGIN, "example.org/other") })).toMatchObject({ says: "公钥编号与公钥不符" });
    expect(await last({ receipt: material.receipt.replace("index 17", "index 017") })).toMatchObject({ says: "回执没有条目编号" });
  });

  it("fails when the checkpoint is of another ledger, though its signature be good", async () => {
    const { material } = ledger(5, 2);
    const renamed = material.receipt.replace(`\n\n${ORIGIN}\n`, "\n\nexample.org/other\n");
    expect((await verify({ ...material, receipt: renamed })).good).toBe(false);
  });

  it("fails for any flipped bit of document, entry, receipt or key", async () => {
    const { material } = ledger(6, 4);
    for (const part of ["document", "entry", "receipt", "vkey"] as const) {
      const original = material[part];
      const bytes = typeof original === "string" ? utf8(original) : original;
      for (let bit = 0; bit < bytes.length * 8; bit++) {
        const flipped = bytes.slice();
        flipped[bit >> 3]! ^= 1 << (bit & 7);
        const value = typeof original === "string" ? new TextDecoder().decode(flipped) : flipped;
        const verdict = await verify({ ...material, [part]: value });
        expect(verdict.good, `${part} bit ${bit}`).toBe(false);
      }
    }
  });
});

describe("reading a receipt", () => {
  it("refuses what is not one, with a reason and without throwing anything else", async () => {
    const { material } = ledger(6, 4);
    const cuts = Array.from({ length: material.receipt.length - 1 }, (_, at) => material.receipt.slice(0, at));
    for (const cut of cuts) expect((await verify({ ...material, receipt: cut })).good).toBe(false);
  });

  it("refuses a receipt that carries another entry than the one at hand", async () => {
    const { material } = ledger(6, 4);
    const carrying = (entry: Uint8Array) =>
      material.receipt.replace("@v1\n", `@v1\nextra ${Buffer.from(entry).toString("base64")}\n`);
    expect((await verify({ ...material, receipt: carrying(material.entry) })).good).toBe(true);
    expect((await verify({ ...material, receipt: carrying(utf8("another")) })).good).toBe(false);
    expect(readReceipt(carrying(material.entry)).entry).toEqual(material.entry);
  });
});

describe("the examples of specs/03-receipt.md, made by the ledger's own program", () => {
  const fixture = (name: string) => new Uint8Array(readFileSync(`../specs/fixtures/${name}`));
  const text = (name: string) => new TextDecoder().decode(fixture(name));

  it.each(["with-entry.tlog-proof", "without-entry.tlog-proof"])("%s holds", async (name) => {
    const verdict = await verifyEntry({ entry: fixture("entry.json"), receipt: text(name), vkey: text("vkey") });
    expect(verdict).toMatchObject({ good: true, entry: 263n, checkpoint: 300n });
  });
});
