import { chmodSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../test/support/files.ts";
import { startAlerting } from "../../../test/support/kannel-alerting.ts";
import { changeOf } from "../../../test/support/kannel-conditions.ts";
import { createAddressHash } from "./address-hash.ts";
import { databaseFile, openDatabase } from "./database.ts";
import { installationKeyFile, openInstallationKey } from "./installation-key.ts";

const NUMBER = "+8613800000001";

test("is made once, for its owner alone, and unlike any other", () => {
  const folder = join(temporaryFolder(), "new");
  const key = openInstallationKey(folder);
  expect(key).toHaveLength(32);
  const file = installationKeyFile(folder);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  chmodSync(file, 0o644);
  expect(openInstallationKey(folder)).toEqual(key);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(openInstallationKey(temporaryFolder())).not.toEqual(key);
});

test.each(["", "abc", `${"0".repeat(64)} `, "é".repeat(64)])(
  "a damaged one, %j, is not taken for another, and nothing starts with it",
  async (content) => {
    const folder = temporaryFolder();
    writeFileSync(installationKeyFile(folder), content);
    await expect(startAlerting({ dataFolder: folder })).rejects.toMatchObject({
      code: "INSTALLATION_KEY_DAMAGED",
      message: expect.stringContaining("from a backup"),
    });
  },
);

test("an address is known again by the same key alone", () => {
  const [one, other] = [createAddressHash(new Uint8Array(32)), createAddressHash(new Uint8Array(32).fill(1))];
  expect(one(NUMBER)).toMatch(/^k1:[\w-]{22}$/);
  expect(one(NUMBER)).toBe(one(NUMBER));
  expect(new Set([one(NUMBER), one("+8613800000002"), other(NUMBER)]).size).toBe(3);
});

/** SHA-256 of the number, in base64url, cut to 22 signs: `printf %s +8613800000001 | openssl dgst -sha256 -binary | basenc --base64url | cut -c 1-22`. */
const PLAIN_HASH = "dbCzUNE_p9rLnR_6yJh0dG";

test("what an earlier release kept without a key is known as before, and no plain hash of a number is left", async () => {
  const bench = await startAlerting();
  await bench.alerting.takeConditions([changeOf("a")]);
  await bench.settle();
  bench.channel.report({ notificationId: bench.channel.accepted[0]?.id ?? "", status: "delivered", at: bench.clock.now() });
  await bench.settle();
  const proven = () => bench.alerting.contacts().find(({ personId, channel }) => personId === "wang" && channel === "sms")?.isProven;
  expect(proven()).toBe(true);
  await bench.alerting.stop();

  const { dataFolder } = bench.options;
  const database = openDatabase(dataFolder);
  const addresses = () =>
    ["deliveries", "sent_messages", "contact_standings"].flatMap((table) =>
      database
        .prepare(`SELECT address FROM ${table}`)
        .all()
        .map(({ address }) => String(address)),
    );
  const before = addresses();
  expect(new Set(before).size).toBe(1);
  for (const table of ["deliveries", "sent_messages"]) database.exec(`UPDATE ${table} SET address = '${PLAIN_HASH}'`);
  // The earlier release ran again after this one, and kept the address beside its hash with the key.
  database.exec(
    `INSERT INTO contact_standings SELECT person_id, channel, '${PLAIN_HASH}', proven_at, test_id, test_at FROM contact_standings`,
  );
  database.close();

  const again = await bench.restart();
  expect(again.alerting.contacts().find(({ personId, channel }) => personId === "wang" && channel === "sms")?.isProven).toBe(true);
  await again.alerting.stop();
  const reopened = openDatabase(dataFolder);
  const after = ["deliveries", "sent_messages", "contact_standings"].flatMap((table) =>
    reopened
      .prepare(`SELECT address FROM ${table}`)
      .all()
      .map(({ address }) => String(address)),
  );
  reopened.close();
  expect(after).toEqual(before);
  expect(readFileSync(databaseFile(dataFolder)).includes(NUMBER)).toBe(false);

  rmSync(installationKeyFile(dataFolder));
  expect((await bench.restart()).alerting.contacts().find(({ personId }) => personId === "wang")?.isProven).toBe(false);
});
