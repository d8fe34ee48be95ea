import { expect, test } from "vitest";
import { createDrillAccess } from "./access.ts";

const bytes = (text: string): Uint8Array => Buffer.from(text);
/** A directory that lets everybody in. */
const open = { verifyToken: () => true, isEnrolled: () => true };

test("only the token of the drill that is played signs in as its device, whatever the directory or a certificate says", () => {
  const access = createDrillAccess(open);
  expect(access.verifyToken("labcanary-drill", bytes("anything"))).toBe(false);
  expect(access.isEnrolled("labcanary-drill")).toBe(false);
  const first = access.issue();
  expect(access.verifyToken("labcanary-drill", bytes(first))).toBe(true);
  const second = access.issue();
  expect([first, second].map((token) => access.verifyToken("labcanary-drill", bytes(token)))).toEqual([false, true]);
  access.end();
  expect(access.verifyToken("labcanary-drill", bytes(second))).toBe(false);
  expect([access.verifyToken("gas-1", bytes("x")), access.isEnrolled("gas-1")]).toEqual([true, true]);
});
