/**
 * The fields of a query string as bytes, each name once, the first counting. `URLSearchParams` takes every field for UTF-8 and loses what is
 * not; Kannel writes the bytes of a text in the charset it came in.
 */
export function queryBytes(query: string): ReadonlyMap<string, Buffer> {
  const fields = new Map<string, Buffer>();
  for (const field of query.split("&")) {
    const [name = "", value = ""] = split(field);
    if (!fields.has(name)) fields.set(name, unescaped(value));
  }
  return fields;
}

function split(field: string): readonly string[] {
  const at = field.indexOf("=");
  return at < 0 ? [field] : [field.slice(0, at), field.slice(at + 1)];
}

/** `+` is a space and `%41` a byte (application/x-www-form-urlencoded); a percent sign before anything else is itself. */
function unescaped(value: string): Buffer {
  const characters = value
    .replaceAll("+", " ")
    .replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(characters, "latin1");
}
