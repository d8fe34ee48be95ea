/** MQTT 3.1.1 packets put together from their fields as the standard lists them, to try the broker with and without its library. */

const string = (text: string | Uint8Array): Buffer => {
  const bytes = Buffer.from(text as string);
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes]);
};
const twoBytes = (value: number): number[] => [value >> 8, value & 0xff];

/** A packet of any first byte around any body. */
export function packet(firstByte: number, ...body: readonly (Uint8Array | readonly number[])[]): Buffer {
  const bytes = Buffer.concat(body.map((part) => Buffer.from(part)));
  const length: number[] = [];
  let rest = bytes.length;
  do {
    length.push((rest % 128) | (rest >= 128 ? 0x80 : 0));
    rest = Math.floor(rest / 128);
  } while (rest > 0);
  return Buffer.concat([Buffer.from([firstByte, ...length]), bytes]);
}

export interface ConnectFields {
  readonly clientId: string;
  readonly username?: string;
  readonly password?: string | Uint8Array;
  readonly clean?: boolean;
  readonly keepAlive?: number;
  readonly protocol?: string;
  readonly level?: number;
  readonly flags?: number;
  readonly will?: { readonly topic: string; readonly payload: string; readonly qos?: number; readonly retain?: boolean };
}

export function connectPacket(fields: ConnectFields): Buffer {
  const { will } = fields;
  const flags =
    fields.flags ??
    (fields.username === undefined ? 0 : 0x80) |
      (fields.password === undefined ? 0 : 0x40) |
      (will === undefined ? 0 : 0x04 | ((will.qos ?? 0) << 3) | (will.retain === true ? 0x20 : 0)) |
      (fields.clean === false ? 0 : 0x02);
  return packet(
    0x10,
    string(fields.protocol ?? "MQTT"),
    [fields.level ?? 4, flags],
    twoBytes(fields.keepAlive ?? 60),
    string(fields.clientId),
    ...(will === undefined ? [] : [string(will.topic), string(will.payload)]),
    ...(fields.username === undefined ? [] : [string(fields.username)]),
    ...(fields.password === undefined ? [] : [string(fields.password)]),
  );
}

export interface PublishFields {
  readonly topic: string | Uint8Array;
  readonly payload?: string | Uint8Array;
  readonly qos?: 0 | 1 | 2;
  readonly id?: number;
  readonly retain?: boolean;
  readonly dup?: boolean;
}

export function publishPacket(fields: PublishFields): Buffer {
  const qos = fields.qos ?? (fields.id === undefined ? 0 : 1);
  const firstByte = 0x30 | (fields.dup === true ? 8 : 0) | (qos << 1) | (fields.retain === true ? 1 : 0);
  return packet(
    firstByte,
    string(fields.topic),
    qos === 0 ? [] : twoBytes(fields.id ?? 1),
    Buffer.from((fields.payload ?? "{}") as string),
  );
}

export function subscribePacket(id: number, ...filters: readonly (string | Uint8Array)[]): Buffer {
  return packet(0x82, twoBytes(id), ...filters.flatMap((filter) => [string(filter), [1]]));
}

export const pubrel = (id: number): Buffer => packet(0x62, twoBytes(id));
export const PINGREQ = Buffer.from([0xc0, 0]);
export const PINGRESP = Buffer.from([0xd0, 0]);
export const DISCONNECT = Buffer.from([0xe0, 0]);
export const connack = (code: number, sessionPresent = 0): Buffer => Buffer.from([0x20, 2, sessionPresent, code]);
export const puback = (id: number): Buffer => packet(0x40, twoBytes(id));
export const pubrec = (id: number): Buffer => packet(0x50, twoBytes(id));
export const pubcomp = (id: number): Buffer => packet(0x70, twoBytes(id));
