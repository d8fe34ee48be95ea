import { type EpochMs, epochMs } from "../basics/index.ts";
import { standingAt } from "../schedule/index.ts";
import type { Delays } from "./delays.ts";
import type { AlarmRule } from "./rule.ts";

/** The delays of a rule at an instant: the shortest on-delay of the key periods in force then. A pure function of time. */
export function delaysAt(rule: Pick<AlarmRule, "onDelay" | "offDelay" | "tightened">, at: EpochMs): Delays {
  const { onDelay, offDelay, tightened = [] } = rule;
  const shorter = tightened.filter(({ during }) => standingAt(during, at).inForce).map((each) => each.onDelay);
  return { onDelay: shorter.reduce((least, each) => (each < least ? each : least), onDelay), offDelay };
}

/** As {@link delaysAt}, for every sample: what was found is kept for as long as it surely holds. */
export class TightenedDelays {
  readonly #known = new Map<number, { readonly delays: Delays; readonly from: EpochMs; readonly until: EpochMs }>();

  of(place: number, rule: AlarmRule, at: EpochMs): Delays {
    if (rule.tightened === undefined) return rule;
    const known = this.#known.get(place);
    if (known !== undefined && known.from <= at && at < known.until) return known.delays;
    const delays = delaysAt(rule, at);
    const until = epochMs(Math.min(...rule.tightened.map(({ during }) => standingAt(during, at).until)));
    this.#known.set(place, { delays, from: at, until });
    return delays;
  }
}
