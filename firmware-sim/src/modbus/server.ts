import { createServer, type Socket } from "node:net";
import type { ModbusTable } from "@labcanary/domain/telemetry";

/** A controller that is asked by Modbus TCP, on loopback (MODBUS Application Protocol 1.1b3; Messaging on TCP/IP 1.0b). It reads only. */
export interface ModbusServer {
  /** Throws when it listens already. A port that is taken ends the process: nobody could ask this controller. */
  open(port: number): Promise<void>;
  /** Cuts whoever is connected. */
  close(): Promise<void>;
  readonly isOpen: boolean;
  /** Words, or one bit, from this address on. */
  write(table: ModbusTable, address: number, words: readonly number[]): void;
  /** Requests answered, refusals among them. */
  readonly answered: number;
}

/** The table each function code reads (6.1 to 6.4). */
const TABLES: Readonly<Record<number, ModbusTable>> = { 1: "coil", 2: "discrete", 3: "holding", 4: "input" };
const ILLEGAL_FUNCTION = 1;
const ILLEGAL_ADDRESS = 2;
/** Transaction 2 bytes, protocol 2, length 2; the length counts what follows. */
const HEADER_BYTES = 6;
/** Unit 1 byte, function 1, address 2, count 2. */
const READ_BYTES = 6;

export function createModbusServer(): ModbusServer {
  const tables = new Map<ModbusTable, Map<number, number>>();
  const sockets = new Set<Socket>();
  let answered = 0;

  function answerTo(request: Buffer): Buffer {
    answered++;
    const [unit, code] = [request.readUInt8(HEADER_BYTES), request.readUInt8(HEADER_BYTES + 1)];
    const body = request.byteLength < HEADER_BYTES + READ_BYTES ? Buffer.from([code | 0x80, ILLEGAL_FUNCTION]) : bodyFor(code, request);
    const head = Buffer.alloc(HEADER_BYTES + 1);
    request.copy(head, 0, 0, 4);
    head.writeUInt16BE(body.byteLength + 1, 4);
    head.writeUInt8(unit, HEADER_BYTES);
    return Buffer.concat([head, body]);
  }

  function bodyFor(code: number, request: Buffer): Buffer {
    const name = TABLES[code];
    if (name === undefined) return Buffer.from([code | 0x80, ILLEGAL_FUNCTION]);
    const [from, count] = [request.readUInt16BE(HEADER_BYTES + 2), request.readUInt16BE(HEADER_BYTES + 4)];
    const found = Array.from({ length: count }, (_, index) => tables.get(name)?.get(from + index));
    const values = found.filter((value) => value !== undefined);
    // One address that is not there makes a controller refuse all of a request.
    if (count === 0 || values.length < count) return Buffer.from([code | 0x80, ILLEGAL_ADDRESS]);
    const bytes = name === "coil" || name === "discrete" ? bitsOf(values) : wordsOf(values);
    return Buffer.concat([Buffer.from([code, bytes.byteLength]), bytes]);
  }

  const net = createServer((socket) => {
    sockets.add(socket);
    let waiting: Buffer = Buffer.alloc(0);
    socket.on("error", () => socket.destroy()); // whoever asked has gone
    socket.on("close", () => sockets.delete(socket));
    socket.on("data", (data) => {
      waiting = Buffer.concat([waiting, data]);
      for (let length = lengthOf(waiting); length !== undefined && waiting.byteLength >= length; length = lengthOf(waiting)) {
        socket.write(answerTo(waiting.subarray(0, length)));
        waiting = waiting.subarray(length);
      }
    });
  });

  return {
    open: (port) => new Promise((resolve) => net.listen(port, "127.0.0.1", resolve)),
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => (net.listening ? net.close(() => resolve()) : resolve()));
    },
    get isOpen() {
      return net.listening;
    },
    write(table, address, words) {
      const kept = tables.get(table) ?? new Map<number, number>();
      tables.set(table, kept);
      for (const [index, word] of words.entries()) kept.set(address + index, word);
    },
    get answered() {
      return answered;
    },
  };
}

/** Bytes of the first request of what has come in; undefined while its header is not there. A request has unit and function at least. */
const lengthOf = (bytes: Buffer): number | undefined =>
  bytes.byteLength < HEADER_BYTES + 2 ? undefined : HEADER_BYTES + Math.max(2, bytes.readUInt16BE(4));

/** The first is the lowest bit of the first byte. */
function bitsOf(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(Math.ceil(values.length / 8));
  for (const [index, value] of values.entries()) if (value !== 0) bytes[index >> 3] = (bytes[index >> 3] ?? 0) | (1 << (index & 7));
  return bytes;
}

function wordsOf(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(2 * values.length);
  for (const [index, value] of values.entries()) bytes.writeUInt16BE(value, 2 * index);
  return bytes;
}
