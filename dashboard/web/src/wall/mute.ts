import type { PageName } from "../../../src/pages.ts";

/** A wall whose address ends in `?sound=off` makes no sound, where consoles in the same room do. */
export const isMuteWall = (page: PageName): boolean => page === "wall" && new URLSearchParams(location.search).get("sound") === "off";
