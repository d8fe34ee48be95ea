import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawnBound } from "./bound-process.ts";
import { freePort } from "./ports.ts";
import { requireProgram } from "./requirements.ts";

/** A real InfluxDB 1.x on loopback with a data folder of its own. */
export interface InfluxServer {
  readonly url: string;
  /** Of the data folder, for tests that look at what is on disk. */
  readonly folder: string;
  readonly pid: number;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
  /** SIGKILL: what a crash leaves stays on disk. */
  kill(): Promise<void>;
  /** Starts it again on the same address and data. */
  restart(): Promise<void>;
}

export interface InfluxServerOptions {
  /** Starts on `restart()` only; the address is known before. */
  readonly absent?: boolean;
  /** `max-body-size` in bytes; the server's default is 25 MB. */
  readonly maxBodySize?: number;
}

/** Starts influxd, ready for requests on return. Throws with the way out when it is not installed. */
export async function startInflux(options: InfluxServerOptions = {}): Promise<InfluxServer> {
  const folder = mkdtempSync(join(tmpdir(), "labcanary-influx-"));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const config = join(folder, "influxdb.conf");
  writeFileSync(config, configuration(folder, port, await freePort(), options));
  let child: ChildProcess | undefined;

  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    child.kill(signal);
    await exited;
  };
  const start = async (): Promise<void> => {
    child = spawnBound(requireProgram("influxd"), ["run", "-config", config], ["ignore", "ignore", "pipe"]);
    await ready(child);
  };
  if (options.absent !== true) await start();

  return {
    url,
    folder,
    get pid() {
      return child?.pid ?? 0;
    },
    async stop() {
      await end("SIGTERM");
      rmSync(folder, { recursive: true, force: true });
    },
    kill: () => end("SIGKILL"),
    restart: start,
  };
}

/** influxd says on stderr when it listens for HTTP. */
function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = "";
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`influxd ended with ${code}: ${said.slice(-2000)}`)));
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      said = (said + text).slice(-10_000);
      if (said.includes("Listening for signals")) resolve();
    });
  });
}

function configuration(folder: string, port: number, rpcPort: number, { maxBodySize }: InfluxServerOptions): string {
  return `
reporting-enabled = false
bind-address = "127.0.0.1:${rpcPort}"
[meta]
  dir = "${folder}/meta"
[data]
  dir = "${folder}/data"
  wal-dir = "${folder}/wal"
  query-log-enabled = false
[monitor]
  store-enabled = false
[http]
  bind-address = "127.0.0.1:${port}"
  log-enabled = false
  ${maxBodySize === undefined ? "" : `max-body-size = ${maxBodySize}`}
`;
}
