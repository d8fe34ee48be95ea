import { QUANTITY_NAMES, SUBSTANCE_IDS } from "@labcanary/domain/quantity";
import { BASES, CUSTODY_KINDS, FIGURE_KINDS, PRIORITIES } from "@labcanary/domain/rules";
import Type from "typebox";
import { Day, Identifier, Name, ScheduleName, Span, Text, named, strict } from "./words.ts";

export const Condition = Type.String({ description: "a condition over signals: det-1/ch4 >= 20 %LEL and not fan = running" });

export const Rule = strict({
  kind: Type.Enum(["limit", "state", "silence", "expression", "over-range", "not-assessable", ...CUSTODY_KINDS]),
  label: Type.Optional(Text),
  when: Type.Optional(Condition),
  suppressed: Type.Optional(strict({ when: Condition, atMost: Span, name: Type.Optional(Name) })),
  recovery: Type.Optional(strict({ after: Condition, within: Span })),
  priority: Type.Enum([...PRIORITIES]),
  of: Type.Optional(
    strict({
      figure: Type.Enum([...FIGURE_KINDS]),
      over: Span,
      limit: Type.Optional(Type.Number()),
      direction: Type.Optional(Type.Enum(["high", "low"])),
      inclusive: Type.Optional(Type.Boolean()),
      coverage: Type.Optional(Type.Number()),
      confidence: Type.Optional(Type.Number()),
      from: Type.Optional(Type.Number()),
    }),
  ),
  direction: Type.Optional(Type.Enum(["high", "low"])),
  setpoint: Type.Optional(Type.Number()),
  inclusive: Type.Optional(Type.Boolean()),
  deadband: Type.Optional(Type.Number()),
  states: Type.Optional(Type.Array(Type.String())),
  after: Type.Optional(Span),
  cleanAir: Type.Optional(strict({ min: Type.Optional(Type.Number()), max: Type.Number() })),
  cleanFor: Type.Optional(Span),
  onDelay: Type.Optional(Span),
  offDelay: Type.Optional(Span),
  latching: Type.Optional(Type.Boolean()),
  lifeSafety: Type.Optional(Type.Boolean()),
  consequence: Text,
  firstAction: Text,
  responseTime: Span,
  access: Type.Optional(Type.Enum(["granted", "unlock"])),
  within: Type.Optional(Span),
  grace: Type.Optional(Span),
  readers: Type.Optional(Type.Array(Type.String({ description: "a device, or device/door of one with several doors" }))),
  buttons: Type.Optional(Type.Array(Name)),
  on: Type.Optional(Type.Enum(["opened", "unlocked"])),
  roles: Type.Optional(Type.Array(Identifier)),
  door: Type.Optional(Type.String({ description: "device/signal, or a signal of the same device" })),
  open: Type.Optional(Type.Array(Type.String())),
  change: Type.Optional(Type.Number()),
  settle: Type.Optional(Span),
  source: Name,
  basis: Type.Optional(Type.Enum([...BASES])),
  during: Type.Optional(ScheduleName),
});

export const profile = {
  label: Type.Optional(Text),
  quantity: Type.Optional(Type.String({ examples: [...QUANTITY_NAMES] })),
  unit: Type.Optional(Type.String()),
  substance: Type.Optional(Type.String({ examples: [...SUBSTANCE_IDS] })),
  reference: Type.Optional(strict({ celsius: Type.Number(), kilopascal: Type.Number({ exclusiveMinimum: 0 }) })),
  states: Type.Optional(Type.Array(Type.String())),
  range: Type.Optional(
    strict({
      min: Type.Optional(Type.Number()),
      max: Type.Number(),
      source: Type.Optional(Name),
      basis: Type.Optional(Type.Enum([...BASES])),
    }),
  ),
  interval: Type.Optional(Span),
  hold: Type.Optional(Span),
  lateness: Type.Optional(Span),
  clockTolerance: Type.Optional(Span),
  prove: Type.Optional(strict({ every: Span })),
  rules: Type.Optional(named(Type.Union([Rule, Type.Null()]))),
};

const Duty = strict({
  last: Type.Optional(Type.String({ description: "a date: 2026-12-25; none: not since the device was replaced" })),
  every: Type.Optional(Span),
  due: Type.Optional(Day),
  priority: Type.Optional(Type.Enum([...PRIORITIES])),
});
export const duties = { calibration: Type.Optional(Duty), bumpTest: Type.Optional(Duty) };
