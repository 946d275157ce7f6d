// Serves the guide on loopback under the same content policy as the program, with a ledger of two entries for the proof badge.

import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const PORT = Number(process.argv[2] ?? 8090);
const TYPES = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml" };

const sha256 = (...parts) => createHash("sha256").update(Buffer.concat(parts.map((part) => Buffer.from(part)))).digest();
const ORIGIN = "guide.example/ledger";
const DOCUMENT = JSON.stringify({ 决定书文号: "沪某市监罚〔2026〕17号", 处罚内容: "罚款5000元" });
const ENTRY = JSON.stringify({ v: 1, type: "DecisionPublished", facts: { publication: sha256(DOCUMENT).toString("hex") } });

function ledger() {
  const keys = generateKeyPairSync("ed25519");
  const key = keys.publicKey.export({ format: "der", type: "spki" }).subarray(-32);
  const id = sha256(`${ORIGIN}\n`, [1], key).subarray(0, 4);
  const before = sha256([0], "an earlier entry");
  const root = sha256([1], before, sha256([0], ENTRY));
  const text = `${ORIGIN}\n2\n${root.toString("base64")}\n`;
  const signature = Buffer.concat([id, sign(null, Buffer.from(text), keys.privateKey)]).toString("base64");
  return {
    "/sample/receipt": `c2sp.org/tlog-proof@v1\nindex 1\n${before.toString("base64")}\n\n${text}\n— ${ORIGIN} ${signature}\n`,
    "/sample/entry": ENTRY,
    "/sample/vkey": `${ORIGIN}+${id.toString("hex")}+${Buffer.concat([Buffer.from([1]), key]).toString("base64")}\n`,
    "/sample/document.json": DOCUMENT,
  };
}

const samples = ledger();

createServer(async (request, response) => {
  const { pathname } = new URL(request.url ?? "/", "http://guide");
  response.setHeader("Content-Security-Policy", "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'");
  if (pathname in samples) {
    const tampered = pathname.endsWith(".json") && request.headers.referer?.endsWith("?tampered");
    return response.end(tampered ? samples[pathname].replace("5000", "500") : samples[pathname]);
  }
  const path = normalize(pathname === "/" ? "/duties.html" : pathname);
  const file = path.startsWith("/assets/") ? join(HERE, "../dist", path.slice("/assets".length)) : join(HERE, path);
  try {
    const bytes = await readFile(file);
    response.setHeader("Content-Type", TYPES[extname(file)] ?? "application/octet-stream");
    response.end(bytes);
  } catch {
    response.writeHead(404).end();
  }
}).listen(PORT, "127.0.0.1", () => console.log(`http://127.0.0.1:${PORT}/duties.html  case  form  review  home  publication`));
