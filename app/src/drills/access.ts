import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { DeviceDirectory } from "@labcanary/domain/ports";
import { DRILL_DEVICE } from "@labcanary/domain/site";

/** DESIGN 3.1: 32 random bytes. */
const TOKEN_BYTES = 32;

const hashOf = (token: Uint8Array): Buffer => createHash("sha256").update(token).digest();

/** Who may sign in as a device; as the device of drills, only while one is played. */
export interface DrillAccess extends DeviceDirectory {
  /** A token for one drill; those before no longer count. Of this process alone, and written nowhere. */
  issue(): string;
  /** From now on nobody signs in under that name. */
  end(): void;
}

/** Whatever the directory says of a device that calls itself that of drills does not count, nor does a certificate in its name. */
export function createDrillAccess(devices: DeviceDirectory): DrillAccess {
  let expected: Buffer | undefined;
  return {
    issue() {
      const token = randomBytes(TOKEN_BYTES).toString("base64url");
      expected = hashOf(Buffer.from(token));
      return token;
    },
    end() {
      expected = undefined;
    },
    verifyToken(deviceId, said) {
      if (deviceId !== DRILL_DEVICE) return devices.verifyToken(deviceId, said);
      return expected !== undefined && timingSafeEqual(hashOf(said), expected);
    },
    isEnrolled: (deviceId) => deviceId !== DRILL_DEVICE && devices.isEnrolled(deviceId),
    signedIn: (deviceId, said) => devices.signedIn?.(deviceId, said),
    isEndedToken: (deviceId, said) => devices.isEndedToken?.(deviceId, said) === true,
  };
}
