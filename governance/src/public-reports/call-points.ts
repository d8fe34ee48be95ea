import type { EventSink } from "@labcanary/domain/ports";
import type { Site } from "@labcanary/domain/site";
import type { PublicReports } from "./public-reports.ts";

/**
 * A button that the site says calls for help, pressed: what `sendReport` of a danger is for people. One that comes late is told all the
 * same, since somebody waits for help, and once, since an event is the same however often it comes.
 */
export function createCallPoints(reports: Pick<PublicReports, "callFrom">, site: () => Site): EventSink {
  return {
    async takeEvents(events) {
      for (const { id, deviceId, kind, object } of events) {
        if (kind !== "button" || object === undefined) continue;
        const device = site().devices.find((one) => one.id === deviceId);
        if (device?.callPoints?.includes(object) !== true) continue;
        const called = reports.callFrom({ id: `call-point ${id}`, deviceId, zoneId: device.zoneId });
        if (!called.ok) throw new Error(`the call for help of ${deviceId} was not kept: ${called.error.code}`);
      }
    },
  };
}
