import { type EpochMs, epochMs, hours, minus, minutes, plus, seconds } from "@labcanary/domain/basics";
import type { BadgeSeen, CabinetEvidence, CustodyRecord, DoorReading, WeightReading } from "@labcanary/domain/governance";
import { stockSite } from "./stock-site.ts";

/** 08:00 of the day the story is of. */
export const EIGHT = epochMs(Date.UTC(2026, 10, 25, 8));
export const at = (minute: number, second = 0): EpochMs => plus(plus(EIGHT, minutes(minute)), seconds(second));

interface Story {
  /** From and to, in minutes after eight; without an end it stays open. */
  readonly open?: readonly (readonly [number, number?])[];
  /** When nothing is heard of the door. */
  readonly silent?: readonly [number, number];
  /** When what is heard of the door is not to be trusted. */
  readonly bad?: readonly [number, number];
  /** When nothing is heard of the scale. */
  readonly unplugged?: readonly [number, number];
  /** Seconds between two readings of the scale. */
  readonly weighEvery?: number;
  /** Grams on the shelf from that minute on. */
  readonly shelf?: readonly (readonly [number, number])[];
  readonly badges?: readonly (readonly [number, string])[];
  readonly records?: readonly CustodyRecord[];
  /** The site says where people badge; most stories are of a door without. */
  readonly hasReader?: boolean;
  readonly now: number;
  readonly judgeFrom?: number;
}

export const taken = (minute: number, grams: number, over: Partial<CustodyRecord> = {}): CustodyRecord => ({
  cabinet: "store",
  doneAt: at(minute),
  shelf: grams * -1000,
  signers: ["user:wang", "user:lina"],
  isPending: false,
  evidence: {
    kind: "record",
    container: 1,
    entry: 3 + minute,
    movement: "withdraw",
    doneAt: at(minute),
    by: "user:wang",
    second: "user:lina",
  },
  ...over,
});

/** What is known of the store by `now`: its door and scale say every 30 s how they are, from six hours before eight. */
export function cabinetStory({
  open = [],
  silent,
  bad,
  unplugged,
  weighEvery = 30,
  shelf = [[-400, 1000]],
  badges = [],
  records = [],
  hasReader = false,
  now,
  judgeFrom = -60,
}: Story): CabinetEvidence {
  const site = stockSite();
  const cabinet = site.stock?.cabinets[0];
  if (site.stock === undefined || cabinet === undefined) throw new Error("the site has no stock");
  const times: EpochMs[] = [];
  for (let time = minus(EIGHT, hours(6)); time <= at(now); time = plus(time, seconds(30))) times.push(time);
  const isIn = (span: readonly [number, number] | undefined, time: EpochMs): boolean =>
    span !== undefined && time >= at(span[0]) && time < at(span[1]);
  const isOpen = (time: EpochMs): boolean => open.some(([from, to]) => time >= at(from) && (to === undefined || time < at(to)));
  return {
    cabinet,
    policies: cabinet.regimes.map((regime) => site.stock!.policies[regime]),
    hold: minutes(2),
    door: times
      .filter((time) => !isIn(silent, time))
      .map((time): DoorReading => ({ at: time, isOpen: isIn(bad, time) ? undefined : isOpen(time) })),
    weights: times
      .filter((time) => !isIn(unplugged, time) && (time - EIGHT) % (1000 * weighEvery) === 0)
      .map((time): WeightReading => ({ at: time, value: 1000 * (shelf.findLast(([from]) => time >= at(from))?.[1] ?? 0) })),
    badges: badges.map(([minute, person]): BadgeSeen => ({ at: at(minute), person, granted: true })),
    records,
    hasReader,
    badgeHolder: (signer) => ({ "user:wang": "wang", "user:lina": "li" })[signer],
    judgeFrom: at(judgeFrom),
    now: at(now),
  };
}
