import type { FeedState } from "./feed-state.ts";

/** A state of which whoever reads a part is told when that part is another, and not with each message. */
export function partsOf(state: () => FeedState): FeedState {
  const alarms = $derived(state().alarms);
  const impaired = $derived(state().impaired);
  const health = $derived(state().health);
  const flood = $derived(state().flood);
  const channels = $derived(state().channels);
  const presence = $derived(state().presence);
  const drill = $derived(state().drill);
  const site = $derived(state().site);
  const snapshots = $derived(state().snapshots);
  const proof = $derived(state().proof);
  const books = $derived(state().books);
  const unbalanced = $derived(state().unbalanced);
  const gap = $derived(state().gap);
  const healed = $derived(state().healed);
  return {
    get alarms() {
      return alarms;
    },
    get impaired() {
      return impaired;
    },
    get health() {
      return health;
    },
    get flood() {
      return flood;
    },
    get channels() {
      return channels;
    },
    get presence() {
      return presence;
    },
    get drill() {
      return drill;
    },
    get site() {
      return site;
    },
    get snapshots() {
      return snapshots;
    },
    get proof() {
      return proof;
    },
    get books() {
      return books;
    },
    get unbalanced() {
      return unbalanced;
    },
    get gap() {
      return gap;
    },
    get healed() {
      return healed;
    },
    get moved() {
      return state().moved;
    },
    get seq() {
      return state().seq;
    },
    get provenAt() {
      return state().provenAt;
    },
    get clockOffset() {
      return state().clockOffset;
    },
  };
}
