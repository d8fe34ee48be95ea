import type { Zone } from "@labcanary/domain/site";
import type { ListedPlan } from "../answers.ts";
import type { Box } from "./scene.ts";
import { zonesAround } from "./zone-rows.ts";

/** What the page shows of a zone: a plan, or part of one, or boxes where there is none. */
export type Shown =
  | { readonly kind: "plan"; readonly planId: string; readonly zoneId: string; readonly part?: Box }
  | { readonly kind: "boxes"; readonly zoneId: string };

/** A zone's own plan; else the part of the nearest plan around it that has it; else boxes. */
export function shownOf(zoneId: string, plans: readonly ListedPlan[], zones: ReadonlyMap<string, Zone>): Shown {
  const own = plans.find((plan) => plan.zoneId === zoneId);
  if (own !== undefined) return { kind: "plan", planId: own.id, zoneId };
  for (const outer of zonesAround(zoneId, zones)) {
    for (const plan of plans.filter((candidate) => candidate.zoneId === outer)) {
      const part = plan.places.find((place) => place.kind === "zone" && place.zoneId === zoneId);
      if (part?.kind === "zone") return { kind: "plan", planId: plan.id, zoneId, part: { x: part.x, y: part.y, w: part.w, h: part.h } };
    }
  }
  return { kind: "boxes", zoneId };
}

/** Where a signal is to be seen: on the plan of the innermost zone that has it, else in its zone's room among boxes. */
export function shownOfSignal(
  signal: { readonly key: string; readonly zoneId: string },
  plans: readonly ListedPlan[],
  zones: ReadonlyMap<string, Zone>,
): Shown {
  for (const zoneId of [signal.zoneId, ...zonesAround(signal.zoneId, zones)]) {
    const plan = plans.find(
      (candidate) =>
        candidate.zoneId === zoneId && candidate.places.some((place) => place.kind === "signal" && place.signal === signal.key),
    );
    if (plan !== undefined) return { kind: "plan", planId: plan.id, zoneId };
  }
  const [room] = [signal.zoneId, ...zonesAround(signal.zoneId, zones)].filter((zoneId) => zones.get(zoneId)?.kind !== "cabinet");
  return { kind: "boxes", zoneId: room ?? signal.zoneId };
}
