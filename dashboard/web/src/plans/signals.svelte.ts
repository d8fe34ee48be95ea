import type { SignalStatus } from "@labcanary/domain/ports";
import type { Zone } from "@labcanary/domain/site";
import { SvelteMap } from "svelte/reactivity";
import type { ZoneProtection } from "../../../src/plans/zone-protection.ts";
import type { PlanSignal } from "../answers.ts";
import type { AlarmSummary } from "../live/feed-state.ts";
import { feed } from "../live/feed.svelte.ts";
import { desk } from "../shell/console-state.svelte.ts";
import { language } from "../text/language.svelte.ts";
import { type Look, lookOf } from "./look.ts";
import { standingOf } from "./standing.ts";

/** The newest of each signal that is watched, and of every zone, as long as whoever made it is there. To be made while a component is. */
export interface Signals {
  /** Watches these instead of those before. */
  watch(keys: readonly string[]): void;
  statusOf(key: string): SignalStatus | undefined;
  alarmOf(key: string): AlarmSummary | undefined;
  lookOf(key: string): Look;
  /** The path of the place a signal is in. */
  placeOf(signal: Pick<PlanSignal, "zoneId">): string;
  readonly standing: ReturnType<typeof standingOf>;
  readonly protection: ZoneProtection | undefined;
  readonly zones: ReadonlyMap<string, Zone>;
}

export function createSignals(): Signals {
  /** Each by itself: of five hundred marks only those are written anew whose signal has changed. */
  const statuses = new SvelteMap<string, SignalStatus>();
  let watched = $state.raw<readonly string[]>([]);
  let protection = $state.raw<ZoneProtection | undefined>();
  const standing = $derived(standingOf(feed.listing));
  const outOfService = $derived(new Set(protection?.outOfService));
  const zones = $derived(new Map(desk.site?.zones.map((zone) => [zone.id, zone])));

  $effect(() => feed.watchView("zone-protection", (view) => (protection = view)));
  $effect(() => {
    if (watched.length === 0) return undefined;
    return feed.watch(watched, (changed) => {
      for (const status of changed) statuses.set(status.signal, status);
    });
  });

  return {
    watch(keys) {
      watched = keys;
    },
    statusOf: (key) => statuses.get(key),
    alarmOf: (key) => standing.alarmOf.get(key),
    lookOf: (key) =>
      lookOf({
        status: statuses.get(key),
        alarm: standing.alarmOf.get(key),
        withheld: standing.withheldOf.get(key),
        isOutOfService: outOfService.has(key),
      }),
    placeOf({ zoneId }) {
      const zone = zones.get(zoneId);
      return zone === undefined ? zoneId : language.of(zone.path);
    },
    get standing() {
      return standing;
    },
    get protection() {
      return protection;
    },
    get zones() {
      return zones;
    },
  };
}
