import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");
const FROM_SOURCES = ["--conditions=development", join(ROOT, "app/src/main.ts")];
/** What `npm start` runs: the built program, with the same flags. */
const AS_SHIPPED = (JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { scripts: { start: string } }).scripts.start
  .split(" ")
  .slice(1, -1);

/** A running platform, as its users run it: a process of its own. */
export interface PlatformProcess {
  readonly pid: number;
  readonly mqttPort: number;
  readonly httpPort: number;
  readonly opsPort: number;
  /** What it has written to standard error so far. */
  errors(): string;
  /** SIGKILL: as if the power went. */
  kill(): Promise<void>;
  /** SIGTERM, and waits for an orderly end. */
  stop(): Promise<void>;
}

export interface PlatformProcessOptions {
  readonly site: string;
  readonly data: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** What was built, as it ships, instead of the sources. */
  readonly asShipped?: boolean;
  /** Where the pages are, as after a restart; free like every other if not told. */
  readonly httpPort?: number;
}

const FREE_PORTS = { LABCANARY_MQTT_PORT: "0", LABCANARY_OPS_PORT: "0" };

/** Starts `labcanary start` on free ports and resolves once it says where it listens; rejects with what it said when it does not. */
export function startPlatformProcess(options: PlatformProcessOptions): Promise<PlatformProcess> {
  const { site, data, environment = {}, asShipped = false, httpPort = 0 } = options;
  const program = asShipped ? AS_SHIPPED : FROM_SOURCES;
  const child = spawn(process.execPath, [...program, "start", "--site", site, "--data", data, "--port", String(httpPort)], {
    cwd: ROOT,
    env: { ...process.env, ...FREE_PORTS, LABCANARY_LOG_LEVEL: "warn", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  return new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`the platform ended with ${code}: ${errors}`)));
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      const ports = [/MQTT \(tcp\): .*:(\d+)/, /Dashboard: .*:(\d+)/, /Operations: .*:(\d+)\//].map((pattern) => pattern.exec(output)?.[1]);
      const [mqttPort, httpPort, opsPort] = ports.map(Number);
      if (ports.includes(undefined) || mqttPort === undefined || httpPort === undefined || opsPort === undefined) return;
      child.removeAllListeners("exit");
      resolve({
        pid: child.pid as number,
        mqttPort,
        httpPort,
        opsPort,
        errors: () => errors,
        kill: () => end(child, "SIGKILL"),
        stop: () => end(child, "SIGTERM"),
      });
    });
  });
}

function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.kill(signal);
  });
}

/** Runs a command of `labcanary` to its end and returns what it printed. Throws when it fails. */
export function runLabcanary(words: readonly string[], input = ""): string {
  return execFileSync(process.execPath, [...FROM_SOURCES, ...words], { cwd: ROOT, encoding: "utf8", input });
}

/** Enrols devices by the command an engineer uses. */
export function enrol(site: string, data: string): ReadonlyMap<string, string> {
  const text = runLabcanary(["device", "enrol", "--all", "--json", "--site", site, "--data", data]);
  return new Map((JSON.parse(text) as { deviceId: string; token: string }[]).map(({ deviceId, token }) => [deviceId, token]));
}

export interface FleetOptions {
  /** Each device in a room of its own, and lives depend on its levels: then no text is held back or shared, however many there are. */
  readonly lifeSafetyRooms?: boolean;
}

/** A site of `devices` devices with one temperature each and three rules: high, high-high and silence. */
export function writeFleetSite(folder: string, devices: number, { lifeSafetyRooms = false }: FleetOptions = {}): string {
  const text = (en: string) => ({ en, zh: en });
  const rule = { consequence: text("Cells die"), firstAction: text("Move them"), responseTime: "10min", source: "test" };
  const limit = { kind: "limit", direction: "high", deadband: 0.5, ...rule, ...(lifeSafetyRooms ? { lifeSafety: true } : {}) };
  const ids = Array.from({ length: devices }, (_, index) => `dev-${String(index).padStart(5, "0")}`);
  const rooms = lifeSafetyRooms ? ids.map((id) => ({ id: `room-of-${id}`, kind: "room", name: text(id) })) : [];
  const site = {
    site: "fleet",
    name: text("Fleet"),
    timeZone: "UTC",
    people: { desk: { name: "Desk", language: "en", phone: "+10000000001" } },
    securityCentre: ["desk"],
    zones: [{ id: "hall", kind: "building", name: text("Hall"), responsible: "desk", zones: rooms }],
    profiles: {
      incubator: {
        quantity: "temperature",
        unit: "Cel",
        interval: "10s",
        rules: {
          high: { ...limit, setpoint: 38, priority: "high" },
          "high-high": { ...limit, setpoint: 40, priority: "critical" },
          silent: { kind: "silence", after: "5min", priority: "medium", ...rule },
        },
      },
    },
    devices: ids.map((id) => ({
      id,
      zone: lifeSafetyRooms ? `room-of-${id}` : "hall",
      signals: { temperature: { profile: "incubator" } },
    })),
  };
  const file = join(folder, "fleet.yaml");
  // JSON is YAML.
  writeFileSync(file, JSON.stringify(site));
  return file;
}
