import type { DeviceDirectory } from "@labcanary/domain/ports";
import { CANARY_DEVICE } from "@labcanary/domain/site";
import { expect, test } from "vitest";
import { createCanaryAccess } from "./access.ts";

/** Somebody has enrolled a device of the canary's name, with the token `guess`. */
const enrolled: DeviceDirectory = {
  verifyToken: (deviceId, token) => [CANARY_DEVICE, "cab-17"].includes(deviceId) && Buffer.from(token).toString() === "guess",
  isEnrolled: (deviceId) => [CANARY_DEVICE, "cab-17"].includes(deviceId),
};

test("the canary's token is its own, and of this process", () => {
  const [one, other] = [createCanaryAccess(enrolled), createCanaryAccess(enrolled)];
  expect(one.verifyToken(CANARY_DEVICE, Buffer.from(one.token))).toBe(true);
  expect(one.verifyToken(CANARY_DEVICE, Buffer.from(other.token))).toBe(false);
  expect(one.verifyToken("cab-17", Buffer.from(one.token))).toBe(false);
});

test("nobody comes in as the canary by what the directory says, nor by a certificate in its name", () => {
  const access = createCanaryAccess(enrolled);
  expect(access.verifyToken(CANARY_DEVICE, Buffer.from("guess"))).toBe(false);
  expect(access.isEnrolled(CANARY_DEVICE)).toBe(false);
});

test("every other device is the directory's business", () => {
  const access = createCanaryAccess(enrolled);
  expect(access.verifyToken("cab-17", Buffer.from("guess"))).toBe(true);
  expect(access.isEnrolled("cab-17")).toBe(true);
  expect(access.isEnrolled("cab-18")).toBe(false);
});
