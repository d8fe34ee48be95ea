import { describe, expect, test } from "vitest";
import { days, epochMs, type EpochMs, minutes, plus } from "../../basics/index.ts";
import {
  GONE_FOR,
  type ImpairmentLine,
  type OpenImpairment,
  openImpairments,
  type SeenImpairment,
  stepImpairments,
} from "./impairment-watch.ts";
import { toldImpairment } from "./told-impairment.ts";

const AT = epochMs(Date.UTC(2026, 10, 22, 8));
const FAULTY: SeenImpairment = { signal: "lab/ch4", zoneId: "room-114", impairment: "faulty", since: AT };

/** The lines that looks at a minute each write: what is seen at each, from the first on. */
function looks(seen: readonly (readonly SeenImpairment[])[], every = minutes(1)) {
  const lines: (ImpairmentLine & { readonly at: EpochMs })[] = [];
  const open = new Map<string, OpenImpairment>();
  for (const [place, each] of seen.entries()) {
    const at = epochMs(AT + place * every);
    for (const { key, line, stands } of stepImpairments(open, each, at)) {
      if (line !== undefined) lines.push({ ...line, at });
      if (stands === undefined) open.delete(key);
      else open.set(key, stands);
    }
    // Read back from the journal it stands the same, but for how long it has not been seen.
    expect([...openImpairments(lines).keys()]).toEqual([...open.keys()]);
  }
  return lines.map(({ kind, detail, at }) => ({ kind, after: (at - AT) / minutes(1), ...detail }));
}
const times = (count: number, seen: readonly SeenImpairment[]) => Array.from({ length: count }, () => seen);

describe("what the journal has of a signal that does not protect", () => {
  test("is its beginning, and its end from when it was first gone", () => {
    expect(looks([...times(3, [FAULTY]), ...times(7, [])])).toEqual([
      { kind: "protection-impaired", after: 0, signal: "lab/ch4", zone: "room-114", impairment: "faulty", since: AT },
      {
        kind: "protection-restored",
        after: 8,
        signal: "lab/ch4",
        zone: "room-114",
        impairment: "faulty",
        since: AT,
        ended: plus(AT, minutes(3)),
      },
    ]);
  });

  test("is one time of it where it comes and goes", () => {
    const [on, off] = [[FAULTY], []];
    expect(looks([on, off, on, off, off, on, off, off, off, off, on])).toHaveLength(1);
    expect(GONE_FOR).toBe(minutes(5));
  });

  test("is said again each week while it lasts", () => {
    const lines = looks(times(15, [FAULTY]), days(1));
    expect(lines.map(({ kind, after, again, since }) => [kind, after / 1440, again, since])).toEqual([
      ["protection-impaired", 0, undefined, AT],
      ["protection-impaired", 7, true, AT],
      ["protection-impaired", 14, true, AT],
    ]);
  });

  test("is each impairment of each signal by itself", () => {
    const over: SeenImpairment = { ...FAULTY, impairment: "over-range" };
    const other: SeenImpairment = { ...FAULTY, signal: "lab/co" };
    expect(
      looks([[FAULTY, other], [over, other], ...times(6, [other])]).map(({ kind, signal, impairment }) => [kind, signal, impairment]),
    ).toEqual([
      ["protection-impaired", "lab/ch4", "faulty"],
      ["protection-impaired", "lab/co", "faulty"],
      ["protection-impaired", "lab/ch4", "over-range"],
      ["protection-restored", "lab/ch4", "faulty"],
      ["protection-restored", "lab/ch4", "over-range"],
    ]);
  });

  test("is passed over where it is not understood", () => {
    const line = { kind: "protection-impaired", at: AT };
    const known = { signal: "a/b", zone: "z", impairment: "faulty", since: AT };
    const broken = [{}, { ...known, impairment: "haunted" }, { ...known, since: undefined }, { ...known, impairment: undefined }];
    expect(openImpairments(broken.map((detail) => ({ ...line, detail })))).toEqual(new Map());
    expect(openImpairments([{ ...line, kind: "raised", detail: known }]).size).toBe(0);
  });
});

test.each([
  ["silent", undefined, undefined],
  ["silent", "fault", "faulty"],
  ["silent", "warm-up", "inhibited"],
  ["faulty", "under-range", "faulty"],
  ["calibrating", "calibration", "inhibited"],
  ["maintenance", undefined, "inhibited"],
  ["over-range", undefined, "over-range"],
  ["uncertain", undefined, undefined],
] as const)("%s, the device saying %s, is told as %s", (impairment, fault, told) => expect(toldImpairment(impairment, fault)).toBe(told));
