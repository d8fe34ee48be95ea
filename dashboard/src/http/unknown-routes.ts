import type { Device, Site } from "@labcanary/domain/site";
import { type DeviceId, type HeardUnknown, type ProfileProposal, proposeProfile, type UnknownSignal } from "@labcanary/domain/telemetry";
import type { FailedSignIn, FailedSignIns } from "@labcanary/domain/ports";
import type { App } from "./typed-app.ts";

/** A signal that nobody described, with what it may be. */
export interface ToldUnknown extends UnknownSignal {
  readonly proposal?: ProfileProposal;
  /** The device of the site it is a signal of, where that is described and only this signal not. */
  readonly of?: DeviceId;
}

/** The device of a site that is heard so; a gateway is heard under its own id as the address, too. */
export function describedDevice(
  { deviceId, address }: Pick<UnknownSignal, "deviceId" | "address">,
  devices: Site["devices"],
): Device | undefined {
  return devices.find((device) =>
    device.gateway === undefined || address === undefined
      ? device.id === deviceId && (address === undefined || address === deviceId)
      : device.gateway === deviceId && (device.address ?? device.id) === address,
  );
}

/** The list as it is told, what was heard last first. */
export interface UnknownAnswer {
  readonly signals: readonly ToldUnknown[];
  /** Signals that had to make room for others since the log began. */
  readonly dropped: number;
  /** Who tried to sign in in vain since the platform started, the last ones first. */
  readonly failedSignIns: readonly FailedSignIn[];
  /** Of these, how many had to make room for others. */
  readonly failedSignInsDropped: number;
}

export interface UnknownSources {
  readonly unknown: () => Pick<HeardUnknown, "save">;
  readonly failedSignIns: () => Pick<FailedSignIns, "list" | "dropped">;
  readonly site: () => Site;
}

export function tellUnknown({ unknown, failedSignIns, site }: UnknownSources): UnknownAnswer {
  const { signals, dropped } = unknown().save();
  const failed = failedSignIns();
  const { devices } = site();
  const told = signals.map((signal): ToldUnknown => {
    const proposal = proposeProfile(signal);
    const of = describedDevice(signal, devices)?.id;
    return { ...signal, ...(proposal === undefined ? {} : { proposal }), ...(of === undefined ? {} : { of }) };
  });
  return { signals: told.toReversed(), dropped, failedSignIns: failed.list(), failedSignInsDropped: failed.dropped };
}

/** Who speaks that the site does not describe. It is in no zone, so it is for whoever has the whole site. */
export function unknownRoutes(app: App, sources: UnknownSources): void {
  app.get(
    "/api/v1/unknown",
    {
      config: { access: "read-rejects" },
      schema: {
        summary:
          "Signals that are heard and that the site does not describe, heard last first, with profiles that may fit; and who tried to sign in as a device in vain",
        tags: ["administration"],
      },
    },
    async () => tellUnknown(sources),
  );
}
