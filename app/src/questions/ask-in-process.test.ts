import { join } from "node:path";
import { days, type EpochMs, epochMs, hours, minutes, plus } from "@labcanary/domain/basics";
import { DEFAULT_RETENTION } from "@labcanary/ingest";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../../test/support/files.ts";
import { keepFridge } from "../../../test/support/fridge.ts";
import { loadSite } from "../site/load.ts";
import { askInProcess } from "./ask-in-process.ts";
import { type AskedQuestion, answerTo } from "./asked-question.ts";

const FROM = epochMs(Math.floor(Date.now() / hours(1)) * hours(1) - days(2));
const at = (minute: number): EpochMs => plus(FROM, minutes(minute));
const STAYS = new AbortController().signal;

/** Ten hours at 5 °C with ten minutes at 9 °C in each. */
async function asked(about: AskedQuestion["about"]): Promise<AskedQuestion> {
  const folder = temporaryFolder();
  await keepFridge({ folder, from: FROM, values: Array.from({ length: 600 }, (_, count) => (count % 60 < 10 ? 9 : 5)) });
  const site = loadSite(join(folder, "site.yaml"));
  if (!site.ok) throw new Error("the site is wrong");
  const choice = { kind: "sqlite", options: { file: join(folder, "data", "history.sqlite"), retention: DEFAULT_RETENTION } } as const;
  return { stored: { choice, dataFolder: join(folder, "data"), now: epochMs(Date.now()), oldest: epochMs(0) }, site: site.value, about };
}

const RULE = { rule: "fridge-1/temperature/high", from: at(30), to: at(570) };

describe("a process of its own", () => {
  test.each<AskedQuestion["about"]>([
    { kind: "backtest", ...RULE, change: { onDelay: "10min" } },
    { kind: "explain", signal: "fridge-1/temperature", at: at(127) },
    { kind: "backtest", ...RULE, change: { onDelay: "5 parsecs" } },
    { kind: "backtest", ...RULE, from: at(-9000), to: at(-8000) },
  ])("answers $kind as it is answered here", async (about) => {
    const question = await asked(about);
    expect(await askInProcess(question, STAYS)).toEqual(await answerTo(question));
  });

  test("says what the history gives, not that it gave something", async () => {
    const answer = await askInProcess(await asked({ kind: "backtest", ...RULE, change: { onDelay: "10min" } }), STAYS);
    expect(answer).toMatchObject({
      ok: true,
      value: { readings: 540, present: { alarms: 9 }, changed: { alarms: 0 }, missed: { count: 9 } },
    });
  });

  test("makes no history where there is none", async () => {
    const question = await asked({ kind: "explain", signal: "fridge-1/temperature", at: at(127) });
    const file = join(temporaryFolder(), "history.sqlite");
    const stored = { ...question.stored, choice: { kind: "sqlite", options: { file, retention: DEFAULT_RETENTION } } as const };
    expect(await askInProcess({ ...question, stored }, STAYS)).toMatchObject({ error: { code: "HISTORY_EMPTY" } });
  });

  test("ends when the question is given up, and answers nothing", async () => {
    const question = await asked({ kind: "explain", signal: "fridge-1/temperature", at: at(127) });
    const leaving = new AbortController();
    const answer = askInProcess(question, leaving.signal);
    leaving.abort();
    expect(await answer).toBeUndefined();
    expect(await askInProcess(question, leaving.signal)).toBeUndefined();
  });

  test("that fails is told from one that answered", async () => {
    const question = await asked({ kind: "explain", signal: "fridge-1/temperature", at: at(127) });
    const broken = { ...question, site: { ...question.site, timeZone: "Mars/Olympus" } };
    await expect(askInProcess(broken, STAYS)).rejects.toThrow(/ended with 1 and no answer: [^]*Mars\/Olympus/);
  });
});
