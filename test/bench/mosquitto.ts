import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findRequirement, missingSentence, REQUIREMENTS } from "../../tools/requirements.ts";
import { freePort } from "../support/ports.ts";
import { endProcess } from "./helper.ts";
import { until } from "./until.ts";

/** The peer for everything a broker does. */
export interface Mosquitto {
  readonly pid: number;
  readonly port: number;
  stop(): Promise<void>;
}

export const NO_MOSQUITTO = missingSentence({ name: "mosquitto", ...REQUIREMENTS.mosquitto });

/**
 * What favours it: nothing is written to disk, nobody is checked, and no message is dropped for a full queue. With 1000 messages in
 * flight to the one subscriber it forwarded most: 66,000/s, against 55,000 with its default of 20 and 51,000 without a limit.
 */
const configuration = (port: number): string => `
listener ${port} 127.0.0.1
allow_anonymous true
persistence false
max_queued_messages 0
max_inflight_messages 1000
set_tcp_nodelay true
log_type error
`;

/** Starts mosquitto with a configuration of its own, listening on return; undefined when it is not installed. */
export async function startMosquitto(): Promise<Mosquitto | undefined> {
  const program = findRequirement("mosquitto");
  if (program === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "labcanary-bench-mosquitto-"));
  const port = await freePort();
  const file = join(folder, "mosquitto.conf");
  writeFileSync(file, configuration(port));
  // As many open files as it may have; Node does so by itself.
  const child = spawn("/bin/sh", ["-c", 'ulimit -n "$(ulimit -Hn)"; exec "$0" -c "$1"', program, file], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const mosquitto: Mosquitto = {
    pid: child.pid ?? 0,
    port,
    async stop() {
      await endProcess(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
  try {
    await until("mosquitto listens", 5, () => canConnect(port));
  } catch (error) {
    await mosquitto.stop();
    throw error;
  }
  return mosquitto;
}

async function canConnect(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
