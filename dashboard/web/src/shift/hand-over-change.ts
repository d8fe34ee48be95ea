import type { FeedState } from "../live/feed-state.ts";

/** Moves whenever something moves that a hand-over lists, as far as the feed tells of it: alarms, what is impaired, parts, channels, presence. */
export const handOverChange = ({ alarms, impaired, health, channels, flood, presence }: FeedState): string =>
  JSON.stringify([
    [...alarms.values()].map(({ id, version, told }) => `${id} ${version} ${told?.reach ?? ""}`),
    impaired,
    health.map(({ name, state }) => [name, state]),
    channels.map(({ channel, circuit, healthy, waiting }) => [channel, circuit, healthy, waiting]),
    flood === null,
    presence?.id,
  ]);
