// The portal's script: finds what the page asks for by data attributes and fetches that island. Every page works without it.

import "./portal.scss";
import { attach } from "./elements";

attach("[data-proof]", async () => (await import("./islands/proof")).proof);
attach("[data-board]", async () => (await import("./islands/board")).board);
attach("[data-player]", async () => (await import("./islands/player")).player);
