import { days, err, minutes } from "@labcanary/domain/basics";
import { expect, onTestFinished, test } from "vitest";
import { createSettableClock } from "../../../test/support/clock.ts";
import { temporaryFolder } from "../../../test/support/files.ts";
import { openAccountDatabase } from "./account-database.ts";
import { createApiTokens } from "./api-tokens.ts";
import { hashToken } from "./secret-token.ts";
import type { Session } from "./session-store.ts";
import { createUserDirectory } from "./user-directory.ts";

async function issuing() {
  const folder = temporaryFolder();
  const users = createUserDirectory(folder);
  await users.add("li", "engineer", "a long enough password");
  const clock = createSettableClock();
  const database = openAccountDatabase(folder);
  onTestFinished(() => database.close());
  const issuer: Session = { id: "x", userName: "li", role: "engineer", expiresAt: clock.now(), via: "password" };
  const tokens = createApiTokens(database, clock, () => {});
  const issue = (lifetime = days(1), name = "bms") => tokens.issue({ name, role: "inspector", lifetime }, issuer);
  return { clock, users, tokens, issue };
}

test("a token ends at its time, and is still listed, so that it is seen why the program is not let in", async () => {
  const { clock, tokens, issue } = await issuing();
  const issued = issue();
  if (!issued.ok) throw new Error(issued.error);
  const id = hashToken(issued.value.token);
  clock.advance(minutes(24 * 60 - 1));
  expect(tokens.check(id)).toMatchObject({ userName: "token:bms", role: "inspector", via: "api-token" });
  clock.advance(minutes(1));
  expect(tokens.check(id)).toBeUndefined();
  expect(tokens.list()).toMatchObject([{ name: "bms", issuedBy: "li" }]);
});

test("a token lives for a year at most, and for some time", async () => {
  const { issue } = await issuing();
  for (const lifetime of [days(0), days(366), days(Number.NaN)]) expect(issue(lifetime)).toEqual(err("TOKEN_EXPIRY_INVALID"));
  expect(issue(days(365)).ok).toBe(true);
});

test("tokens end with the account of whoever issued them", async () => {
  const { users, tokens, issue } = await issuing();
  const issued = issue();
  if (!issued.ok) throw new Error(issued.error);
  users.remove("li");
  expect(tokens.check(issued.value.kept.id)).toBeUndefined();
  expect(tokens.list()).toEqual([]);
});
