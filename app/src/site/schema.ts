import { LANGUAGES } from "@labcanary/domain/basics";
import { QUANTITY_NAMES, SUBSTANCE_IDS } from "@labcanary/domain/quantity";
import { BASES, CUSTODY_KINDS, FIGURE_KINDS, PRIORITIES } from "@labcanary/domain/rules";
import { WEEKDAYS } from "@labcanary/domain/schedule";
import {
  AFTERWARDS,
  ALARM_CLASSES,
  CHANNEL_KINDS,
  type EndpointKind,
  HAZARD_CLASSES,
  HAZARD_LEVELS,
  KEY_PERIOD_KINDS,
  PATROL_RHYTHMS,
  REGIMES,
  STOCK_UNITS,
  TWO_PERSON_KINDS,
  PROOF_LEVELS,
  type SiteFile,
  ZONE_KINDS,
} from "@labcanary/domain/site";
import { CONVENTIONS, MODBUS_TABLES, MODBUS_TYPES, TIME_FORMATS, WORD_ORDERS } from "@labcanary/domain/telemetry";
import Type, { type TObject, type TProperties, type TSchema } from "typebox";
import { Compile } from "typebox/compile";
import { explain, type ShapeProblem } from "./explain-shape.ts";

/** The shape of a site file; what its parts refer to is checked by `compileSite`. Also written out as a JSON Schema for editors. */
const strict = <P extends TProperties>(properties: P): TObject<P> => Type.Object(properties, { additionalProperties: false });

const Name = Type.String({ minLength: 1, maxLength: 200 });
const Identifier = Type.String({ pattern: "^[A-Za-z0-9._-]{1,64}$", description: "1 to 64 of A-Z a-z 0-9 . _ -" });
/** Things by name; a name that is none is refused, not passed over. */
const named = <T extends TSchema>(thing: T) => Type.Record(Identifier, thing, { additionalProperties: false });
const Span = Type.String({ description: "a span of time: 500ms, 90s, 15min, 2h, 30d" });
const Text = strict({ en: Name, zh: Name });

const ScheduleName = Type.String({ description: "a name under schedules, or holidays, key-period, key-period:ID" });
const TimeOfDay = Type.String({ description: "a time of the day: 07:00; 24:00 for the end of it" });
const Day = Type.String({ description: "a date: 2026-12-25" });

const Schedule = strict({
  name: Type.Optional(Text),
  days: Type.Optional(Type.Array(Type.Enum([...WEEKDAYS]))),
  from: Type.Optional(TimeOfDay),
  to: Type.Optional(TimeOfDay),
  except: Type.Optional(Type.Union([ScheduleName, Type.Array(ScheduleName)])),
  not: Type.Optional(ScheduleName),
  any: Type.Optional(Type.Array(ScheduleName)),
  all: Type.Optional(Type.Array(ScheduleName)),
});

const Holiday = Type.Union([Day, strict({ from: Day, to: Day, name: Type.Optional(Name) })]);

const KeyPeriod = strict({ id: Identifier, kind: Type.Enum([...KEY_PERIOD_KINDS]), name: Text, from: Day, to: Day });

const Condition = Type.String({ description: "a condition over signals: det-1/ch4 >= 20 %LEL and not fan = running" });

const Rule = strict({
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

const profile = {
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
const duties = { calibration: Type.Optional(Duty), bumpTest: Type.Optional(Duty) };

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

const Person = strict({
  name: Name,
  language: Type.Enum([...LANGUAGES]),
  ...addresses,
  account: Type.Optional(Name),
  leave: Type.Optional(Type.Array(strict({ from: Day, to: Day, substitute: Type.Optional(Identifier) }))),
  badges: Type.Optional(Type.Array(Type.String())),
  roles: Type.Optional(Type.Array(Identifier)),
});

const Contact = strict({
  kind: Type.Enum(["group", "siren"]),
  name: Name,
  language: Type.Optional(Type.Enum([...LANGUAGES])),
  ...addresses,
  device: Type.Optional(Type.String()),
});

const Rota = strict({
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

const Route = strict({
  id: Identifier,
  name: Text,
  for: Type.Optional(
    strict({
      classes: Type.Optional(Type.Array(Type.Enum([...ALARM_CLASSES]))),
      priorities: Type.Optional(Type.Array(Type.Enum([...PRIORITIES]))),
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

const Zone = Type.Cyclic(
  {
    Zone: strict({
      id: Identifier,
      kind: Type.Enum([...ZONE_KINDS]),
      name: Text,
      responsible: Type.Optional(Identifier),
      deputy: Type.Optional(Identifier),
      department: Type.Optional(Text),
      phone: Type.Optional(Type.String({ description: "of a telephone that stands there, international" })),
      zones: Type.Optional(Type.Array(Type.Ref("Zone"))),
      rules: Type.Optional(named(Rule)),
    }),
  },
  "Zone",
);

const Place = strict({
  signal: Type.Optional(Type.String({ description: "DEVICE/SIGNAL; or else zone" })),
  zone: Type.Optional(Identifier),
  x: Type.Number({ description: "in the drawing's units, from its left" }),
  y: Type.Number({ description: "in the drawing's units, from its top" }),
  w: Type.Optional(Type.Number({ description: "of a zone, whose x and y are its upper left corner" })),
  h: Type.Optional(Type.Number()),
});

const Plan = strict({
  id: Identifier,
  name: Text,
  zone: Identifier,
  drawing: Type.String({ description: "an SVG, by its path from this file" }),
  places: Type.Optional(Type.Array(Place)),
});

const JsonPath = Type.String({ description: "keys and indexes joined by dots: readings.0.t" });
const Speaks = strict({
  convention: Type.Enum([...CONVENTIONS]),
  topics: Type.Array(Type.String({ description: "a topic filter: zigbee2mqtt/#" })),
  mapping: Type.Optional(
    strict({
      topic: Type.Optional(Type.String({ description: "where the topic says what: plant/{address}/{name}" })),
      address: Type.Optional(JsonPath),
      list: Type.Optional(JsonPath),
      values: Type.Optional(JsonPath),
      time: Type.Optional(strict({ from: JsonPath, format: Type.Enum([...TIME_FORMATS]) })),
      status: Type.Optional(
        strict({
          topic: Type.String({ description: "where the gateway says that it is there or gone: plant/status" }),
          from: Type.Optional(JsonPath),
          online: Type.String({ minLength: 1 }),
          offline: Type.String({ minLength: 1 }),
        }),
      ),
    }),
  ),
});

const From = Type.Union([
  Type.String({ description: "the name on the wire" }),
  strict({
    name: Type.Optional(Type.String()),
    scale: Type.Optional(Type.Number()),
    offset: Type.Optional(Type.Number()),
    unit: Type.Optional(Type.String()),
    words: Type.Optional(Type.Record(Type.String(), Type.String(), { description: "what is said: the state it means" })),
    errors: Type.Optional(Type.Array(Type.Union([Type.Number(), Type.String()]))),
  }),
]);

const Modbus = strict({
  host: Type.String({ minLength: 1, maxLength: 253, description: "address or name of the controller" }),
  port: Type.Optional(Type.Integer({ minimum: 1, maximum: 65_535 })),
  unit: Type.Optional(Type.Integer({ minimum: 0, maximum: 255 })),
  every: Type.Optional(Span),
});

const Register = strict({
  table: Type.Optional(Type.Enum([...MODBUS_TABLES])),
  address: Type.Integer({ minimum: 0, maximum: 65_535, description: "as on the wire, from 0: 40001 of a manual is 0 of holding" }),
  type: Type.Optional(Type.Enum([...MODBUS_TYPES])),
  order: Type.Optional(Type.Enum([...WORD_ORDERS], { description: "which word of 32 bits comes first" })),
  scale: Type.Optional(Type.Number()),
  offset: Type.Optional(Type.Number()),
  unit: Type.Optional(Type.String()),
  words: Type.Optional(Type.Record(Type.String(), Type.String(), { description: "number: the state it means" })),
  current: Type.Optional(strict({ at4: Type.Number(), at20: Type.Number() })),
});

const Device = strict({
  id: Type.String(),
  name: Type.Optional(Text),
  zone: Identifier,
  gateway: Type.Optional(Type.String()),
  speaks: Type.Optional(Speaks),
  modbus: Type.Optional(Modbus),
  address: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: "what the gateway calls it" })),
  callPoints: Type.Optional(
    Type.Array(Name, {
      minItems: 1,
      maxItems: 20,
      uniqueItems: true,
      description: "buttons by which somebody calls for help, as `object` of the event",
    }),
  ),
  replaced: Type.Optional(
    Type.String({ description: "when its hardware was last replaced: 2026-11-26T08:20:00+08:00; another time is another device" }),
  ),
  serial: Type.Optional(Type.String({ minLength: 1, maxLength: 64, description: "the serial number of the hardware there is now" })),
  signals: Type.Record(
    Type.String(),
    strict({ profile: Type.Optional(Identifier), from: Type.Optional(From), register: Type.Optional(Register), ...profile, ...duties }),
  ),
  ...duties,
});

const Checklist = strict({
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

const Patrol = strict({
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

const RegimePolicy = strict({
  two: Type.Optional(Type.Array(Type.Enum([...TWO_PERSON_KINDS]))),
  secondEntry: Type.Optional(Type.Boolean({ description: "the second person enters the quantity as well" })),
  twoLocks: Type.Optional(Type.Boolean({ description: "a two-person rule must watch the door" })),
  signers: Type.Optional(Type.Array(Identifier, { description: "roles of people who may sign" })),
  hours: Type.Optional(ScheduleName),
  enterWithin: Type.Optional(Span),
});

const Stock = strict({
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

const SITE_SCHEMA = strict({
  site: Identifier,
  name: Text,
  timeZone: Name,
  changedBy: Type.Optional(Name),
  people: Type.Optional(named(Person)),
  contacts: Type.Optional(named(Contact)),
  securityCentre: Type.Array(Identifier),
  securityCentrePhone: Type.Optional(Type.String({ description: "for whoever stands at the place, international" })),
  escalation: Type.Optional(
    strict({
      deputyAfter: Type.Optional(Span),
      securityCentreAfter: Type.Optional(Span),
      nobodyReachedAfter: Type.Optional(Span),
      minimumPriority: Type.Optional(Type.Enum([...PRIORITIES])),
    }),
  ),
  routes: Type.Optional(Type.Array(Route)),
  rotas: Type.Optional(named(Rota)),
  presence: Type.Optional(strict({ answerWithin: Span })),
  contactTests: Type.Optional(strict({ every: Span, during: Type.Optional(ScheduleName) })),
  zones: Type.Array(Zone),
  plans: Type.Optional(Type.Array(Plan)),
  profiles: Type.Optional(named(strict(profile))),
  schedules: Type.Optional(named(Schedule)),
  holidays: Type.Optional(Type.Array(Holiday)),
  keyPeriods: Type.Optional(Type.Array(KeyPeriod)),
  devices: Type.Array(Device),
  stock: Type.Optional(Stock),
  conditions: Type.Optional(named(Condition)),
  checklists: Type.Optional(named(Checklist)),
  patrols: Type.Optional(Type.Array(Patrol)),
});

/** What `labcanary schema` prints: the keys of one file of a site. Any of them may stand in another file, so none is required of each. */
export function fileSchema(): object {
  const { required: _required, properties, ...rest } = SITE_SCHEMA;
  const include = Type.Array(Type.String(), {
    description: "files of this site, by their path from this one, or labcanary:NAME for profiles that come along",
  });
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "LabCanary site",
    ...rest,
    properties: { include, ...properties },
  };
}

const compiled = Compile(SITE_SCHEMA);

/** Whether a value has the shape of a site file. */
export const isSiteFile = (value: unknown): value is SiteFile => compiled.Check(value);

/** Where and how it has not, in words for whoever wrote the file. */
export const shapeErrors = (value: unknown): readonly ShapeProblem[] => explain(compiled.Errors(value), SITE_SCHEMA);
