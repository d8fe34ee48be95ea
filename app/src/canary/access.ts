import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { DeviceDirectory } from "@labcanary/domain/ports";
import { CANARY_DEVICE } from "@labcanary/domain/site";

/** DESIGN 3.1: 32 random bytes. */
const TOKEN_BYTES = 32;

const hashOf = (token: Uint8Array): Buffer => createHash("sha256").update(token).digest();

/** Who may sign in as a device, the canary among them. */
export interface CanaryAccess extends DeviceDirectory {
  /** The canary's: of this process alone, and written nowhere. */
  readonly token: string;
}

/** Whatever the directory says of a device that calls itself the canary does not count, nor does a certificate in its name. */
export function createCanaryAccess(devices: DeviceDirectory): CanaryAccess {
  const token = randomBytes(TOKEN_BYTES).toString("base64url");
  const expected = hashOf(Buffer.from(token));
  return {
    token,
    verifyToken: (deviceId, said) =>
      deviceId === CANARY_DEVICE ? timingSafeEqual(hashOf(said), expected) : devices.verifyToken(deviceId, said),
    // Asked about certificates only, and about names whose token was wrong.
    isEnrolled: (deviceId) => deviceId !== CANARY_DEVICE && devices.isEnrolled(deviceId),
    signedIn: (deviceId, said) => devices.signedIn?.(deviceId, said),
    isEndedToken: (deviceId, said) => devices.isEndedToken?.(deviceId, said) === true,
  };
}
