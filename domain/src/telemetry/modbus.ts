import type { DurationMs } from "../basics/index.ts";
import type { Unit } from "../quantity/index.ts";

/** A controller that says nothing by itself and is asked by Modbus TCP. */
export interface ModbusPoll {
  readonly host: string;
  readonly port: number;
  /** Unit identifier, 0 to 255 (MODBUS Messaging on TCP/IP, 3.1.3): 255 or 0 of a device that has the address for itself. */
  readonly unit: number;
  readonly every: DurationMs;
  readonly registers: readonly ModbusRegister[];
}

/** The four tables of a device (MODBUS Application Protocol 1.1b3, 4.3). Of coils and discrete inputs each is one bit. */
export const MODBUS_TABLES = ["input", "holding", "coil", "discrete"] as const;
export type ModbusTable = (typeof MODBUS_TABLES)[number];

/** A word has 16 bits; those of 32 bits stand in two. */
export const MODBUS_TYPES = ["uint16", "int16", "uint32", "int32", "float32"] as const;
export type ModbusType = (typeof MODBUS_TYPES)[number];

/** Which of two words comes first. The specification says nothing of it, and makers differ. */
export const WORD_ORDERS = ["high-first", "low-first"] as const;

/** Where a signal's value stands, and how it is read. */
export interface ModbusRegister {
  /** The signal's name. */
  readonly signal: string;
  readonly table: ModbusTable;
  /** As on the wire, from 0: register 40001 of a manual is 0 of `holding`. */
  readonly address: number;
  readonly type: ModbusType;
  readonly order: (typeof WORD_ORDERS)[number];
  /** value = read × scale + offset, in `unit`; with `current` it is milliamperes instead. */
  readonly scale: number;
  readonly offset: number;
  /** Absent: the signal's. */
  readonly unit?: Unit;
  /** The state each number means; of a bit 0 and 1. */
  readonly words?: Readonly<Record<string, string>>;
  /** The value at 4 mA and at 20 mA. */
  readonly current?: { readonly at4: number; readonly at20: number };
}

export const wordsOf = ({ type }: Pick<ModbusRegister, "type">): 1 | 2 => (type === "uint16" || type === "int16" ? 1 : 2);
