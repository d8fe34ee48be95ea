import { WEEKDAYS } from "@labcanary/domain/schedule";
import { KEY_PERIOD_KINDS } from "@labcanary/domain/site";
import Type from "typebox";
import { Day, Identifier, Name, ScheduleName, Text, TimeOfDay, strict } from "./words.ts";

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

export const KeyPeriod = strict({ id: Identifier, kind: Type.Enum([...KEY_PERIOD_KINDS]), name: Text, from: Day, to: Day });
