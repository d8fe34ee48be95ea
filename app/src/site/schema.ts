import { PRIORITIES } from "@labcanary/domain/rules";
import { type SiteFile } from "@labcanary/domain/site";
import Type from "typebox";
import { Compile, type Validator } from "typebox/compile";
import { type ShapeProblem, explain } from "./explain-shape.ts";
import { Device } from "./schema/devices.ts";
import { Checklist, Drill, Patrol, Stock } from "./schema/governance.ts";
import { Contact, Person, Rota, Route } from "./schema/people.ts";
import { Condition, profile } from "./schema/rules.ts";
import { Holiday, KeyPeriod, Schedule } from "./schema/schedules.ts";
import { Identifier, Name, ScheduleName, Span, Text, named, strict } from "./schema/words.ts";
import { Plan, Zone } from "./schema/zones.ts";

/** The shape of a site file; what its parts refer to is checked by `compileSite`. Also written out as a JSON Schema for editors. */
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
  drills: Type.Optional(Type.Array(Drill)),
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

let made: Validator | undefined;

/** Made when a site file is first looked at: that takes a third of a second, and whoever runs the platform has its files read elsewhere. */
function compiled(): Validator {
  made ??= Compile(SITE_SCHEMA);
  return made;
}

/** Whether a value has the shape of a site file. */
export const isSiteFile = (value: unknown): value is SiteFile => compiled().Check(value);

/** Where and how it has not, in words for whoever wrote the file. */
export const shapeErrors = (value: unknown): readonly ShapeProblem[] => explain(compiled().Errors(value), SITE_SCHEMA);
