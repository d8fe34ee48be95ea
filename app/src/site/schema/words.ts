import Type, { type TObject, type TProperties, type TSchema } from "typebox";

/** An object with these keys and no others. */
export const strict = <P extends TProperties>(properties: P): TObject<P> => Type.Object(properties, { additionalProperties: false });

export const Name = Type.String({ minLength: 1, maxLength: 200 });
export const Identifier = Type.String({ pattern: "^[A-Za-z0-9._-]{1,64}$", description: "1 to 64 of A-Z a-z 0-9 . _ -" });
/** Things by name; a name that is none is refused, not passed over. */
export const named = <T extends TSchema>(thing: T) => Type.Record(Identifier, thing, { additionalProperties: false });
export const Span = Type.String({ description: "a span of time: 500ms, 90s, 15min, 2h, 30d" });
export const Text = strict({ en: Name, zh: Name });

export const ScheduleName = Type.String({ description: "a name under schedules, or holidays, key-period, key-period:ID" });
export const TimeOfDay = Type.String({ description: "a time of the day: 07:00; 24:00 for the end of it" });
export const Day = Type.String({ description: "a date: 2026-12-25" });
