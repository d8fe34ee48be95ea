import { chmodSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../../test/support/files.ts";
import { openAccountDatabase } from "./account-database.ts";
import { hashPassword, verifyPassword } from "./passwords.ts";
import { createUserDirectory } from "./user-directory.ts";

const PASSWORD = "a long enough password";

describe("people who may sign in", () => {
  test("are added once, listed without their passwords, and removed", async () => {
    const users = createUserDirectory(temporaryFolder());
    expect(await users.add("li.na", "operator", PASSWORD)).toEqual({ ok: true, value: { name: "li.na", role: "operator" } });
    expect(await users.add("li.na", "administrator", PASSWORD)).toMatchObject({ ok: false, error: { code: "USER_EXISTS" } });
    expect(users.list()).toEqual([{ name: "li.na", role: "operator", secondFactor: false, hasPassword: true, singleSignOn: "no" }]);
    expect(users.remove("li.na").ok).toBe(true);
    expect(users.remove("li.na")).toMatchObject({ ok: false, error: { code: "USER_UNKNOWN" } });
    expect(users.list()).toEqual([]);
  });

  test.each([
    { name: "", password: PASSWORD, code: "USER_NAME_INVALID" },
    { name: "Li", password: PASSWORD, code: "USER_NAME_INVALID" },
    { name: "li na", password: PASSWORD, code: "USER_NAME_INVALID" },
    { name: "li\n", password: PASSWORD, code: "USER_NAME_INVALID" },
    { name: "x".repeat(33), password: PASSWORD, code: "USER_NAME_INVALID" },
    { name: "visitor", password: PASSWORD, code: "USER_NAME_RESERVED" },
    { name: "li", password: "elevenchars", code: "PASSWORD_TOO_SHORT" },
    { name: "li", password: "密码".repeat(5), code: "PASSWORD_TOO_SHORT" },
    { name: "li", password: "x".repeat(257), code: "PASSWORD_TOO_LONG" },
  ])("'$name' with a password of $password.length is refused as $code", async ({ name, password, code }) => {
    const users = createUserDirectory(temporaryFolder());
    expect(await users.add(name, "operator", password)).toMatchObject({ ok: false, error: { code } });
    expect(users.list()).toEqual([]);
  });

  test("a new password must be as good as the first, and its user must be there", async () => {
    const users = createUserDirectory(temporaryFolder());
    expect(await users.setPassword("li", PASSWORD)).toMatchObject({ ok: false, error: { code: "USER_UNKNOWN" } });
    expect(await users.setPassword("li", "short")).toMatchObject({ ok: false, error: { code: "PASSWORD_TOO_SHORT" } });
  });

  test("nothing is done before it is asked for, and the folder is the platform's own", async () => {
    const folder = join(temporaryFolder(), "data");
    const users = createUserDirectory(folder);
    expect(statSync(folder, { throwIfNoEntry: false })).toBeUndefined();
    await users.add("li", "operator", PASSWORD);
    expect(statSync(folder).mode & 0o077).toBe(0);
  });

  test("are in files that nobody else reads, also in a folder that was open to others, and in those of an earlier release", () => {
    const folder = temporaryFolder();
    chmodSync(folder, 0o755);
    const files = () => readdirSync(folder).map((name) => `${name} ${(statSync(join(folder, name)).mode & 0o777).toString(8)}`);
    const first = openAccountDatabase(folder);
    for (const name of readdirSync(folder)) chmodSync(join(folder, name), 0o644);
    const second = openAccountDatabase(folder);
    expect(files().toSorted()).toEqual(["accounts.sqlite 600", "accounts.sqlite-shm 600", "accounts.sqlite-wal 600"]);
    first.close();
    second.close();
  });
});

describe("a password", () => {
  test("is the same however an input method writes its letters, and no other is", async () => {
    const hash = await hashPassword("Ｃafé long enough");
    expect(await verifyPassword("Cafe\u0301 long enough", hash)).toBe(true);
    expect(await verifyPassword("Cafe long enough", hash)).toBe(false);
    expect(await verifyPassword("", hash)).toBe(false);
  });

  test("is hashed anew each time, and an unknown user's is never right", async () => {
    expect(await hashPassword(PASSWORD)).not.toBe(await hashPassword(PASSWORD));
    expect(await verifyPassword("", undefined)).toBe(false);
  });
});
