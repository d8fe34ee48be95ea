import { epochMs, minutes, plus } from "@labcanary/domain/basics";
import { figuresOf } from "@labcanary/domain/governance";
import { expect, test } from "vitest";
import { curveOf, HEIGHT, WIDTH } from "./curve.ts";

const AT = epochMs(0);
const at = (count: number) => plus(AT, minutes(count));
const readings = [0, 10, 20].map((minute, index) => ({ at: at(minute), celsius: [4, 10, 4][index] }));
const figures = figuresOf({
  readings,
  limits: [{ direction: "high", celsius: 8, inclusive: false }],
  span: { from: AT, to: at(100) },
  excursion: { from: at(10), to: at(20) },
  hold: minutes(15),
  isUnderWay: false,
});

test("draws what was read, and nothing over a time without readings", () => {
  const curve = curveOf({
    figures,
    stretches: [
      [
        { at: at(0), value: 4 },
        { at: at(10), value: 10 },
        { at: at(20), value: 4 },
      ],
      [{ at: at(90), value: 4 }],
    ],
    doors: [
      {
        signal: "d/door",
        label: { en: "Door", zh: "门" },
        where: { en: "Ward", zh: "病房" },
        zoneId: "z",
        openings: [{ openedAt: at(50), wasSeen: true }],
      },
    ],
    dossier: { raisedAt: at(10) } as never,
  });
  expect(curve.lines).toEqual([`0,${HEIGHT - 16} 80,16 160,${HEIGHT - 16}`, `720,${HEIGHT - 16} 720,${HEIGHT - 16}`]);
  expect(curve.gaps).toEqual([{ x: 160, width: WIDTH - 160 }]);
  expect(curve.open).toEqual([{ x: 400, width: 400 }]);
  expect(curve).toMatchObject({ raised: 80, limits: [{ celsius: 8 }] });
  expect(curve.limits[0]?.y).toBeGreaterThan(16);
});

test("stays in the middle where nothing is known", () => {
  const nothing = figuresOf({
    readings: [],
    limits: [],
    span: { from: AT, to: at(1) },
    excursion: { from: AT, to: at(1) },
    hold: minutes(1),
    isUnderWay: true,
  });
  expect(curveOf({ figures: nothing, stretches: [], doors: [], dossier: { raisedAt: AT } as never })).toMatchObject({
    lines: [],
    limits: [],
  });
});
