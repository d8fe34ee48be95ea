import { lookup } from "node:dns/promises";
import { BlockList, connect, isIP, type Socket } from "node:net";
import { type DurationMs, err, ok, type Result } from "@labcanary/domain/basics";
import type { ModbusPoll, ModbusTable } from "@labcanary/domain/telemetry";
import { client, errors } from "jsmodbus";
import type { ModbusRequest } from "./requests.ts";

/** Why nothing came back. `exception`: the controller refuses, and is there. */
export const MODBUS_FAILURES = ["unreachable", "timeout", "exception", "nonsense", "address-not-private"] as const;
export type ModbusFailure = (typeof MODBUS_FAILURES)[number];

/** Loopback, private and link-local addresses (RFC 1918, RFC 3927, RFC 4193, RFC 4291): a controller has no other. */
const PRIVATE = new BlockList();
PRIVATE.addSubnet("127.0.0.0", 8);
PRIVATE.addSubnet("10.0.0.0", 8);
PRIVATE.addSubnet("172.16.0.0", 12);
PRIVATE.addSubnet("192.168.0.0", 16);
PRIVATE.addSubnet("169.254.0.0", 16);
PRIVATE.addAddress("::1", "ipv6");
PRIVATE.addSubnet("fc00::", 7, "ipv6");
PRIVATE.addSubnet("fe80::", 10, "ipv6");

export const isPrivateAddress = (address: string): boolean => PRIVATE.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");

export interface ConnectionOptions {
  readonly timeout: DurationMs;
  readonly anyAddress: boolean;
}

/** One connection to one controller, kept from poll to poll, and made anew after any failure but a refusal. */
export class ModbusConnection {
  readonly #poll: Pick<ModbusPoll, "host" | "port" | "unit">;
  readonly #options: ConnectionOptions;
  #isClosed = false;
  #socket: Socket | undefined;
  #client: InstanceType<typeof client.TCP> | undefined;

  constructor(poll: Pick<ModbusPoll, "host" | "port" | "unit">, options: ConnectionOptions) {
    this.#poll = poll;
    this.#options = options;
  }

  /** The words, or bits, a request asks for; the same number of them. */
  async read({ table, from, count }: ModbusRequest): Promise<Result<readonly number[], ModbusFailure>> {
    const opened = await this.#open();
    if (!opened.ok) return opened;
    try {
      const { response } = await ask(opened.value, table, from, count);
      const values = [...response.body.valuesAsArray].map(Number);
      // A coil's answer is filled up to whole bytes.
      const wanted = table === "coil" || table === "discrete" ? values.slice(0, count) : values;
      if (wanted.length === count) return ok(wanted);
      this.#drop();
      return err("nonsense");
    } catch (error) {
      const failure = failureOf(error);
      // An answer that comes too late would be taken for that of the next request.
      if (failure !== "exception") this.#drop();
      return err(failure);
    }
  }

  /** For good: whatever is under way opens nothing afterwards, and every later question is answered `unreachable`. */
  close(): void {
    this.#isClosed = true;
    this.#drop();
  }

  #drop(): void {
    this.#socket?.destroy();
    this.#socket = undefined;
    this.#client = undefined;
  }

  async #open(): Promise<Result<InstanceType<typeof client.TCP>, ModbusFailure>> {
    if (this.#client !== undefined && this.#socket?.readyState === "open") return ok(this.#client);
    this.#drop();
    const address = await addressOf(this.#poll.host);
    if (address === undefined || this.#isClosed) return err("unreachable");
    if (!this.#options.anyAddress && !isPrivateAddress(address)) return err("address-not-private");
    const socket = connect({ host: address, port: this.#poll.port, noDelay: true, keepAlive: true });
    this.#socket = socket;
    // Whoever waits for an answer is told; without a listener an error would end the process.
    socket.on("error", () => undefined);
    this.#client = new client.TCP(socket, this.#poll.unit, this.#options.timeout);
    const failure = await opening(socket, this.#options.timeout);
    if (failure === undefined && this.#client !== undefined && !this.#isClosed) return ok(this.#client);
    this.#drop();
    return err(failure ?? "unreachable");
  }
}

/** The address is looked up once and is the one that is connected to, so that a name cannot lead elsewhere after it was checked. */
async function addressOf(host: string): Promise<string | undefined> {
  if (isIP(host) !== 0) return host;
  try {
    return (await lookup(host)).address;
  } catch {
    return undefined; // a name nobody knows is a controller nobody reaches: it is counted as that by the caller
  }
}

function opening(socket: Socket, timeout: DurationMs): Promise<ModbusFailure | undefined> {
  return new Promise((resolve) => {
    const settle = (failure?: ModbusFailure): void => {
      socket.setTimeout(0);
      resolve(failure);
    };
    socket.once("connect", () => settle());
    socket.once("error", () => settle("unreachable"));
    socket.once("close", () => settle("unreachable"));
    socket.setTimeout(timeout, () => settle("timeout"));
  });
}

const ask = (modbus: InstanceType<typeof client.TCP>, table: ModbusTable, from: number, count: number) => {
  switch (table) {
    case "input":
      return modbus.readInputRegisters(from, count);
    case "holding":
      return modbus.readHoldingRegisters(from, count);
    case "coil":
      return modbus.readCoils(from, count);
    case "discrete":
      return modbus.readDiscreteInputs(from, count);
  }
};

function failureOf(error: unknown): ModbusFailure {
  if (!errors.isUserRequestError(error)) return "nonsense";
  if (error.err === "ModbusException") return "exception";
  if (error.err === "Timeout") return "timeout";
  return error.err === "Offline" ? "unreachable" : "nonsense";
}
