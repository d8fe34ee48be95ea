import type { JournalEntry, JournalQuery } from "@labcanary/domain/messages";
import { describe, expect, test } from "vitest";
import { type AlertingBench, startAlerting } from "../../../test/support/kannel-alerting.ts";
import { changeOf, commandOf } from "../../../test/support/kannel-conditions.ts";

/** Two alarms with what people did, and lines about nobody's alarm. */
async function written(): Promise<AlertingBench> {
  const bench = await startAlerting({ channel: "none" });
  const { alerting } = bench;
  await alerting.takeConditions([changeOf("a"), changeOf("b")]);
  alerting.command(commandOf("a", { by: "mei", comment: "Bottle left OPEN" }));
  alerting.command(commandOf("b", { by: "li" }));
  alerting.record({
    kind: "user-changed",
    actor: "user:li",
    detail: { user: "mei", before: { role: "operator" }, after: { role: "engineer" } },
  });
  alerting.record({ kind: "contact-tested", actor: "user:li", detail: { personId: "wang", channel: "sms" } });
  alerting.record({ kind: "out-of-service", actor: "user:li", detail: { signal: "room-1/nothing" } });
  return bench;
}

const found = async ({ alerting }: AlertingBench, query: Parameters<AlertingBench["alerting"]["searchJournal"]>[0]) =>
  (await alerting.searchJournal(query)).entries.map(({ kind, alarmId }) => (alarmId === undefined ? kind : `${kind} ${alarmId}`));

describe("the journal is searched", () => {
  test("by who did it, whom it names, and who was told", async () => {
    const bench = await written();
    expect(await found(bench, { person: "user:mei", limit: 10 })).toEqual(["user-changed", "notification-cancelled a", "acknowledged a"]);
    expect(await found(bench, { person: "person:wang", kinds: ["contact-tested"], limit: 10 })).toEqual(["contact-tested"]);
    expect(await found(bench, { person: "person:nobody", limit: 10 })).toEqual([]);
  });

  test("by an alarm's code, by kind, and by words whatever their case", async () => {
    const bench = await written();
    const { code } = bench.alerting.get("a")!;
    const ofAlarm = await found(bench, { code, limit: 100 });
    expect(ofAlarm.at(-1)).toBe("raised a");
    expect(ofAlarm.every((line) => line.endsWith(" a"))).toBe(true);
    expect(await found(bench, { kinds: ["acknowledged"], limit: 100 })).toEqual(["acknowledged b", "acknowledged a"]);
    expect(await found(bench, { text: "bottle left open", limit: 100 })).toEqual(["acknowledged a"]);
    expect(await found(bench, { text: "%", limit: 100 })).not.toContain("acknowledged a");
  });

  test("by zone: lines about alarms and signals in it, and no others", async () => {
    const bench = await written();
    const { source } = bench.alerting.get("a")!;
    const zone = source.kind === "rule" ? source.zoneId : "";
    const inZone = await found(bench, { zones: [zone], limit: 100 });
    expect(inZone).toContain("raised a");
    expect(inZone).not.toContain("user-changed");
    expect(inZone).not.toContain("out-of-service");
    expect(await found(bench, { zones: [], limit: 100 })).toEqual([]);
  });

  test("step by step: the number where one answer ends is where the next goes on, and none is left at the end", async () => {
    const bench = await written();
    const all = (await bench.alerting.searchJournal({ limit: 1000 })).entries.map(({ number }) => number);
    const steps: number[] = [];
    for (let before: number | undefined = Number.MAX_SAFE_INTEGER; before !== undefined; ) {
      const step: Awaited<ReturnType<typeof bench.alerting.searchJournal>> = await bench.alerting.searchJournal({ before, limit: 3 });
      steps.push(...step.entries.map(({ number }) => number));
      before = step.before;
    }
    expect(steps).toEqual(all);
    expect(all).toEqual(all.toSorted((a, b) => b - a));
  });

  test("by number: those alone, and of those what else is looked for", async () => {
    const { alerting } = await written();
    const all = (await alerting.searchJournal({ limit: 1000 })).entries;
    const numbers = [all[0]?.number ?? 0, all[3]?.number ?? 0, 1_000_000];
    expect((await alerting.searchJournal({ numbers, limit: 100 })).entries).toEqual([all[0], all[3]]);
    expect((await alerting.searchJournal({ numbers, kinds: ["shelved"], limit: 100 })).entries).toEqual([]);
  });

  test("by time, both ends among it", async () => {
    const bench = await written();
    const now = bench.clock.now();
    expect((await bench.alerting.searchJournal({ from: now, to: now, limit: 100 })).entries.length).toBeGreaterThan(3);
    expect(await found(bench, { to: (now - 1) as typeof now, limit: 100 })).toEqual([]);
  });
});

describe("whoever may not read every line", () => {
  test("is answered, and told where to go on, as if those they may not read were not looked for", async () => {
    const { alerting } = await written();
    const tell = (line: JournalEntry): JournalEntry | undefined =>
      line.kind === "acknowledged" ? { ...line, detail: {} } : line.kind === "user-changed" ? undefined : line;
    const ask = (query: Omit<JournalQuery, "limit">) => alerting.searchJournal({ ...query, limit: 1 }, tell);
    // In what is left out of a line, in one that is not told at all, and nowhere.
    for (const text of ["left open", '"after":{"role":"engineer"', "nowhere"]) expect(await ask({ text })).toEqual({ entries: [] });
    for (const kinds of [["user-changed"], ["shelved"]] as const) expect(await ask({ kinds })).toEqual({ entries: [] });
    expect(await ask({ person: "user:nobody" })).toEqual({ entries: [] });
    const all = (await alerting.searchJournal({ limit: 1000 })).entries.flatMap((line) => tell(line) ?? []);
    const [last, second] = (await alerting.searchJournal({ limit: 2, kinds: ["out-of-service", "user-changed", "contact-tested"] }, tell))
      .entries;
    expect([last, second]).toEqual(all.filter(({ kind }) => kind === "out-of-service" || kind === "contact-tested"));
    expect((await alerting.searchJournal({ limit: 1000 }, tell)).entries).toEqual(all);
  });

  test("finds words and people in what they are told", async () => {
    const bench = await written();
    const tell = (line: JournalEntry): JournalEntry => ({ ...line, detail: { said: "nothing" } });
    const { entries } = await bench.alerting.searchJournal({ text: "NOTHING", person: "user:mei", limit: 10 }, tell);
    expect(entries.map(({ kind }) => kind)).toEqual(["notification-cancelled", "acknowledged"]);
  });
});

test("a line that moves an alarm says in which state it was before and after", async () => {
  const { alerting } = await written();
  const [acknowledged] = (await alerting.searchJournal({ kinds: ["acknowledged"], code: alerting.get("a")!.code, limit: 1 })).entries;
  expect(acknowledged?.detail).toMatchObject({ before: { state: "unacknowledged" }, after: { state: "acknowledged" } });
});
