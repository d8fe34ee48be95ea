/** Protocol Buffers as bytes (Encoding, developers.google.com/protocol-buffers): a field is its number and wire type, then its value. */
const VARINT = 0;
const FIXED64 = 1;
const LENGTH = 2;

/** An unsigned number of up to 64 bits, seven bits a byte, the lowest first. */
function varint(value: bigint): readonly number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return [...bytes, Number(rest)];
}

const key = (field: number, type: number): readonly number[] => varint(BigInt((field << 3) | type));

export const unsigned = (field: number, value: number | bigint): Buffer => Buffer.from([...key(field, VARINT), ...varint(BigInt(value))]);
export const bool = (field: number, value: boolean): Buffer => unsigned(field, value ? 1 : 0);
export const text = (field: number, value: string): Buffer => nested(field, Buffer.from(value));

export function double(field: number, value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return Buffer.concat([Buffer.from(key(field, FIXED64)), bytes]);
}

export const nested = (field: number, ...parts: readonly Buffer[]): Buffer => {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([...key(field, LENGTH), ...varint(BigInt(content.length))]), content]);
};
