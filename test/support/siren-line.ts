import type { DeviceLine } from "@labcanary/domain/ports";
import type { AccessEvent, SounderState } from "@labcanary/domain/telemetry";
import { epochMs } from "@labcanary/domain/basics";

/** The platform's line to devices, in memory: what was published, and which devices have a connection. */
export interface FakeLine extends DeviceLine {
  readonly connected: Set<string>;
  /** `siren-1 on 600`, in order; each read once. */
  told(): readonly string[];
  /** The ids of all commands there were, in order. */
  readonly commands: string[];
  fails: boolean;
  /** The broker takes nothing and says nothing. */
  silent: boolean;
}

export function createFakeLine(...connected: readonly string[]): FakeLine {
  let told: string[] = [];
  return {
    connected: new Set(connected),
    commands: [],
    fails: false,
    silent: false,
    told() {
      const since = told;
      told = [];
      return since;
    },
    isConnected(deviceId) {
      return this.connected.has(deviceId);
    },
    async publish({ topic, payload, retain }) {
      if (this.fails) throw new Error("the broker is not running");
      if (this.silent) return new Promise(() => {});
      if (retain) throw new Error("a command must not be retained");
      const { command, state, seconds, id } = JSON.parse(payload) as Record<string, string>;
      if (command !== "sounder") throw new Error(`no command to a sounder: ${payload}`);
      told.push([topic.split("/")[2], state, seconds].filter((word) => word !== undefined).join(" "));
      this.commands.push(id ?? "");
    },
  };
}

/** What a siren says when it has obeyed. */
export const sounderEvent = (deviceId: string, state: SounderState, command: string, at = 0): AccessEvent => ({
  id: `${deviceId}:${at}:sounder:${command}:${state}`,
  deviceId,
  kind: "sounder",
  at: epochMs(at),
  receivedAt: epochMs(at),
  state,
  command,
  historical: false,
});
