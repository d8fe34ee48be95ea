/** What this reads of a JSON schema as the platform's OpenAPI document has it. */
interface Schema {
  readonly type?: string;
  readonly pattern?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
}
interface Operation {
  readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> };
}
export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

const SECRET = "a secret, which no line has";
const OF_ACCOUNT = "an account: lines have it by its key of a person";
const OF_PERSON = "a person of the site, refused where it is none: lines have a key of a person";
const ID = "an id of the site or of something that was made before, refused where it is none";
const QUANTITY = "a quantity, refused where it is no number";
const TIME = "a time or day, refused where it is none";

/** Keys of bodies that take text and are not people's own words, and why not. */
export const NO_OWN_WORDS: Readonly<Record<string, string>> = {
  password: SECRET,
  newPassword: SECRET,
  code: SECRET,
  token: SECRET,
  username: OF_ACCOUNT,
  responsible: OF_PERSON,
  owner: OF_PERSON,
  leader: OF_PERSON,
  people: OF_PERSON,
  zones: ID,
  zone: ID,
  zoneId: ID,
  field: ID,
  test: ID,
  asTest: ID,
  item: ID,
  substance: ID,
  cabinet: ID,
  cabinets: ID,
  tag: ID,
  proposal: ID,
  rule: ID,
  device: ID,
  profiles: ID,
  version: ID,
  entry: ID,
  id: ID,
  plan: ID,
  door: ID,
  signal: ID,
  quantity: QUANTITY,
  out: QUANTITY,
  tare: QUANTITY,
  from: TIME,
  at: TIME,
  plannedFor: TIME,
  deadline: TIME,
  reviewBy: TIME,
  also: "looked for, and in no line",
  name: "an account, a token's or an export column's label",
  to: "an account (`assign`: lines have a key of a person) or a time",
  header: "of a file that is made at once, and in no line",
  value: "of a file that is made at once, and in no line",
  en: "a device's name in a proposal for the site's files, and in no line",
  zh: "as `en`",
  consoleName: "what a screen calls itself",
  contact: "kept beside the journal for its time, and in no line",
};

/** Only that it is not blank is asked of it: anything can be written there. */
const NOT_BLANK = "\\S";

/** Keys of all bodies under which whatever text can be sent, with the routes that take them. A list's or a record's texts are under its own key. */
export function freeTextKeys({ paths }: ApiDocument): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const [path, verbs] of Object.entries(paths))
    for (const [verb, { requestBody }] of Object.entries(verbs))
      for (const { schema } of Object.values(requestBody?.content ?? {}))
        for (const key of schema === undefined ? [] : keysIn(schema, ""))
          found.set(key, [...(found.get(key) ?? []), `${verb.toUpperCase()} ${path}`]);
  return found;
}

function keysIn(schema: Schema, key: string): readonly string[] {
  const { type, pattern = NOT_BLANK, properties = {}, patternProperties = {}, additionalProperties, items, anyOf = [] } = schema;
  if (type === "string") return pattern === NOT_BLANK && schema.enum === undefined && schema.const === undefined ? [key] : [];
  const ofRecord = typeof additionalProperties === "object" ? [additionalProperties] : [];
  const inner = [...Object.values(patternProperties), ...ofRecord, ...(items === undefined ? [] : [items]), ...anyOf];
  return [...Object.entries(properties).flatMap(([name, each]) => keysIn(each, name)), ...inner.flatMap((each) => keysIn(each, key))];
}
