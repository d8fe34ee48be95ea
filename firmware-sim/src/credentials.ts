import { readFileSync } from "node:fs";
import { err, ok, type Result } from "@labcanary/domain/basics";
import { Type } from "typebox";
import { Compile } from "typebox/compile";

export interface CredentialsError {
  readonly code: "CREDENTIALS_FILE" | "CREDENTIALS_NOT_JSON" | "CREDENTIALS_SHAPE";
  /** One sentence for the terminal. It never holds a token. */
  readonly message: string;
}

const HOW_TO_MAKE = "make it with: labcanary device enrol --all --json";

const schema = Compile(
  Type.Array(Type.Object({ deviceId: Type.String({ minLength: 1 }), token: Type.String({ minLength: 1 }) }), { minItems: 1 }),
);

/** Tokens by device id, in the file's order, from `[{"deviceId":"cab-17","token":"…"}]` as `labcanary device enrol --all --json` prints it. */
export function loadCredentials(file: string): Result<ReadonlyMap<string, string>, CredentialsError> {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (failure) {
    const reason = failure instanceof Error && "code" in failure ? ` (${String(failure.code)})` : "";
    return err({ code: "CREDENTIALS_FILE", message: `${file} cannot be read${reason}; ${HOW_TO_MAKE}` });
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return err({ code: "CREDENTIALS_NOT_JSON", message: `${file} is not JSON; ${HOW_TO_MAKE}` });
  }
  if (!schema.Check(json)) {
    return err({ code: "CREDENTIALS_SHAPE", message: `${file} must read [{"deviceId":"cab-17","token":"…"}]; ${HOW_TO_MAKE}` });
  }
  return ok(new Map(json.map(({ deviceId, token }) => [deviceId, token])));
}
