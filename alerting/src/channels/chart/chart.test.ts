import { epochMs, minutes, plus, seconds } from "@labcanary/domain/basics";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Curve } from "./curve.ts";
import { createPngPainter } from "./png.ts";
import { CHART, drawCurve } from "./svg.ts";
import { timeTicks, valueTicks } from "./ticks.ts";

const FROM = epochMs(Date.UTC(2026, 10, 22, 7));
const at = (minute: number) => plus(FROM, minutes(minute));

const curve = (over: Partial<Curve> = {}): Curve => ({
  from: FROM,
  to: at(70),
  moment: at(60),
  points: [0, 1, 2, 3].map((minute) => ({ at: at(minute), value: minute })),
  gap: seconds(90),
  limits: [{ at: 10, sign: "≥", priority: "high", isOfAlarm: true }],
  unit: "%LEL",
  isSimulated: false,
  ...over,
});
const draw = (over: Partial<Curve> = {}): string => drawCurve(curve(over), "Asia/Shanghai");
const textsOf = (svg: string): readonly string[] => [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text = ""]) => text);
/** Lines of readings, each by the number of its points. */
const linesOf = (svg: string): readonly number[] =>
  [...svg.matchAll(/<path d="([^"]*)" fill="none" stroke="#0b57a4"/g)].map(([, path = ""]) => (path.match(/[MLH]/g) ?? []).length);

describe("round values", () => {
  test.each([
    { low: 0, high: 10, values: [0, 2, 4, 6, 8, 10], digits: 0 },
    { low: -0.3, high: 23, values: [0, 5, 10, 15, 20], digits: 0 },
    { low: -86, high: -69, values: [-85, -80, -75, -70], digits: 0 },
    { low: 9.2, high: 10.8, values: [9.5, 10, 10.5], digits: 1 },
    { low: 0.001, high: 0.0034, values: [0.001, 0.0015, 0.002, 0.0025, 0.003], digits: 4 },
  ])("between $low and $high are $values", ({ low, high, values, digits }) => {
    const ticks = valueTicks(low, high, 5);
    expect(ticks.values.map((value) => Number(value.toFixed(digits)))).toEqual(values);
    expect(ticks.digits).toBe(digits);
  });
});

describe("round times of the site's clocks", () => {
  test.each([
    { zone: "Asia/Shanghai", minutesLong: 60, texts: ["15:00", "15:10", "15:20", "15:30", "15:40", "15:50", "16:00"] },
    { zone: "Asia/Kathmandu", minutesLong: 240, texts: ["13:00", "13:30", "14:00", "14:30", "15:00", "15:30", "16:00", "16:30"] },
    { zone: "Asia/Kathmandu", minutesLong: 24 * 60, texts: ["15:00", "18:00", "21:00", "00:00", "03:00", "06:00", "09:00", "12:00"] },
    { zone: "UTC", minutesLong: 1, texts: ["07:00:00", "07:00:10", "07:00:20", "07:00:30", "07:00:40", "07:00:50", "07:01:00"] },
  ])("in $zone over $minutesLong min", ({ zone, minutesLong, texts }) => {
    expect(timeTicks(FROM, at(minutesLong), zone, 8).map(({ text }) => text)).toEqual(texts);
  });

  test("follow the clocks when these are changed on the way", () => {
    const night = epochMs(Date.UTC(2026, 9, 24, 21, 30)); // 23:30 in Berlin; at 03:00 it is 02:00 again
    const ticks = timeTicks(night, plus(night, minutes(6 * 60)), "Europe/Berlin", 8);
    expect(ticks.map(({ text }) => text)).toEqual(["00:00", "01:00", "02:00", "02:00", "03:00", "04:00"]);
  });
});

describe("a curve", () => {
  test("has the unit, the limit, the moment and the site's time on it", () => {
    expect(textsOf(draw())).toEqual(expect.arrayContaining(["%LEL", "≥ 10", "16:00:00", "15:30", "2026-11-22 UTC+08:00"]));
  });

  test("over midnight tells both days", () => {
    expect(textsOf(draw({ to: at(10 * 60) }))).toContain("2026-11-22 – 2026-11-23 UTC+08:00");
  });

  test.each([
    { what: "readings without a gap", points: [0, 1, 2].map((minute) => ({ at: at(minute), value: 1 })), lines: [3] },
    { what: "a gap longer than counts as watched", points: [0, 1, 5, 6].map((minute) => ({ at: at(minute), value: 1 })), lines: [2, 2] },
    {
      what: "a fault between two readings",
      points: [{ at: at(0), value: 1 }, { at: at(0.2), value: 1 }, { at: at(0.4) }, { at: at(0.6), value: 1 }, { at: at(0.8), value: 1 }],
      lines: [2, 2],
    },
    { what: "nothing at all", points: [], lines: [] },
  ])("$what: lines of $lines points", ({ points, lines }) => {
    expect(linesOf(draw({ points }))).toEqual(lines);
  });

  test("a reading alone is a dot, a short excursion within a span is seen", () => {
    expect(draw({ points: [{ at: at(1), value: 1 }] })).toContain("<circle");
    expect(
      draw({
        points: [
          { at: at(1), value: 1, min: 0, max: 30 },
          { at: at(2), value: 1 },
        ],
      }),
    ).toContain('stroke-opacity="0.35"');
  });

  test("the alarm's own limit is always in sight, another only near the readings", () => {
    const far = { at: 500, sign: ">", priority: "critical" } as const;
    expect(textsOf(draw({ limits: [{ ...far, isOfAlarm: true }] }))).toContain("&gt; 500");
    expect(textsOf(draw({ limits: [{ ...far, isOfAlarm: false }] })).join()).not.toContain("500");
  });

  test("of states is in steps, by their names; by number where the font has no letters for them", () => {
    const states = { states: ["closed", "打开"], unit: "", limits: [] };
    const svg = draw({ ...states, points: [0, 1, 2].map((minute) => ({ at: at(minute), value: minute % 2 })) });
    expect(textsOf(svg)).toEqual(expect.arrayContaining(["closed", "1"]));
    expect(svg).toMatch(/d="M[\d.]+ [\d.]+H[\d.]+V[\d.]+H[\d.]+V[\d.]+"/);
  });

  test("of simulated readings says so across the picture", () => {
    expect(textsOf(draw({ isSimulated: true }))).toContain("TEST");
    expect(textsOf(draw())).not.toContain("TEST");
  });

  test("a name cannot put anything into the picture", () => {
    const svg = draw({ states: ['"/><script>', "b"], limits: [], unit: "<&" });
    expect(svg).not.toContain("<script");
    expect(textsOf(svg)).toContain("&lt;&amp;");
  });
});

test("a picture is painted at the width asked for, and one that is none is refused; the painter goes on", async () => {
  const painter = createPngPainter();
  onTestFinished(() => painter.stop());
  await expect(painter.paint("no picture", 100)).rejects.toThrow(/SVG|parse|root/i);
  const png = Buffer.from(await painter.paint(draw(), 1080));
  expect(png.subarray(1, 4).toString()).toBe("PNG");
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1080, (1080 / CHART.width) * CHART.height]);
});

test("whoever waits for a painter that is stopped is told, and the next picture has a new one", async () => {
  const painter = createPngPainter();
  const waiting = painter.paint(draw(), 1080);
  await Promise.all([expect(waiting).rejects.toThrow("ended"), painter.stop()]);
  expect((await painter.paint(draw(), 720)).length).toBeGreaterThan(1000);
  await painter.stop();
});
