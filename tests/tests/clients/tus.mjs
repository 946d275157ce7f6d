// Uploads one file three times with tus-js-client as it comes from npm: in pieces, in parallel parts, and as a stream whose length is not known. Prints the digest the
// server gives each time.

import { createReadStream, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { PassThrough } from "node:stream";

const { Upload } = createRequire(new URL("../../../frontend/package.json", import.meta.url))("tus-js-client");
const { endpoint, token, file } = JSON.parse(process.env.MINGJING_UPLOAD);
const headers = { Authorization: `Bearer ${token}` };

const send = (source, options) => new Promise((done, failed) => {
  const upload = new Upload(source, {
    endpoint, headers, metadata: { filename: "现场录音.wav" }, retryDelays: [0, 500], onError: failed, onSuccess: () => done(upload.url), ...options,
  });
  upload.start();
});

for (const address of [
  await send(readFileSync(file), { chunkSize: 100_000 }),
  await send(readFileSync(file), { parallelUploads: 3 }),
  await send(createReadStream(file).pipe(new PassThrough()), { chunkSize: 100_000, uploadLengthDeferred: true }),
]) {
  const answer = await fetch(address, { method: "HEAD", headers: { ...headers, "Tus-Resumable": "1.0.0" } });
  console.log(answer.headers.get("mingjing-file"));
}
