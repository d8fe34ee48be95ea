import { fileSchema } from "../site/schema.ts";

/** Prints the JSON Schema of a site file: point an editor's YAML support at it. */
export async function schema(): Promise<number> {
  process.stdout.write(`${JSON.stringify(fileSchema(), null, 2)}\n`);
  return 0;
}
