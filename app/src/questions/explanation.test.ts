import { type EpochMs, epochMs } from "@labcanary/domain/basics";
import type { AccessLog, HistoryPoint, KeptEvent } from "@labcanary/domain/ports";
import { signalsAround } from "@labcanary/domain/rules";
import type { Signal, Site } from "@labcanary/domain/site";
import { describe, expect, test } from "vitest";
import { everyKindSite } from "../../../test/support/every-kind.ts";
import { explanationOf } from "./explanation.ts";
import { findRule } from "./rule-of-site.ts";

const SITE = everyKindSite();
const START = Date.UTC(2026, 9, 25, 0);
const at = (second: number): EpochMs => epochMs(START + second * 1000);

/** Every 20 s, from the hours before on, until before a second; `value` is told of the second it is said at. */
const points = (signal: string, until: number, value: (second: number) => number = () => 0): readonly HistoryPoint[] =>
  Array.from({ length: Math.ceil(until / 20) + 720 }, (_, count) => {
    const second = 20 * (count - 720);
    return { signal, at: at(second), tieBreak: 0, receivedAt: at(second), value: value(second), quality: "good" };
  });

function historyOf(stored: readonly HistoryPoint[], accessLog?: AccessLog) {
  const asked: string[] = [];
  const store = {
    async range({ signal, from, to, limit }: { signal: string; from: number; to: number; limit: number }) {
      asked.push(signal);
      return stored.filter((point) => point.signal === signal && point.at >= from && point.at < to).slice(0, limit);
    },
  };
  return { asked, history: { store, oldest: epochMs(0), ...(accessLog === undefined ? {} : { accessLog }) } };
}

const signalOf = (key: string): Signal => SITE.signals.find((signal) => signal.key === key) as Signal;

describe("a rule over many silences", () => {
  const OTHERS = ["gw/fan", "vault/door", "vault/scales", "fridge/temperature", "fridge/door"];
  const DETECTORS = ["det-1/gas", "det-2/gas", "det-3/gas"];
  const { history } = historyOf([...OTHERS.flatMap((key) => points(key, 200)), ...DETECTORS.flatMap((key) => points(key, 60))]);

  test.each([
    { second: 45, state: "normal", silent: 0, overdue: 0 },
    { second: 80, state: "normal", silent: 0, overdue: 3 },
    { second: 110, state: "active", silent: 3, overdue: 0 },
  ])("is told from the readings of all its signals: at $second s $state", async ({ second, state, silent, overdue }) => {
    const answer = await explanationOf(history, { signal: signalOf("det-1/gas"), at: at(second), site: SITE });
    expect(answer?.rules.find(({ ruleId }) => ruleId === "gateway:gw/silent")).toMatchObject({
      state,
      members: { silent, overdue, of: 3 },
    });
  });

  test("is told the same by a site that has only the signals needed for it", async () => {
    const signal = signalOf("det-1/gas");
    const needed = signalsAround(SITE.signals, signal);
    const site = { ...SITE, signals: needed };
    expect(await explanationOf(history, { signal, at: at(110), site })).toEqual(
      await explanationOf(history, { signal, at: at(110), site: SITE }),
    );
  });

  test("costs a signal without one no reading of others", async () => {
    const { asked, history: counted } = historyOf(points("fridge/door", 200));
    await explanationOf(counted, { signal: signalOf("fridge/door"), at: at(100), site: SITE });
    expect(new Set(asked)).toEqual(new Set(["fridge/door"]));
  });

  test("is answered also while its own signal was never heard", async () => {
    const { history: others } = historyOf(points("det-2/gas", 200));
    const answer = await explanationOf(others, { signal: signalOf("det-1/gas"), at: at(100), site: SITE });
    expect(answer?.rules.find(({ ruleId }) => ruleId === "gateway:gw/silent")).toMatchObject({ members: { silent: 2, of: 3 } });
    expect(await explanationOf(historyOf([]).history, { signal: signalOf("det-1/gas"), at: at(100), site: SITE })).toBeUndefined();
  });
});

describe("a rule about people at a door", () => {
  const opened = points("vault/door", 200, (second) => (second >= 60 ? 1 : 0));
  const badge = (second: number, over: Partial<KeptEvent>): KeptEvent => ({
    id: `vault:${second}:badge`,
    deviceId: "vault",
    kind: "badge",
    at: at(second),
    receivedAt: at(second),
    granted: true,
    historical: false,
    ...over,
  });
  const logOf = (...kept: readonly KeptEvent[]): AccessLog => ({
    events: ({ deviceId, from, to }) => kept.filter((event) => event.deviceId === deviceId && event.at >= from && event.at < to),
  });

  test.each<{ because: string; kept: readonly KeptEvent[] }>([
    { because: "opened without a keeper and a user: nobody known had badged", kept: [] },
    { because: "nobody known had badged", kept: [badge(50, { unknownBadge: true })] },
    { because: "only Wang had badged", kept: [badge(50, { person: "wang", roles: ["keeper"] })] },
    { because: "only gone had badged", kept: [badge(50, { person: "gone", roles: ["keeper"] })] },
    {
      because: "not opened by fewer than two people",
      kept: [badge(50, { person: "wang", roles: ["keeper"] }), badge(52, { person: "li", roles: ["user"] })],
    },
    // Kept by a release that did not keep roles: those of the site count.
    { because: "not opened by fewer than two people", kept: [badge(50, { person: "wang" }), badge(52, { person: "li" })] },
    // They had other roles then.
    {
      because: "only Wang, Li had badged",
      kept: [badge(50, { person: "wang", roles: ["user"] }), badge(52, { person: "li", roles: ["user"] })],
    },
    // At another device.
    { because: "nobody known had badged", kept: [badge(50, { person: "wang", roles: ["keeper"], deviceId: "fridge" })] },
  ])("is told by what they did and the roles they had then: $because", async ({ because, kept }) => {
    const { history } = historyOf(opened, logOf(...kept));
    const answer = await explanationOf(history, { signal: signalOf("vault/door"), at: at(140), site: SITE });
    const rule = answer?.rules.find(({ ruleId }) => ruleId === "vault/door/two-person");
    expect(rule?.because).toContain(because);
    expect(rule?.state).toBe(because.startsWith("not") ? "normal" : "active");
    expect(answer?.withoutEventsOf).toEqual([]);
    expect(answer?.mayRepeat).toEqual([]);
  });

  test("says of which signals a gateway may have repeated what it knew", async () => {
    const wired: Site = { ...SITE, signals: SITE.signals.map((signal) => ({ ...signal, wire: { name: signal.name } })) };
    const { history } = historyOf(opened, logOf(badge(50, { person: "wang" })));
    const [signal] = wired.signals.filter(({ key }) => key === "vault/door");
    const answer = await explanationOf(history, { signal: signal as Signal, at: at(140), site: wired });
    expect(answer?.mayRepeat).toEqual(["vault/door"]);
  });

  test("a refused badge nobody knows is told as one", async () => {
    const { history } = historyOf(opened, logOf(badge(50, { unknownBadge: true, granted: false })));
    const answer = await explanationOf(history, { signal: signalOf("vault/door"), at: at(140), site: SITE });
    expect(answer?.rules.find(({ ruleId }) => ruleId === "vault/door/forced")?.because).toContain("an unknown badge had not been let in");
    expect(answer?.events).toEqual([
      {
        id: "vault:50:badge",
        device: "vault",
        kind: "badge",
        at: at(50),
        receivedAt: at(50),
        unknownBadge: true,
        granted: false,
        historical: false,
      },
    ]);
  });

  test("is not known where nothing of what they did was ever kept", async () => {
    const answer = await explanationOf(historyOf(opened).history, { signal: signalOf("vault/door"), at: at(140), site: SITE });
    expect(answer?.withoutEventsOf).toEqual(["vault"]);
    expect(answer?.rules.find(({ ruleId }) => ruleId === "vault/door/forced")).toMatchObject({
      state: "not-known",
      step: "events-unknown",
    });
  });
});

test.each(["store/confirmed", "gateway:gw/silent", "det-1/gas/high"])("%s is found by its name, whatever it belongs to", (id) => {
  expect(findRule(SITE, id)).toMatchObject({ rule: { id }, signal: { key: "det-1/gas" } });
  expect(findRule(SITE, `${id}er`)).toBeUndefined();
});
