import { type EpochMs, epochMs } from "@labcanary/domain/basics";
import type { Clock } from "@labcanary/domain/ports";
import type { DeviceDescription, DeviceMode } from "../description.ts";
import { createLink, type Link, type LinkDeps, type LinkOptions } from "../mqtt/link.ts";
import type { ReadingValue } from "../payload.ts";
import type { Random } from "../random.ts";
import type { MeasuredValue, Member, Message } from "./convention.ts";
import { SPOKEN, type SpokenName } from "./table.ts";

type CreateLink = (options: LinkOptions, deps: LinkDeps) => Link;

export interface GatewayOptions {
  readonly id: string;
  readonly url: string;
  readonly token: string;
  readonly speaks: SpokenName;
  /** IANA zone of clocks that show it and do not say so. */
  readonly timeZone: string;
  /** All it speaks for. */
  readonly devices: readonly DeviceDescription[];
}

export interface GatewayDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly createLink?: CreateLink;
}

/** A gateway with one connection, through which the devices behind it are heard in a convention of its own. */
export interface SimulatedGateway {
  /** The way to the server of a device behind it. */
  linkFor(device: DeviceDescription): CreateLink;
  /** `disconnected`: what it hears waits, or is kept as the convention has it; `dead`: nobody behind it is heard, and nothing kept. */
  enter(mode: DeviceMode): void;
}

/** What a device hands over in the platform's own payload. */
interface Native {
  readonly at: string;
  readonly samples: Readonly<Record<string, ReadingValue>>;
}

export function createSimulatedGateway(options: GatewayOptions, deps: GatewayDeps): SimulatedGateway {
  const { id, url, token, speaks, timeZone, devices } = options;
  const convention = SPOKEN[speaks]({ id, timeZone, members: devices.map(memberOf), now: () => deps.clock.now() });
  const branch = `v1/devices/${id}`;
  const link = (deps.createLink ?? createLink)(
    {
      url,
      deviceId: id,
      token,
      statusTopic: `${branch}/status`,
      commandsTopic: `${branch}/commands`,
      onlineStatus: JSON.stringify({ state: "online" }),
      offlineStatus: JSON.stringify({ state: "offline" }),
      ...(convention.session === undefined ? {} : { session: convention.session }),
    },
    // Nobody behind it can be commanded: no convention here has the platform's commands.
    { clock: deps.clock, random: deps.random, onCommand: () => {} },
  );
  /** Devices that are switched on, heard or not. */
  const members = new Set<string>();
  let mode: DeviceMode = "connected";
  const say = ({ topic, payload, retain }: Message): void => {
    if (mode !== "dead") link.hand(topic, payload, retain);
  };

  return {
    linkFor: (device) => () => {
      const address = addressOf(device);
      let isOpen = false;
      let dropped = 0;
      const sayPresence = (isOnline: boolean): void => {
        convention.presence(address, isOnline).forEach(say);
      };
      const leave = (): void => {
        if (!isOpen) return;
        isOpen = false;
        sayPresence(false);
      };
      return {
        open() {
          if (isOpen) return;
          isOpen = true;
          members.add(device.id);
          if (mode === "connected") link.open();
          sayPresence(true);
        },
        // The gateway has lost it; what it measures meanwhile is lost too, as no such device keeps it.
        cut: leave,
        async close() {
          leave();
          if (members.delete(device.id) && members.size === 0) await link.close();
        },
        hand(topic, payload) {
          if (!isOpen || mode === "dead" || typeof payload !== "string" || !topic.endsWith("/telemetry")) {
            dropped++;
            return;
          }
          const { at, samples } = JSON.parse(payload) as Native;
          convention.measured(address, instant(at), valuesOf(device, samples)).forEach(say);
        },
        get connected() {
          return isOpen && link.connected;
        },
        whenConnected: () => link.whenConnected(),
        whenOffline: () => (isOpen && mode === "connected" ? link.whenOffline() : Promise.resolve()),
        whenDrained: () => link.whenDrained(),
        stats() {
          const stats = link.stats();
          return { ...stats, dropped: stats.dropped + dropped };
        },
      };
    },
    enter(next) {
      if (next === mode) return;
      mode = next;
      if (next === "connected" && members.size > 0) link.open();
      else link.cut();
      if (next === "dead") link.forget?.();
    },
  };
}

const addressOf = ({ id, address = id }: DeviceDescription): string => address;

const memberOf = (device: DeviceDescription): Member => ({
  address: addressOf(device),
  values: device.signals.map((signal) => ({
    name: signal.wire ?? signal.name,
    ...(signal.kind === "analog" ? { unit: signal.unit } : { states: signal.model.states }),
  })),
});

const instant = (iso: string): EpochMs => epochMs(Date.parse(iso));

/** What a sensor says of itself instead of a value no convention here has a word for: it is no value. */
function valuesOf({ signals }: DeviceDescription, samples: Native["samples"]): readonly MeasuredValue[] {
  return signals.flatMap((signal): readonly MeasuredValue[] => {
    const said = samples[signal.name];
    if (said === undefined) return [];
    const value = typeof said === "object" && said !== null ? said.value : said;
    return [{ name: signal.wire ?? signal.name, value, ...(signal.kind === "analog" ? { unit: signal.unit } : {}) }];
  });
}
