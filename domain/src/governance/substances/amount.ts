import { err, ok, type Result } from "../../basics/index.ts";
import type { StockUnit } from "../../site/index.ts";

/** Of a substance: whole milligrams, microlitres or pieces, so that sums are exact. 0 to {@link GREATEST_AMOUNT}. */
export type Amount = number;

/** A thousand tonnes; sums of as many as there will ever be stay below 2^53. */
const GREATEST_AMOUNT: Amount = 1e12;

/** Decimal places of a unit down to what is booked. */
const PLACES: Readonly<Record<StockUnit, number>> = { g: 3, kg: 6, mL: 3, L: 6, piece: 0 };

const DECIMAL = /^(\d{1,13})(?:\.(\d{1,12}))?$/;

/** Reads `12.5` of a unit exactly, without a float between. Refuses what is no decimal number, finer than is booked, or beyond all reason. */
export function parseAmount(text: string, unit: StockUnit): Result<Amount, "STOCK_QUANTITY"> {
  const [, whole, fraction = ""] = DECIMAL.exec(text.trim()) ?? [];
  const places = PLACES[unit];
  const digits = fraction.replace(/0+$/, "");
  if (whole === undefined || digits.length > places) return err("STOCK_QUANTITY");
  const amount = Number(whole) * 10 ** places + Number(digits.padEnd(places, "0"));
  return amount <= GREATEST_AMOUNT ? ok(amount) : err("STOCK_QUANTITY");
}

/** As {@link parseAmount} reads it, without zeros that say nothing: `12.5`. A negative one is a difference. */
export function formatAmount(amount: Amount, unit: StockUnit): string {
  const places = PLACES[unit];
  const digits = String(Math.abs(amount)).padStart(places + 1, "0");
  const whole = digits.slice(0, digits.length - places);
  const fraction = digits.slice(digits.length - places).replace(/0+$/, "");
  return `${amount < 0 ? "-" : ""}${whole}${fraction === "" ? "" : `.${fraction}`}`;
}

/** In milligrams; undefined of pieces, and of a volume without a density (mg/mL). */
export function massOf(amount: Amount, unit: StockUnit, density: number | undefined): number | undefined {
  switch (unit) {
    case "g":
    case "kg":
      return amount;
    case "mL":
    case "L":
      return density === undefined ? undefined : Math.round((amount * density) / 1000);
    case "piece":
      return undefined;
  }
}
