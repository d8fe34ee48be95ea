import { PRIORITIES } from "@labcanary/domain/rules";
import { expect, test } from "vitest";
import { listedAlarm } from "../testing.ts";
import { ALARM_SOUNDS, lengthOf, PRESENCE_PATTERN, soundDue, SOUND_PATTERNS } from "./sound-plan.ts";

test("the gravest alarm nobody has acknowledged is heard", () => {
  expect(
    soundDue([
      listedAlarm({ priority: "low" }),
      listedAlarm({ priority: "high" }),
      listedAlarm({ priority: "critical", annunciation: "acknowledged" }),
    ]),
  ).toBe("high");
});

test("a condition that came and went is heard until somebody has seen it; then there is silence", () => {
  expect(soundDue([listedAlarm({ annunciation: "rtn-unacknowledged" })])).toBe("high");
  expect(soundDue([listedAlarm({ annunciation: "acknowledged" }), listedAlarm({ annunciation: "latched-acknowledged" })])).toBeUndefined();
});

test("priorities are told apart by ear: the graver has more tones, higher and oftener, and each pattern ends before its next round", () => {
  const patterns = PRIORITIES.map((priority) => SOUND_PATTERNS[priority]);
  for (const [index, pattern] of patterns.entries()) {
    const last = pattern.beeps.at(-1);
    expect((last?.startMs ?? 0) + (last?.lengthMs ?? 0)).toBeLessThan(pattern.repeatMs);
    const lesser = patterns[index + 1];
    if (lesser === undefined) continue;
    expect(pattern.beeps.length).toBeGreaterThan(lesser.beeps.length);
    expect(pattern.beeps[0]?.hertz).toBeGreaterThan(lesser.beeps[0]?.hertz ?? 0);
    expect(pattern.repeatMs).toBeLessThan(lesser.repeatMs);
  }
});

test("the question whether anybody is there is like no alarm: its tones are longer, and it ends before its next round", () => {
  const longest = Math.max(...PRIORITIES.flatMap((priority) => SOUND_PATTERNS[priority].beeps.map(({ lengthMs }) => lengthMs)));
  for (const { lengthMs } of PRESENCE_PATTERN.beeps) expect(lengthMs).toBeGreaterThan(longest);
  const last = PRESENCE_PATTERN.beeps.at(-1);
  expect((last?.startMs ?? 0) + (last?.lengthMs ?? 0)).toBeLessThan(PRESENCE_PATTERN.repeatMs);
});

test("what lives depend on is heard before every priority, and is the only sound that never pauses and changes its pitch", () => {
  expect(soundDue([listedAlarm({ priority: "critical" }), listedAlarm({ priority: "low", lifeSafety: true })])).toBe("life-safety");
  for (const kind of ALARM_SOUNDS) {
    const { beeps } = SOUND_PATTERNS[kind];
    const pitches = new Set(beeps.map(({ hertz }) => hertz)).size;
    const sounding = beeps.reduce((sum, { lengthMs }) => sum + lengthMs, 0);
    expect([kind, pitches, sounding === lengthOf(SOUND_PATTERNS[kind])]).toEqual([
      kind,
      kind === "life-safety" ? 2 : 1,
      kind === "life-safety" || kind === "low",
    ]);
    expect(lengthOf(SOUND_PATTERNS[kind])).toBeLessThan(SOUND_PATTERNS[kind].repeatMs);
  }
});

test("a drill of what lives depend on sounds as the least of alarms, and never covers a real one", () => {
  const drilled = listedAlarm({ id: "d", test: "drill/1", priority: "critical", lifeSafety: true });
  expect(soundDue([drilled])).toBe("low");
  expect(soundDue([drilled, listedAlarm({ id: "r", priority: "medium" })])).toBe("medium");
});
