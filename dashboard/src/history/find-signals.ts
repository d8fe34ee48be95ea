import { roomOf, type Signal, type Site, type ZoneId } from "@labcanary/domain/site";
import type { SignalKey } from "@labcanary/domain/telemetry";
import { type Scope, zonesWithin } from "../accounts/scope.ts";
import { indexOf } from "../http/site-index.ts";
import { isAlike } from "./rooms.ts";

/** What somebody looks for among signals; what is absent does not matter. */
export interface SignalSearch {
  /** Every word of it occurs in a signal's key, its name or its place, in either language. */
  readonly text?: string;
  readonly zone?: ZoneId;
  /** Alike to this one: the same quantity of the same substance. */
  readonly like?: Signal;
}

/** Signals of the scope that are looked for, in the order of the site. */
export function findSignals(site: Site, scope: Scope, { text = "", zone, like }: SignalSearch): readonly Signal[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  const within = zone === undefined ? undefined : zonesWithin([zone], site);
  const { zones } = indexOf(site);
  return site.signals.filter((signal) => {
    if (!scope.hasSignal(signal.key) || within?.has(signal.zoneId) === false) return false;
    if (like !== undefined && !isAlike(like, signal)) return false;
    if (words.length === 0) return true;
    const place = zones.get(signal.zoneId)?.path;
    const about = [signal.key, signal.label.en, signal.label.zh, place?.en ?? "", place?.zh ?? ""].join("\n").toLowerCase();
    return words.every((word) => about.includes(word));
  });
}

/** Doors of the room a signal is in, itself left out. */
export function doorsBeside(site: Site, scope: Scope, signal: Signal): readonly SignalKey[] {
  const { zones } = indexOf(site);
  const room = roomOf(zones, signal.zoneId);
  return site.signals
    .filter(
      ({ key, quantity, zoneId }) => quantity === "door" && key !== signal.key && roomOf(zones, zoneId) === room && scope.hasSignal(key),
    )
    .map(({ key }) => key);
}
