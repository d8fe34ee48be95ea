import type { ModbusRegister } from "@labcanary/domain/telemetry";

/** Where a simulated controller has a value of its own. */
export type SimulatedRegister = Omit<ModbusRegister, "signal" | "unit">;

/** What a device measured: a number, a state, or null while it has none. */
export interface Shown {
  readonly value: number | string | null;
  readonly isOverRange: boolean;
}

/** mA of a transmitter that says it has failed; NE 43 has everything below 3.6 for that. */
const FAILED = 3.2;
/** mA of one that is over its range, of NE 43's 20.5 to 21. */
const OVER_RANGE = 20.8;
/** mA within which NE 43 has a measured value. */
const [LEAST, MOST] = [3.8, 20.5];

/**
 * The words of a register, most significant first, or its one bit. Undefined where the register has no way to say it: it then stays as it was, as in
 * a controller whose sensor has failed and that has no bit for it. Written apart from the platform's reading of registers.
 */
export function wordsFor(register: SimulatedRegister, { value, isOverRange }: Shown): readonly number[] | undefined {
  if (register.words !== undefined) {
    const number = Object.entries(register.words).find(([, state]) => state === value)?.[0];
    return number === undefined ? undefined : wordsOfNumber(register, Number(number));
  }
  if (typeof value === "string") return undefined;
  if (register.current !== undefined) return wordsOfNumber(register, unscaled(register, currentOf(register.current, value, isOverRange)));
  if (value !== null) return wordsOfNumber(register, unscaled(register, value));
  return register.type === "float32" ? wordsOfNumber(register, Number.NaN) : undefined;
}

function currentOf({ at4, at20 }: { readonly at4: number; readonly at20: number }, value: number | null, isOverRange: boolean): number {
  if (isOverRange) return OVER_RANGE;
  if (value === null) return FAILED;
  return Math.max(LEAST, Math.min(MOST, 4 + (16 * (value - at4)) / (at20 - at4)));
}

const unscaled = ({ scale, offset }: SimulatedRegister, value: number): number => (value - offset) / scale;

function wordsOfNumber({ type, order, table }: SimulatedRegister, number: number): readonly number[] {
  if (table === "coil" || table === "discrete") return [number === 0 ? 0 : 1];
  const bytes = new DataView(new ArrayBuffer(4));
  switch (type) {
    case "uint16":
      return [clamped(number, 0, 0xffff)];
    case "int16":
      return [clamped(number, -0x8000, 0x7fff) & 0xffff];
    case "uint32":
      bytes.setUint32(0, clamped(number, 0, 0xffff_ffff));
      break;
    case "int32":
      bytes.setInt32(0, clamped(number, -0x8000_0000, 0x7fff_ffff));
      break;
    case "float32":
      bytes.setFloat32(0, number);
      break;
  }
  const words = [bytes.getUint16(0), bytes.getUint16(2)];
  return order === "high-first" ? words : words.toReversed();
}

const clamped = (number: number, least: number, most: number): number => Math.max(least, Math.min(most, Math.round(number)));
