import { WEEKDAYS } from "@labcanary/domain/schedule";
import { KEY_PERIOD_KINDS } from "@labcanary/domain/site";
import Type from "typebox";
import { Day, Identifier, Name, ScheduleName, Span, Text, TimeOfDay, strict } from "./words.ts";

export const Schedule = strict({
  name: Type.Optional(Text),
  days: Type.Optional(Type.Array(Type.Enum([...WEEKDAYS]))),
  from: Type.Optional(TimeOfDay),
  to: Type.Optional(TimeOfDay),
  except: Type.Optional(Type.Union([ScheduleName, Type.Array(ScheduleName)])),
  not: Type.Optional(ScheduleName),
  any: Type.Optional(Type.Array(ScheduleName)),
  all: Type.Optional(Type.Array(ScheduleName)),
});

export const Holiday = Type.Union([Day, strict({ from: Day, to: Day, name: Type.Optional(Name) })]);

export const KeyPeriod = strict({
  id: Identifier,
  kind: Type.Enum([...KEY_PERIOD_KINDS]),
  name: Text,
  from: Day,
  to: Day,
  zones: Type.Optional(Type.Array(Identifier, { description: "where delays are shorter; the whole site, without it" })),
  delays: Type.Optional(Type.Number({ description: "what on-delays and waits of routes are multiplied by, 0.1 to 1" })),
  tell: Type.Optional(
    Type.Array(Type.String({ description: "whom every route tells with its first step besides: rota:ID, contact:ID, as in routes" })),
  ),
  seal: Type.Optional(
    Type.Array(
      strict({
        door: Type.String({ description: "a door that stays closed: device/signal" }),
        readers: Type.Optional(Type.Array(Type.String())),
        open: Type.Optional(Type.Array(Name)),
        within: Type.Optional(Span),
        grace: Type.Optional(Span),
      }),
    ),
  ),
  checkIns: Type.Optional(
    strict({
      at: Type.Array(TimeOfDay),
      within: Span,
      by: Type.Array(Type.String({ description: "rota:ID, contact:ID" })),
    }),
  ),
  preFlight: Type.Optional(Span),
});
