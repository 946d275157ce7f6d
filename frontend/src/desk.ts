// The desk's script: finds what the page asks for by data attributes and fetches that island. Every page works without it.

import "./desk.scss";
import { attach } from "./elements";
import { forget, keep } from "./islands/keep";

forget();
document.querySelectorAll<HTMLElement>("form[data-keep]").forEach(keep);
attach("[data-upload]", async () => (await import("./islands/upload")).upload);
attach("[data-place]", async () => (await import("./islands/place")).place);
attach("[data-signature]", async () => (await import("./islands/signature")).signature);
attach("[data-position]", async () => (await import("./islands/position")).position);
attach("[data-player]", async () => (await import("./islands/player")).player);
attach("[data-camera]", async () => (await import("./islands/camera")).camera);
attach("[data-dock]", async () => (await import("./islands/dock")).dock);
attach("[data-still]", async () => (await import("./islands/still")).still);
attach("[data-sitting]", async () => (await import("./islands/sitting")).sitting);
attach("[data-progress]", async () => (await import("./islands/progress")).progress);
