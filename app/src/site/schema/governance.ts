import { DRILL_STEPS, HAZARD_CLASSES, HAZARD_LEVELS, PATROL_RHYTHMS, REGIMES, STOCK_UNITS, TWO_PERSON_KINDS } from "@labcanary/domain/site";
import Type from "typebox";
import { Schedule } from "./schedules.ts";
import { Identifier, Name, ScheduleName, Span, Text, named, strict } from "./words.ts";

export const Checklist = strict({
  version: Type.String({ minLength: 1, maxLength: 20, description: "changed whenever an item is; in quotes" }),
  name: Text,
  source: Name,
  items: Type.Array(
    strict({
      id: Identifier,
      words: Text,
      number: Type.Optional(
        strict({
          unit: Type.String({ minLength: 1, maxLength: 16 }),
          min: Type.Optional(Type.Number()),
          max: Type.Optional(Type.Number()),
        }),
      ),
      photo: Type.Optional(Type.Boolean()),
      always: Type.Optional(Type.Boolean({ description: 'true: "does not apply" is no answer' })),
      hazard: strict({ class: Type.Enum([...HAZARD_CLASSES]), level: Type.Enum([...HAZARD_LEVELS]) }),
      source: Type.Optional(Name),
    }),
    { maxItems: 60 },
  ),
});

export const Patrol = strict({
  id: Identifier,
  name: Text,
  checklist: Identifier,
  zones: Type.Array(Identifier),
  schedule: Type.Optional(ScheduleName),
  days: Schedule.properties.days,
  from: Schedule.properties.from,
  to: Schedule.properties.to,
  except: Schedule.properties.except,
  every: Type.Optional(Type.Enum([...PATROL_RHYTHMS])),
  within: Span,
  by: Type.Array(Type.String({ description: "responsible, deputy, person:ID or role:ROLE" })),
  spot: Type.Optional(Type.Integer({ minimum: 1, maximum: 99, description: "percent of the zones, drawn each time" })),
});

export const Drill = strict({
  id: Identifier,
  name: Text,
  zone: Identifier,
  scenario: Type.String({ minLength: 1, maxLength: 200, description: "a scenario with a story, by its path from the site file" }),
  signals: Type.Array(Type.String({ description: "device/signal" }), { maxItems: 50 }),
  expect: Type.Optional(strict(Object.fromEntries(DRILL_STEPS.map((step) => [step, Type.Optional(Span)])))),
  limit: Type.Optional(Span),
  every: Span,
  first: Type.String({ description: "day by which it is held for the first time: 2026-12-31" }),
});

const RegimePolicy = strict({
  two: Type.Optional(Type.Array(Type.Enum([...TWO_PERSON_KINDS]))),
  secondEntry: Type.Optional(Type.Boolean({ description: "the second person enters the quantity as well" })),
  twoLocks: Type.Optional(Type.Boolean({ description: "a two-person rule must watch the door" })),
  signers: Type.Optional(Type.Array(Identifier, { description: "roles of people who may sign" })),
  hours: Type.Optional(ScheduleName),
  enterWithin: Type.Optional(Span),
  storeWithin: Type.Optional(Span),
  backWithin: Type.Optional(Span),
});

export const Stock = strict({
  policies: Type.Optional(strict(Object.fromEntries(REGIMES.map((regime) => [regime, Type.Optional(RegimePolicy)])))),
  substances: named(
    strict({
      name: Text,
      regime: Type.Enum([...REGIMES]),
      cas: Type.Optional(Type.String()),
      unit: Type.Enum([...STOCK_UNITS]),
      density: Type.Optional(Type.Number({ description: "g/mL" })),
    }),
  ),
  cabinets: named(
    strict({
      regimes: Type.Array(Type.Enum([...REGIMES])),
      door: Type.String({ description: "device/signal" }),
      open: Type.Optional(Type.Array(Type.String())),
      weight: Type.Optional(Type.String({ description: "device/signal" })),
      tolerance: Type.Optional(Type.Number({ description: "in the weight's unit" })),
    }),
  ),
});
