import { type ModbusRegister, type ModbusTable, wordsOf } from "@labcanary/domain/telemetry";

/** Most words, and most bits, of one request (MODBUS Application Protocol 1.1b3, 6.1 and 6.3); of bits as many as of words are plenty. */
const MOST_AT_ONCE = 125;

/** Consecutive addresses of one table, read in one request. */
export interface ModbusRequest {
  readonly table: ModbusTable;
  readonly from: number;
  readonly count: number;
  readonly registers: readonly ModbusRegister[];
}

/**
 * As few requests as there can be without reading an address nobody asked for: one that is not there makes a controller refuse all of a
 * request (exception 2), so gaps are not read over.
 */
export function requestsFor(registers: readonly ModbusRegister[]): readonly ModbusRequest[] {
  const requests: ModbusRequest[] = [];
  for (const own of Map.groupBy(registers, ({ table }) => table).values()) {
    let open: ModbusRequest | undefined;
    for (const register of own.toSorted((one, other) => one.address - other.address)) {
      const end = register.address + sizeOf(register);
      const joins = open !== undefined && register.address <= open.from + open.count && end - open.from <= MOST_AT_ONCE;
      if (open !== undefined && joins) {
        open = { ...open, count: Math.max(open.count, end - open.from), registers: [...open.registers, register] };
        requests[requests.length - 1] = open;
      } else {
        open = { table: register.table, from: register.address, count: sizeOf(register), registers: [register] };
        requests.push(open);
      }
    }
  }
  return requests;
}

export const sizeOf = (register: ModbusRegister): number =>
  register.table === "coil" || register.table === "discrete" ? 1 : wordsOf(register);
