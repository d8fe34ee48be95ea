import type { SealedDoor } from "../../../src/safety/seal-routes.ts";
import { ask } from "../asking.ts";
import { feed } from "../live/feed.svelte.ts";
import { desk } from "../shell/console-state.svelte.ts";
import { siteTime } from "../shell/site-time.svelte.ts";
import { language, t } from "../text/language.svelte.ts";

/** Which doors are sealed at the moment, as long as whoever made it is there. To be made while a component is. */
export interface Seals {
  /** The seal of a door; of one that several periods seal, that which lasts longest. */
  of(door: string): SealedDoor | undefined;
  /** Until when, in which period, and who has leave until when; empty of what is not sealed. */
  wordsOf(door: string): string;
  /** Zones a sealed door is in. */
  readonly zones: ReadonlySet<string>;
  /** It could not be read: a door that seems not to be sealed may be. */
  readonly isUnknown: boolean;
}

export function createSeals(): Seals {
  let doors = $state.raw<readonly SealedDoor[]>([]);
  let isUnknown = $state(false);
  let asked = 0;
  const inForce = $derived(doors.filter(({ from, to }) => from <= feed.second && feed.second < to));
  const byDoor = $derived(new Map(inForce.toSorted((a, b) => a.to - b.to).map((seal) => [seal.door, seal])));
  const zones = $derived(new Set(inForce.map(({ zoneId }) => zoneId)));

  async function load(): Promise<void> {
    const mine = ++asked;
    try {
      const { seals } = await ask<{ readonly seals: readonly SealedDoor[] }>("GET", "seals");
      if (mine === asked) [doors, isUnknown] = [seals, false];
    } catch {
      if (mine === asked) isUnknown = true;
    }
  }
  const told = $derived(`${feed.state.snapshots} ${feed.state.site}`);
  $effect(() => {
    void told;
    void load();
  });
  let revision = "";
  $effect(() =>
    feed.watchView("ledgers", ({ leave, "key-period": period }) => {
      const next = `${leave} ${period}`;
      if (revision !== "" && next !== revision) void load();
      revision = next;
    }),
  );

  function wordsOf(door: string): string {
    const seal = byDoor.get(door);
    if (seal === undefined) return "";
    const leave = seal.leave
      .filter(({ to }) => feed.second < to)
      .map(({ number, people, from, to }) =>
        t("seal.leave", {
          number,
          people: people.map(desk.nameOf).join(t("list.between")),
          from: siteTime.planned(from),
          to: siteTime.planned(to),
        }),
      );
    return [t("seal.until", { to: siteTime.planned(seal.to), period: language.of(seal.period.name) }), ...leave].join(t("list.between"));
  }

  return {
    of: (door) => byDoor.get(door),
    wordsOf,
    get zones() {
      return zones;
    },
    get isUnknown() {
      return isUnknown;
    },
  };
}
