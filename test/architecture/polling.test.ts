import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const web = join(import.meta.dirname, "../../dashboard/web/src");

/** Where the browser client has a timer, and what for. Nowhere else, so that nothing is asked for again and again: what changes is told. */
const TIMERS: Readonly<Record<string, string>> = {
  "administration/DevicesPage.svelte": "asks once somebody has stopped typing",
  "alarms/list-view.svelte.ts": "lets the list move again",
  "alarms/live-values.svelte.ts": "asks once for what rows that come together show",
  "components/blink-clock.ts": "lets all that blinks blink together",
  "history/SignalChooser.svelte": "asks once somebody has stopped typing",
  "history/reader.svelte.ts": "asks once a chart has stopped being moved, or a reading has come",
  "history/save-file.ts": "lets a file go that was handed to the browser",
  "live/frame-turn.ts": "takes changes where nothing is painted",
  "live/feed.svelte.ts": "looks at the clock, and joins again where the library gives up",
  "offline/service-worker.ts": "gives the shell where the platform does not answer",
  "responder/ResponderStrip.svelte": "asks once changes that come together have come",
  "responder/photo-queue.svelte.ts": "asks once more to take a photo that did not go through",
  "shell/console-state.svelte.ts": "takes a notice away",
  "shell/lazy-pages.ts": "waits until the first page is settled",
  "shift/HandOverPage.svelte": "asks once changes that come together have come",
  "sound/sounder.svelte.ts": "repeats a sound",
  "wall/WallPage.svelte": "turns to the next building",
};

const sources = globSync("**/*.{ts,svelte}", { cwd: web }).filter((file) => !file.endsWith(".test.ts"));
const sourceOf = (file: string): string => readFileSync(join(web, file), "utf8");

test("the browser client has timers for what is no question to the platform, and no others", () => {
  expect(sources.length).toBeGreaterThan(50);
  const having = sources.filter((file) => /\bset(?:Interval|Timeout)\s*\(/.test(sourceOf(file)));
  expect(having.sort()).toEqual(Object.keys(TIMERS).sort());
});

test("none of those timers asks the platform", () => {
  const asking = Object.keys(TIMERS)
    .filter((file) => !TIMERS[file]?.startsWith("asks once"))
    .filter((file) =>
      [...sourceOf(file).matchAll(/\bset(?:Interval|Timeout)\s*\(([\s\S]*?)\n? *\},? ?[A-Z_\w.]*\);/g)].some(([, body = ""]) =>
        /\bapi\.|\bfetch\(|\bload\(|\bread\(/.test(body),
      ),
    );
  expect(asking).toEqual([]);
});

/** The clock of the feed ticks five times a second: a question that depends on how far it has come in rounds is a timer by another name. */
test("no page that asks the platform counts rounds of the clock", () => {
  const counting = sources.filter((file) => /\bapi\./.test(sourceOf(file)) && /feed\.now\s*\/\s*[A-Z_]+_MS\b/.test(sourceOf(file)));
  expect(counting).toEqual([]);
});
