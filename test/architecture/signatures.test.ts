import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { SIGNATURE_MEANINGS } from "@labcanary/domain/governance";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../../dashboard/src");

/** Where somebody signs with the password typed again, and what each of the lines that come of it says the signature means. */
const SIGNED: Readonly<Record<string, readonly string[]>> = {
  "http/commissioning-routes.ts": ["means, as whoever signs says"],
  "http/token-routes.ts": ["carried-out"],
  "personal-data/routes.ts": ["carried-out"],
  "photos/photo-removal.ts": ["carried-out"],
  "safety/check-routes.ts": ["checked"],
  "safety/dossier/dossier-routes.ts": ["approved"],
  "safety/drill-routes.ts": ["approved", "reviewed"],
  "safety/evidence/evidence-routes.ts": ["approved"],
  "safety/hazard-correction-routes.ts": ["approved"],
  "safety/hazard-routes.ts": ["verified"],
  "safety/key-period-routes.ts": ["approved", "explained", "requested", "reviewed"],
  "safety/measure-routes.ts": ["approved", "reviewed"],
  "safety/substance-routes.ts": ["approved", "carried-out", "explained", "witnessed"],
  "weekly/counted-report-routes.ts": ["reviewed"],
};
/** Whose meaning is written elsewhere: the line is kept with the account. */
const WRITTEN_BY: Readonly<Record<string, string>> = { "http/token-routes.ts": "accounts/api-tokens.ts" };

const sourceOf = (file: string): string => readFileSync(join(root, WRITTEN_BY[file] ?? file), "utf8");
const signing = globSync("**/*.ts", { cwd: root })
  .filter((file) => !file.endsWith(".test.ts"))
  .filter((file) => /\bconfirm\.whole\(/.test(readFileSync(join(root, file), "utf8")));

test("whoever asks for a signature is named here", () => expect(signing.toSorted()).toEqual(Object.keys(SIGNED).toSorted()));

test.each(Object.entries(SIGNED))("what is signed in %s says that it means %j", (file, meanings) => {
  const source = sourceOf(file);
  if (file === "http/commissioning-routes.ts") return expect(source).toContain("means: Type.Union(SIGNATURE_MEANINGS");
  const said = SIGNATURE_MEANINGS.filter((meaning) => source.includes(`"${meaning}"`));
  expect(said.toSorted()).toEqual(meanings);
});
