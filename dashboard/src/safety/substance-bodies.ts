import { BOOKED_ELSEWHERE, CONTAINER_STATES } from "@labcanary/domain/governance";
import { MOVEMENT_KINDS, REGIMES, STOCK_UNITS } from "@labcanary/domain/site";
import Type, { type TProperties } from "typebox";
import { COMMAND_ID } from "../http/command-fields.ts";
import { MAPPING } from "./substance-export.ts";

const strict = <P extends TProperties>(properties: P) => Type.Object(properties, { additionalProperties: false });
/** Bounds of the words are the ledger's to tell, so that they have one code everywhere. */
const WORDS = Type.String({ maxLength: 10_000 });
const QUANTITY = Type.String({ maxLength: 40, description: "a decimal number in the substance's unit: 12.5" });
const TIME = Type.Integer({ minimum: 0, description: "epoch milliseconds" });
const ZONE = Type.String({ maxLength: 64 });
/** Signing asks for it again; where a second factor is set, for its code too. */
const SIGNATURE = {
  password: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })),
  code: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  commandId: COMMAND_ID,
};

const NUMBER = Type.String({ pattern: "^[1-9][0-9]{0,8}$" });
export const NUMBER_PARAMS = strict({ number: NUMBER });
export const BEFORE = strict({ before: Type.Optional(NUMBER) });
export const FINDINGS_FILTER = strict({ before: Type.Optional(NUMBER), openAfter: Type.Optional(NUMBER) });
export const CABINET = strict({ cabinet: ZONE });
export const REGISTER_FILTER = strict({
  state: Type.Optional(Type.Union([...CONTAINER_STATES, "open" as const].map((state) => Type.Literal(state)))),
  text: Type.Optional(Type.String({ maxLength: 100 })),
  before: Type.Optional(NUMBER),
});

export const APPROVE = strict({
  substance: Type.String({ maxLength: 64 }),
  cabinet: ZONE,
  quantity: QUANTITY,
  supplier: WORDS,
  permit: WORDS,
  expectedBy: TIME,
  ...SIGNATURE,
});

export const MOVE = strict({
  kind: Type.Union(MOVEMENT_KINDS.map((kind) => Type.Literal(kind))),
  tag: Type.Optional(Type.String({ maxLength: 200, description: "as read from the container; none of a purchase that nothing came of" })),
  doneAt: Type.Optional(TIME),
  quantity: Type.Optional(QUANTITY),
  out: Type.Optional(QUANTITY),
  tare: Type.Optional(QUANTITY),
  whole: Type.Optional(Type.Boolean()),
  cabinet: Type.Optional(ZONE),
  dueAt: Type.Optional(TIME),
  words: Type.Optional(WORDS),
  recipient: Type.Optional(WORDS),
  permit: Type.Optional(WORDS),
  reportNumber: Type.Optional(WORDS),
  ...SIGNATURE,
});

export const WITNESS = strict({ proposal: Type.Integer({ minimum: 0 }), quantity: Type.Optional(QUANTITY), ...SIGNATURE });
export const REFUSE = strict({ proposal: Type.Integer({ minimum: 0 }), reason: WORDS, commandId: COMMAND_ID });
export const EXPLAIN = strict({ words: WORDS, ...SIGNATURE });

/** Of a cabinet, counted at once (chosen: many times what stands in one). */
const MOST_ENTRIES = 2000;
const MOST_SURPLUS = 200;
const ENTRIES = Type.Array(
  strict({
    container: Type.Integer({ minimum: 1 }),
    where: Type.Optional(Type.Union(BOOKED_ELSEWHERE.map((where) => Type.Literal(where)))),
    quantity: Type.Optional(QUANTITY),
  }),
  { maxItems: MOST_ENTRIES },
);
const SURPLUS = Type.Array(
  strict({ tag: Type.String({ maxLength: 200 }), quantity: QUANTITY, unit: Type.Union(STOCK_UNITS.map((unit) => Type.Literal(unit))) }),
  { maxItems: MOST_SURPLUS },
);
export const OPEN_STOCK_TAKE = strict({
  zoneId: ZONE,
  cabinets: Type.Array(ZONE, { maxItems: 500 }),
  part: Type.Optional(Type.Boolean({ description: "they are fewer than all of the zone, and it is meant so" })),
  dueAt: TIME,
  words: WORDS,
  ...SIGNATURE,
});
/** Fits what a count takes at most: each entry as long as it may be in ASCII, each tag in any script. */
export const COUNT_BODY_BYTES = MOST_ENTRIES * 128 + MOST_SURPLUS * 1024 + 16 * 1024;
export const COUNT = strict({ cabinet: ZONE, entries: ENTRIES, surplus: Type.Optional(SURPLUS), ...SIGNATURE });
export const REFUSE_COUNT = strict({ cabinet: ZONE, reason: WORDS, commandId: COMMAND_ID });

export const EXPORT = strict({
  regime: Type.Union(REGIMES.map((regime) => Type.Literal(regime))),
  from: TIME,
  to: TIME,
  format: Type.Union([Type.Literal("csv"), Type.Literal("json")]),
  mapping: Type.Optional(MAPPING),
  ...SIGNATURE,
});
