// The build: two scripts with their styles (desk, portal), one small script for the page's head, islands in files of their own, and one
// sprite of icons. Names are stable, because the server answers with an ETag. Nothing in the result names another host, and nothing is
// inlined: the content policy is `default-src 'self'`, so pictures inside the kit's styles become files too.

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { defineConfig, type Plugin } from "vite";

/** The Tabler icons (outline) that pages may use, as `/assets/icons.svg#name`. */
const ICONS = [
  "alert-circle", "alert-triangle", "archive", "arrow-right", "building", "calendar", "camera", "chevron-down", "chevron-left", "chevron-right",
  "circle-check", "circle-dashed", "clock", "download", "external-link", "eye", "file", "file-check", "file-text", "files", "flag", "gavel",
  "hourglass", "id-badge-2", "info-circle", "link", "list-check", "list-search", "loader-2", "lock", "logout", "message", "microphone", "paperclip", "player-play", "player-stop", "bookmark",
  "plus", "printer", "receipt", "scale", "search", "shield-check", "shield-x", "rubber-stamp", "text-size", "user", "users", "video", "x",
];

function sprite(): Plugin {
  const symbol = (name: string): string => {
    const svg = readFileSync(resolve("node_modules/@tabler/icons/icons/outline", `${name}.svg`), "utf8");
    const paths = svg.replace(/^[\s\S]*?<svg[^>]*>/, "").replace("</svg>", "").trim();
    const shared = 'viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"';
    return `<symbol id="${name}" ${shared}>${paths}</symbol>`;
  };
  return {
    name: "icons",
    generateBundle() {
      const source = `<svg xmlns="http://www.w3.org/2000/svg">\n${ICONS.map(symbol).join("\n")}\n</svg>\n`;
      this.emitFile({ type: "asset", fileName: "icons.svg", source });
      this.emitFile({ type: "asset", fileName: "mark.svg", source: readFileSync("src/mark.svg", "utf8") });
    },
  };
}

/** Writes `data:` pictures of the styles as files, each once. */
function glyphs(): Plugin {
  const DATA = /url\((["']?)data:image\/svg\+xml,([\s\S]*?)\1\)/g;
  return {
    name: "glyph-files",
    enforce: "post",
    generateBundle(_options, bundle) {
      const names = new Map<string, string>();
      for (const file of Object.values(bundle)) {
        if (file.type !== "asset" || !file.fileName.endsWith(".css")) continue;
        file.source = String(file.source).replace(DATA, (_all, _quote, encoded: string) => {
          const svg = decodeURIComponent(encoded.replaceAll("\\", ""));
          if (!names.has(svg)) names.set(svg, `glyph-${names.size + 1}.svg`);
          return `url(${names.get(svg)})`;
        });
      }
      for (const [source, fileName] of names) this.emitFile({ type: "asset", fileName, source });
    },
  };
}

export default defineConfig({
  base: "/assets/",
  publicDir: false,
  plugins: [sprite(), glyphs()],
  css: { preprocessorOptions: { scss: { loadPaths: ["node_modules"], quietDeps: true } } },
  build: {
    outDir: "dist",
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: false,
    reportCompressedSize: true,
    rolldownOptions: {
      input: { desk: "src/desk.ts", portal: "src/portal.ts", "large-type": "src/large-type.ts", "board-worker": "src/board-worker.ts", "digest-worker": "src/digest-worker.ts" },
      output: { entryFileNames: "[name].js", chunkFileNames: "[name].js", assetFileNames: "[name][extname]" },
    },
  },
});
