import { SITE_SCHEMA } from "../site/schema.ts";

/** Prints the JSON Schema of a site file: point an editor's YAML support at it. */
export async function schema(): Promise<number> {
  const document = { $schema: "https://json-schema.org/draft/2020-12/schema", title: "LabCanary site", ...SITE_SCHEMA };
  process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  return 0;
}
