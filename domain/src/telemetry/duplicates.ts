/** How many recent messages a sender is remembered by. Chosen: above the 20 a client has in flight by default (mosquitto, MQTT.js). */
export const REMEMBERED = 32;

/** What was seen of one sender, newest last, in a ring: pairs of (identity, time). Plain numbers, so that it can be saved. */
export interface SeenPairs {
  readonly pairs: Float64Array;
  count: number;
  highest: number;
}

const emptyPairs = (): SeenPairs => ({ pairs: new Float64Array(2 * REMEMBERED), count: 0, highest: Number.NEGATIVE_INFINITY });

/**
 * Tells a message seen before from a new one: same device, `seq` and time; or, from devices that send no `seq`, same signal, time and value.
 * A device that restarts its `seq` is not a duplicate of itself, since the time differs.
 * Bounded: the last {@link REMEMBERED} of each sender. What slips past is stored once all the same, since a point's identity comes
 * from its content (`tieBreak`).
 */
export class DuplicateFilter {
  readonly #seen: Map<string, SeenPairs>;

  constructor(saved?: ReadonlyMap<string, SeenPairs>) {
    this.#seen = new Map(saved);
  }

  /** Whether (identity, at) of this sender was seen before; remembers it. */
  seenBefore(sender: string, identity: number, at: number): boolean {
    let seen = this.#seen.get(sender);
    if (seen === undefined) {
      seen = emptyPairs();
      this.#seen.set(sender, seen);
    }
    // Senders count up, so one comparison settles nearly every message.
    if (identity > seen.highest) seen.highest = identity;
    else if (holds(seen, identity, at)) return true;
    const place = 2 * (seen.count % REMEMBERED);
    seen.pairs[place] = identity;
    seen.pairs[place + 1] = at;
    seen.count++;
    return false;
  }

  /** Nothing was seen of this sender: it is another one of the same name. */
  forget(sender: string): void {
    this.#seen.delete(sender);
  }

  /** For a snapshot: a copy that later messages do not change. */
  save(): ReadonlyMap<string, SeenPairs> {
    return new Map([...this.#seen].map(([sender, seen]) => [sender, { ...seen, pairs: seen.pairs.slice() }]));
  }
}

function holds({ pairs, count }: SeenPairs, identity: number, at: number): boolean {
  const filled = 2 * Math.min(count, REMEMBERED);
  for (let place = 0; place < filled; place += 2) {
    if (pairs[place] === identity && pairs[place + 1] === at) return true;
  }
  return false;
}
