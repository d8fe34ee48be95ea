import type { ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { spawnBound } from "./bound-process.ts";
import { freePort } from "./ports.ts";
import { type MessageCentre, startMessageCentre } from "./smpp-centre.ts";

/** A text as the (simulated) network has it. */
export interface ReceivedSms {
  readonly from: string;
  readonly to: string;
  readonly text: string;
}

export interface KannelGatewayOptions {
  /** More of `kannel.conf`: the lines for its smsbox, and whole groups. */
  readonly smsbox?: string;
  readonly groups?: string;
}

/** A real Kannel (bearerbox and smsbox) on loopback, with a network behind it. */
export interface KannelGateway {
  readonly url: string;
  /** Its status page, which asks for no password. */
  readonly statusUrl: string;
  readonly username: string;
  readonly password: string;
  /** What the network has received, in order. */
  readonly sms: readonly ReceivedSms[];
  /** Ends the part that takes texts; `up` starts it again on the same port. */
  down(): Promise<void>;
  up(): Promise<void>;
  /** Stops the part that takes texts in its tracks: connections are taken and never answered. */
  pause(): void;
  resume(): void;
  stop(): Promise<void>;
}

const PROGRAMS = { bearerbox: "/usr/sbin/bearerbox", smsbox: "/usr/sbin/smsbox", fakesmsc: "/usr/lib/kannel/test/fakesmsc" } as const;
/** Chosen: each part starts within two seconds on a busy machine of two cores. */
const START_LIMIT = 20_000;
const RECEIVED = /Got message \d+: <(\S+) (\S+) (text|ucs-2|data) (.*)>/;
const USERNAME = "labcanary";
const PASSWORD = "for-this-test-only";

type Group = Readonly<Record<string, string | number>>;

/** With `fakesmsc`, Kannel's own test program, for the network: it takes every text and says at once that it was delivered. */
export async function startKannel(options: KannelGatewayOptions = {}): Promise<KannelGateway> {
  const port = await freePort();
  const smsc = { group: "smsc", smsc: "fake", "smsc-id": "network", "allowed-smsc-id": "network", port, "connect-allow-ip": "127.0.0.1" };
  const parts = await startBoxes(smsc, options);
  await listening(port);
  // -m 0: it sends nothing of its own; the message is required all the same.
  const fakesmsc = run(PROGRAMS.fakesmsc, ["-H", "127.0.0.1", "-r", String(port), "-m", "0", "1 2 text nop"]);
  const sms: ReceivedSms[] = [];
  for (const stream of [fakesmsc.stdout, fakesmsc.stderr]) {
    if (stream !== null) createInterface(stream).on("line", (line) => pushReceived(sms, line));
  }
  return {
    ...parts,
    sms,
    async stop() {
      await end(fakesmsc);
      await parts.stop();
    },
  };
}

/** With a message centre behind it, to which it binds over SMPP. */
export async function startKannelOverSmpp(options: KannelGatewayOptions = {}): Promise<KannelGateway & { readonly centre: MessageCentre }> {
  const centre = await startMessageCentre();
  const smsc = {
    group: "smsc",
    smsc: "smpp",
    "smsc-id": "network",
    "allowed-smsc-id": "network",
    host: "127.0.0.1",
    port: centre.port,
    "smsc-username": USERNAME,
    "smsc-password": centre.password,
    "system-type": "VMA",
    "transceiver-mode": "true",
    "interface-version": 34,
    "reconnect-delay": 1,
  };
  const parts = await startBoxes(smsc, options);
  await centre.bound();
  return {
    ...parts,
    sms: centre.sms,
    centre,
    async stop() {
      await parts.stop();
      await centre.stop();
    },
  };
}

async function startBoxes(smsc: Group, options: KannelGatewayOptions): Promise<Omit<KannelGateway, "sms">> {
  for (const program of Object.values(PROGRAMS)) {
    if (!existsSync(program)) throw new Error(`${program} is missing: install the Debian packages kannel and kannel-extras`);
  }
  const folder = mkdtempSync(join(tmpdir(), "labcanary-kannel-"));
  const ports = { admin: await freePort(), smsbox: await freePort(), sendsms: await freePort() };
  const configuration = join(folder, "kannel.conf");
  mkdirSync(join(folder, "spool"));
  writeFileSync(configuration, configurationOf({ ports, folder, smsc, options }));
  const bearerbox = run(PROGRAMS.bearerbox, [configuration]);
  await listening(ports.smsbox);
  const statusUrl = `http://127.0.0.1:${ports.admin}/status.xml`;
  let smsbox = await startSmsbox();

  /** smsbox takes texts before bearerbox knows of it, and until then what the network brings waits for up to a minute. */
  async function known(isThere = true): Promise<void> {
    const signal = AbortSignal.timeout(START_LIMIT);
    while ((await (await fetch(statusUrl, { signal })).text()).includes("<type>smsbox</type>") !== isThere)
      await wait(20, undefined, { signal });
  }

  async function startSmsbox(): Promise<ChildProcess> {
    const started = run(PROGRAMS.smsbox, [configuration]);
    await listening(ports.sendsms);
    await known();
    return started;
  }

  return {
    url: `http://127.0.0.1:${ports.sendsms}`,
    statusUrl,
    username: USERNAME,
    password: PASSWORD,
    async down() {
      await end(smsbox);
      await known(false);
    },
    async up() {
      smsbox = await startSmsbox();
    },
    pause: () => void smsbox.kill("SIGSTOP"),
    resume: () => void smsbox.kill("SIGCONT"),
    async stop() {
      for (const part of [smsbox, bearerbox]) await end(part);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function configurationOf(of: {
  readonly ports: { readonly admin: number; readonly smsbox: number; readonly sendsms: number };
  readonly folder: string;
  readonly smsc: Group;
  readonly options: KannelGatewayOptions;
}): string {
  const groups: readonly Group[] = [
    {
      group: "core",
      "admin-port": of.ports.admin,
      "admin-interface": "127.0.0.1",
      "admin-password": PASSWORD,
      "smsbox-port": of.ports.smsbox,
      "smsbox-interface": "127.0.0.1",
      "box-allow-ip": "127.0.0.1",
      "store-type": "spool",
      "store-location": join(of.folder, "spool"),
      "dlr-storage": "internal",
    },
    of.smsc,
    {
      group: "sendsms-user",
      username: USERNAME,
      password: PASSWORD,
      "forced-smsc": "network",
      "max-messages": 3,
      concatenation: "true",
    },
    { group: "smsbox", "bearerbox-host": "127.0.0.1", "sendsms-port": of.ports.sendsms, "sendsms-interface": "127.0.0.1" },
  ];
  const lines = (fields: Group) => Object.entries(fields).map(([key, value]) => `${key} = ${value}`);
  const written = groups.map((fields) => lines(fields).join("\n")).join("\n\n");
  const { smsbox = "", groups: more = "group = sms-service\nkeyword = default\nmax-messages = 0\ntext = none\n" } = of.options;
  return `${written}\n${smsbox}\n\n${more}`;
}

/** Output of bearerbox and smsbox is read by nobody: a full pipe would stop them. */
function run(program: string, parameters: readonly string[]): ChildProcess {
  const output = program === PROGRAMS.fakesmsc ? "pipe" : "ignore";
  return spawnBound(program, parameters, ["ignore", output, output]);
}

/** Resolves when the program has ended; SIGKILL, because a stopped process heeds nothing else. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGKILL");
  await ended;
}

/** Resolves as soon as something listens on the port. */
async function listening(port: number): Promise<void> {
  const until = Date.now() + START_LIMIT;
  for (;;) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1");
      socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
      socket.once("connect", () => socket.destroy());
    });
    if (open) return;
    if (Date.now() > until) throw new Error(`nothing listens on 127.0.0.1:${port} after ${START_LIMIT} ms`);
    await wait(20);
  }
}

/** Takes a line of fakesmsc's log: the text itself, or UTF-16BE in URL encoding. */
function pushReceived(sms: ReceivedSms[], line: string): void {
  const match = RECEIVED.exec(line);
  if (match === null) return;
  const [, from = "", to = "", type, content = ""] = match;
  sms.push({ from, to, text: type === "ucs-2" ? ucs2Text(content) : content });
}

function ucs2Text(encoded: string): string {
  const bytes = Buffer.from(
    encoded.replaceAll("+", " ").replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    "latin1",
  );
  return bytes.swap16().toString("utf16le");
}
