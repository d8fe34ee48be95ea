import type { ModbusRegister } from "@labcanary/domain/telemetry";
import { readCurrent } from "./current-loop.ts";

/** A sample of the native payload (DESIGN 3.2). */
export type ModbusSample =
  | string
  | { readonly value: number | null; readonly unit?: string; readonly quality?: "bad"; readonly state?: string };

/** Digits that mean something: a float of 32 bits has seven, and 213 × 0.1 is 21.3. */
const DIGITS = 12;
const FLOAT_DIGITS = 7;

/** What a register says, from its words (most significant byte first in each, MODBUS Application Protocol 1.1b3, 4.2) or its one bit. */
export function sampleOf(register: ModbusRegister, words: readonly number[]): ModbusSample {
  const raw = rawOf(register, words);
  if (register.words !== undefined) {
    const state = Object.hasOwn(register.words, String(raw)) ? register.words[String(raw)] : undefined;
    // A number that stands for no state is no state: it is refused and counted, with the number in what is said of it.
    return state ?? String(raw);
  }
  const unit = register.unit === undefined ? {} : { unit: register.unit };
  if (!Number.isFinite(raw)) return { value: null, ...unit };
  const scaled = Number((raw * register.scale + register.offset).toPrecision(DIGITS));
  if (register.current === undefined) return { value: scaled, ...unit };
  const read = readCurrent(scaled, register.current);
  switch (read.kind) {
    case "failed":
      return { value: null, state: "fault" };
    case "below":
      return { value: null, quality: "bad" };
    case "over-range":
      return { value: rounded(read.value), state: "over-range", ...unit };
    case "value":
      return { value: rounded(read.value), ...unit };
  }
}

const rounded = (value: number): number => Number(value.toPrecision(DIGITS));

function rawOf({ type, order, table }: ModbusRegister, words: readonly number[]): number {
  const [first = 0, second = 0] = words;
  if (table === "coil" || table === "discrete" || type === "uint16") return first;
  if (type === "int16") return (first << 16) >> 16;
  const view = new DataView(new ArrayBuffer(4));
  view.setUint16(0, order === "high-first" ? first : second);
  view.setUint16(2, order === "high-first" ? second : first);
  if (type === "uint32") return view.getUint32(0);
  return type === "int32" ? view.getInt32(0) : Number(view.getFloat32(0).toPrecision(FLOAT_DIGITS));
}
