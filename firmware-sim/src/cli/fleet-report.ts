import type { FleetStats } from "../load/fleet.ts";
import type { LatencySummary } from "../load/latency.ts";
import type { SwarmInterval } from "../load/swarm.ts";

/** One moment of a fleet: since the last, since the beginning, and what this process takes. */
export interface FleetMoment {
  readonly secondsRunning: number;
  readonly interval: SwarmInterval;
  readonly total: FleetStats;
  /** MiB of this process, resident. */
  readonly residentMiB: number;
}

const ms = (value: number): string => `${value < 100 ? value.toFixed(1) : value.toFixed(0)} ms`;
const count = (value: number): string => value.toLocaleString("en");
const perSecond = (amount: number, { milliseconds }: SwarmInterval): number => (milliseconds === 0 ? 0 : (amount * 1000) / milliseconds);
const rateText = (amount: number, interval: SwarmInterval): string => `${count(Math.round(perSecond(amount, interval)))}/s`;

function latencyText({ p50, p90, p99, p999, max }: LatencySummary): string {
  return `half ${ms(p50)}, 90 % ${ms(p90)}, 99 % ${ms(p99)}, 99.9 % ${ms(p999)}, longest ${ms(max)}`;
}

/** For a terminal that is drawn over. */
export function liveLines({ secondsRunning, interval, total, residentMiB }: FleetMoment): readonly string[] {
  const { unreachable, refused, cut } = total.errors;
  return [
    `connected  ${bar(total.connected, total.devices)} ${count(total.connected)} of ${count(total.devices)}`,
    `published  ${rateText(interval.published, interval)}, ${count(total.published)} in all; ${count(total.heldBack)} held back`,
    `PUBACK     ${rateText(interval.acknowledged, interval)}, ${count(total.acknowledged)} in all; ${count(total.lost)} lost with their connection`,
    `after      ${interval.acknowledged === 0 ? "nothing acknowledged yet" : latencyText(interval.latency)}`,
    `errors     ${count(unreachable)} not reached, ${count(refused)} refused, ${count(cut)} cut`,
    `running    ${Math.round(secondsRunning)} s, this process ${Math.round(residentMiB)} MiB; Ctrl-C ends it`,
  ];
}

const BAR = 24;
function bar(part: number, whole: number): string {
  // Full only when all are.
  const filled = Math.floor((BAR * part) / whole);
  return `[${"#".repeat(filled)}${".".repeat(BAR - filled)}]`;
}

/** For a pipe or a log: a line for each interval. */
export function plainLine({ secondsRunning, interval, total, residentMiB }: FleetMoment): string {
  const { unreachable, refused, cut } = total.errors;
  return (
    `${Math.round(secondsRunning)} s: ${total.connected} of ${total.devices} connected, ${rateText(interval.published, interval)} published, ` +
    `${rateText(interval.acknowledged, interval)} acknowledged, 99 % after ${ms(interval.latency.p99)}, ` +
    `${unreachable + refused + cut} connection errors, ${Math.round(residentMiB)} MiB`
  );
}

/** For machines: one line of JSON. */
export function intervalJson({ secondsRunning, interval, total, residentMiB }: FleetMoment): string {
  const { devices, connected } = total;
  return JSON.stringify({
    kind: "interval",
    secondsRunning,
    devices,
    connected,
    publishedPerSecond: perSecond(interval.published, interval),
    acknowledgedPerSecond: perSecond(interval.acknowledged, interval),
    ...interval,
    residentMiB,
  });
}

export function totalJson(total: FleetStats, residentMiB: number): string {
  return JSON.stringify({ kind: "total", ...total, residentMiB });
}

/** The last word. */
export function reportOf(
  { devices, connected, published, acknowledged, lost, heldBack, latency, errors, ...rest }: FleetStats,
  residentMiB: number,
): string {
  return [
    `${connected} of ${devices} devices connected`,
    `${acknowledged} of ${published} publishes acknowledged, ${rest.acknowledgedPerSecond.toFixed(0)} a second; ` +
      `${lost} lost with their connection, ${heldBack} held back`,
    `acknowledged after: ${latencyText(latency)}`,
    `connections: ${errors.unreachable} not reached, ${errors.refused} refused, ${errors.cut} cut; at most ${Math.round(residentMiB)} MiB of memory`,
  ].join("\n");
}
