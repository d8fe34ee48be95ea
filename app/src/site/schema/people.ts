import { LANGUAGES } from "@labcanary/domain/basics";
import { PRIORITIES } from "@labcanary/domain/rules";
import { AFTERWARDS, ALARM_CLASSES, CHANNEL_KINDS, type EndpointKind, LATE_GRADES, PROOF_LEVELS } from "@labcanary/domain/site";
import Type, { type TSchema } from "typebox";
import { Schedule } from "./schedules.ts";
import { Day, Identifier, Name, ScheduleName, Span, Text, strict } from "./words.ts";

const Channels = Type.Array(Type.Enum([...CHANNEL_KINDS]), { description: "in order of preference" });
const Endpoint = Type.Optional(Type.String({ ...Identifier, description: "the name of an endpoint of the installation" }));
const addresses = {
  phone: Type.Optional(Type.String({ description: 'in the international form, in quotes: "+8613800000001"' })),
  email: Type.Optional(Type.String({ maxLength: 254 })),
  ntfy: Endpoint,
  webhook: Endpoint,
  dingtalk: Endpoint,
  wecom: Endpoint,
  feishu: Endpoint,
  channels: Type.Optional(Channels),
} satisfies Record<EndpointKind | "phone" | "email" | "channels", TSchema>;

export const Person = strict({
  name: Name,
  language: Type.Enum([...LANGUAGES]),
  ...addresses,
  account: Type.Optional(Name),
  leave: Type.Optional(Type.Array(strict({ from: Day, to: Day, substitute: Type.Optional(Identifier) }))),
  badges: Type.Optional(Type.Array(Type.String())),
  roles: Type.Optional(Type.Array(Identifier)),
  department: Type.Optional(Text),
});

export const Contact = strict({
  kind: Type.Enum(["group", "siren"]),
  name: Name,
  language: Type.Optional(Type.Enum([...LANGUAGES])),
  ...addresses,
  device: Type.Optional(Type.String()),
});

export const Rota = strict({
  name: Text,
  covers: Type.Optional(ScheduleName),
  shifts: Type.Array(
    strict({
      name: Text,
      days: Schedule.properties.days,
      from: Schedule.properties.from,
      to: Schedule.properties.to,
      except: Schedule.properties.except,
      schedule: Type.Optional(ScheduleName),
      people: Type.Array(Identifier),
      turn: Type.Optional(Type.Enum(["day", "week"])),
      starting: Type.Optional(Day),
    }),
  ),
});

const Whom = Type.Array(Type.String({ description: "responsible, deputy, security-centre, rota:ID or contact:ID" }));

export const Route = strict({
  id: Identifier,
  name: Text,
  for: Type.Optional(
    strict({
      classes: Type.Optional(Type.Array(Type.Enum([...ALARM_CLASSES]))),
      priorities: Type.Optional(Type.Array(Type.Enum([...PRIORITIES]))),
      grades: Type.Optional(
        Type.Array(Type.Union(LATE_GRADES.map((grade) => Type.Literal(grade))), {
          description: "How late something in the books is. 1: its time is over; 2: for more than a day; 3: for more than three",
        }),
      ),
      zones: Type.Optional(Type.Array(Identifier)),
      during: Type.Optional(ScheduleName),
    }),
  ),
  steps: Type.Array(
    strict({
      id: Type.Optional(Identifier),
      after: Type.Optional(Span),
      whom: Whom,
      channels: Type.Optional(Channels),
      proof: Type.Optional(Type.Enum([...PROOF_LEVELS])),
      proofWithin: Type.Optional(Span),
      repeat: Type.Optional(strict({ every: Span, times: Type.Integer() })),
    }),
  ),
  last: Type.Optional(strict({ after: Type.Optional(Span), whom: Type.Optional(Whom), channels: Type.Optional(Channels) })),
  afterwards: Type.Optional(Type.Array(Type.Enum([...AFTERWARDS]))),
});
