import { err, hours, minutes, ok } from "@labcanary/domain/basics";
import { Secret, TOTP } from "otpauth";
import { expect, onTestFinished, test } from "vitest";
import { createSettableClock } from "../../../test/support/clock.ts";
import { temporaryFolder } from "../../../test/support/files.ts";
import { openAccountDatabase } from "./account-database.ts";
import { createSecondFactors } from "./second-factor.ts";
import { createUserDirectory } from "./user-directory.ts";

async function guarded() {
  const folder = temporaryFolder();
  await createUserDirectory(folder).add("li", "operator", "a long enough password");
  const clock = createSettableClock();
  const database = openAccountDatabase(folder);
  onTestFinished(() => database.close());
  const start = () => createSecondFactors(database, { clock, siteName: () => "House: A" });
  const factors = start();
  const begun = factors.begin("li");
  if (!begun.ok) throw new Error(begun.error);
  const { secret, uri } = begun.value;
  const code = () => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: clock.now() });
  const confirmed = factors.confirm("li", code());
  if (!confirmed.ok) throw new Error(confirmed.error);
  clock.advance(minutes(1));
  return { clock, code, factors, start, uri, recoveryCodes: confirmed.value, take: (text: string) => factors.take("li", text) };
}

test("after five wrong codes in a row none is looked at for a quarter of an hour, then for half an hour, and at most for a day", async () => {
  const { clock, code, take } = await guarded();
  const five = () => {
    for (let count = 0; count < 5; count += 1) expect(take("000000")).toEqual(err("SECOND_FACTOR_REFUSED"));
    expect(take(code())).toEqual(err("SECOND_FACTOR_TOO_OFTEN"));
  };
  for (const pause of [minutes(15), minutes(30), hours(1), hours(2), hours(4), hours(8), hours(16), hours(24), hours(24)]) {
    five();
    clock.advance(minutes(pause / minutes(1) - 1));
    expect(take(code())).toEqual(err("SECOND_FACTOR_TOO_OFTEN"));
    clock.advance(minutes(1));
  }
  expect(take(code())).toEqual(ok("totp"));
  clock.advance(minutes(1));
  // A right one ends the count.
  for (let count = 0; count < 4; count += 1) take("000000");
  expect(take(code())).toEqual(ok("totp"));
});

test("a restart forgives no wrong code, and a clock set back meanwhile no more than doubles the pause", async () => {
  const { clock, code, start } = await guarded();
  for (let count = 0; count < 5; count += 1) expect(start().take("li", "000000")).toEqual(err("SECOND_FACTOR_REFUSED"));
  expect(start().take("li", code())).toEqual(err("SECOND_FACTOR_TOO_OFTEN"));
  clock.advance(minutes(-10));
  expect(start().take("li", code())).toEqual(err("SECOND_FACTOR_TOO_OFTEN"));
  clock.advance(minutes(25));
  expect(start().take("li", code())).toEqual(ok("totp"));
});

test("meanwhile a recovery code is still taken, once", async () => {
  const { recoveryCodes, take } = await guarded();
  for (let count = 0; count < 5; count += 1) take("000000");
  expect([take(recoveryCodes[0] ?? ""), take(recoveryCodes[0] ?? "")]).toEqual([ok("recovery-code"), err("SECOND_FACTOR_REFUSED")]);
  expect(take("000000")).toEqual(err("SECOND_FACTOR_TOO_OFTEN"));
});

test("another account is not slowed, and one without a second factor takes no code", async () => {
  const { factors, take } = await guarded();
  for (let count = 0; count < 6; count += 1) take("000000");
  expect(factors.take("nobody", "000000")).toEqual(err("SECOND_FACTOR_REFUSED"));
});

test("a name of a site with a colon does not break what the app reads", async () => {
  const { uri } = await guarded();
  expect(new URL(uri).searchParams.get("issuer")).toBe("LabCanary House  A");
});
