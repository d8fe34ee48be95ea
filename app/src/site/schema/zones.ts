import { ZONE_KINDS } from "@labcanary/domain/site";
import Type from "typebox";
import { Rule } from "./rules.ts";
import { Identifier, Text, named, strict } from "./words.ts";

export const Zone = Type.Cyclic(
  {
    Zone: strict({
      id: Identifier,
      kind: Type.Enum([...ZONE_KINDS]),
      name: Text,
      responsible: Type.Optional(Identifier),
      deputy: Type.Optional(Identifier),
      department: Type.Optional(Text),
      phone: Type.Optional(Type.String({ description: "of a telephone that stands there, international" })),
      gasRoom: Type.Optional(Type.Boolean({ description: "gas is kept or used here, so that a gas detector must work in it" })),
      minimumAvailability: Type.Optional(
        Type.Number({
          minimum: 0,
          maximum: 100,
          description: "percent of 7 days that rooms here must be protected, instead of the setting",
        }),
      ),
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

export const Plan = strict({
  id: Identifier,
  name: Text,
  zone: Identifier,
  drawing: Type.String({ description: "an SVG, by its path from this file" }),
  places: Type.Optional(Type.Array(Place)),
});
