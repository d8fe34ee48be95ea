import type { DeviceAccess } from "@labcanary/dashboard";
import type { Broker } from "@labcanary/broker";
import type { EnrolledDevices } from "./device-directory.ts";

/** Devices as the dashboard's page enrols and revokes them: the directory first, then the connection, so that none comes back by the old token. */
export function createDeviceAccess(
  devices: Pick<EnrolledDevices, "enrol" | "rotate" | "rotations" | "endedAttempts" | "revoke" | "enrolled">,
  broker: () => Pick<Broker, "isConnected" | "endAccess">,
): DeviceAccess {
  return {
    enrolled: () => devices.enrolled(),
    isConnected: (deviceId) => broker().isConnected(deviceId),
    enrol(deviceId) {
      const [enrolled] = devices.enrol([deviceId]);
      if (enrolled === undefined) throw new Error("a device just enrolled has no token");
      broker().endAccess(deviceId);
      return enrolled.token;
    },
    rotate(deviceId, until, by) {
      const [rotated] = devices.rotate([deviceId], until, by);
      if (rotated === undefined) throw new Error("a device just rotated has no token");
      return rotated.token;
    },
    rotations: () => new Map(devices.rotations().map(({ deviceId, until, isUsed }) => [deviceId, { until, isUsed }])),
    endedAttempts: (deviceId) => devices.endedAttempts(deviceId),
    revoke(deviceId) {
      if (!devices.revoke(deviceId)) return false;
      broker().endAccess(deviceId);
      return true;
    },
  };
}
