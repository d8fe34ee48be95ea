import { CONVENTIONS, MODBUS_TABLES, MODBUS_TYPES, TIME_FORMATS, WORD_ORDERS } from "@labcanary/domain/telemetry";
import Type from "typebox";
import { duties, profile } from "./rules.ts";
import { Identifier, Name, Span, Text, strict } from "./words.ts";

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

export const Device = strict({
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
