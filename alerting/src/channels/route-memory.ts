import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type EpochMs, epochMs } from "@labcanary/domain/basics";
import { initialChoice, type RouteChoice } from "@labcanary/domain/notification";
import { replaceFileSync } from "../store/replace-file.ts";

/** What is kept of the choice between two ways over a restart: which is in use, the failovers of the last day, and who gives receipts. */
export interface RouteMemory {
  /** From nothing where there is no file, it cannot be read, or the ways have other names. */
  recall(now: EpochMs): RouteChoice;
  /** Throws when it cannot be written. */
  keep(choice: RouteChoice): void;
}

/** `names` in the order of the ways: what was learned of others says nothing of these. */
export function createRouteMemory(dataFolder: string, names: readonly [string, string]): RouteMemory {
  const file = join(dataFolder, "sms-routes.json");
  return {
    recall(now) {
      const kept = read(file);
      if (kept === undefined || kept.names.join() !== names.join()) return initialChoice();
      // A clock that was set back since must not hold anything up.
      const failovers = kept.failovers.map((at) => epochMs(Math.min(at, now)));
      return initialChoice({ inUse: kept.inUse, failovers, givesReceipts: kept.givesReceipts });
    },
    keep(choice) {
      const givesReceipts = (["first", "second"] as const).filter((place) => choice[place].givesReceipts);
      replaceFileSync(file, JSON.stringify({ names, inUse: choice.inUse, failovers: choice.failovers, givesReceipts }));
    },
  };
}

interface Kept {
  readonly names: readonly string[];
  readonly inUse: "first" | "second";
  readonly failovers: readonly number[];
  readonly givesReceipts: readonly ("first" | "second")[];
}

function read(file: string): Kept | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(file, "utf8"));
    return isKept(value) ? value : undefined;
  } catch {
    // Nothing is lost but time: what the ways are like is found out again.
    return undefined;
  }
}

function isKept(value: unknown): value is Kept {
  if (typeof value !== "object" || value === null) return false;
  const { names, inUse, failovers, givesReceipts } = value as Partial<Kept>;
  const isPlace = (place: unknown): boolean => place === "first" || place === "second";
  const areNames = Array.isArray(names) && names.every((name) => typeof name === "string");
  const areTimes = Array.isArray(failovers) && failovers.every((at) => Number.isSafeInteger(at));
  return areNames && isPlace(inUse) && areTimes && Array.isArray(givesReceipts) && givesReceipts.every(isPlace);
}
