import { err, ok, type Result } from "../../basics/index.ts";
import type { Stock, Substance, ZoneId } from "../../site/index.ts";
import type { ContainerRefusalCode } from "./container.ts";

/** What is bought, where the register has it, and its cabinet, and that may have it in it. */
export function boughtFor(stock: Stock, id: string, zoneId: ZoneId): Result<Substance, ContainerRefusalCode> {
  const substance = stock.substances.find((each) => each.id === id);
  if (substance === undefined) return err("SUBSTANCE_UNKNOWN");
  const cabinet = stock.cabinets.find((each) => each.zoneId === zoneId);
  if (cabinet === undefined) return err("CABINET_UNKNOWN");
  return cabinet.regimes.includes(substance.regime) ? ok(substance) : err("CABINET_REGIME");
}
