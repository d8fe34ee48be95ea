import { expect, test } from "vitest";
import { days, hours, minutes, seconds } from "../../basics/index.ts";
import type { Unit } from "../../quantity/index.ts";
import { describeFigure, figureUnit } from "./describe.ts";
import type { Figure } from "./figure.ts";

test.each([
  { figure: { kind: "rate", over: minutes(10) }, unit: "Cel", en: "rate over 10 min", zh: "10 分钟变化率", in: "°C/min" },
  { figure: { kind: "rate", over: seconds(90) }, unit: "1", en: "rate over 90 s", zh: "90 秒变化率", in: "1/min" },
  {
    figure: { kind: "time-to", direction: "high", limit: -60, over: minutes(10), confidence: 0.8 },
    unit: "Cel",
    en: "time to -60 °C",
    zh: "到达 -60 °C 的时间",
    in: "min",
  },
  { figure: { kind: "average", over: minutes(15), coverage: 0.75 }, unit: "ppm", en: "15 min average", zh: "15 分钟平均值", in: "ppm" },
  { figure: { kind: "average", over: hours(8), coverage: 0.75 }, unit: "mg/m3", en: "8 h average", zh: "8 小时平均值", in: "mg/m³" },
  {
    figure: { kind: "time-beyond", direction: "high", limit: 8, inclusive: false, over: hours(24) },
    unit: "Cel",
    en: "time above 8 °C in 24 h",
    zh: "24 小时内高于 8 °C 的时间",
    in: "min",
  },
  {
    figure: { kind: "time-beyond", direction: "high", limit: 30, inclusive: true, over: days(2) },
    unit: "Cel",
    en: "time at or above 30 °C in 2 d",
    zh: "2 天内不低于 30 °C 的时间",
    in: "min",
  },
  {
    figure: { kind: "time-beyond", direction: "low", limit: 3, inclusive: false, over: minutes(90) },
    unit: "1",
    en: "time below 3 in 90 min",
    zh: "90 分钟内低于 3 的时间",
    in: "min",
  },
  {
    figure: { kind: "time-beyond", direction: "low", limit: -0.5, inclusive: true, over: hours(36) },
    unit: "Cel",
    en: "time at or below -0.5 °C in 36 h",
    zh: "36 小时内不高于 -0.5 °C 的时间",
    in: "min",
  },
  {
    figure: { kind: "mean-kinetic-temperature", over: days(30), coverage: 0.9 },
    unit: "Cel",
    en: "30 d mean kinetic temperature",
    zh: "30 天平均动力学温度",
    in: "°C",
  },
] as const satisfies readonly { figure: Figure; unit: Unit; en: string; zh: string; in: string }[])(
  "$en, in $in",
  ({ figure, unit, ...row }) => {
    expect({ ...describeFigure(figure, unit), in: figureUnit(figure, unit) }).toEqual(row);
  },
);

test("a figure nobody thought of is a loud failure", () => {
  const unknown = { kind: "mode", over: minutes(1) } as never;
  expect(() => describeFigure(unknown, "Cel")).toThrow("unreachable");
  expect(() => figureUnit(unknown, "Cel")).toThrow("unreachable");
});
