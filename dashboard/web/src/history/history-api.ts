import type { Text } from "@labcanary/domain/basics";
import type { Signal } from "@labcanary/domain/site";
import type { Series } from "../../../src/history/readings.ts";
import type { HeatDay } from "../../../src/history/heat-map.ts";
import type { AlarmSpan } from "../answers.ts";
import { ApiError, ask } from "../asking.ts";
import type { Window } from "./zoom.ts";

export type FoundSignal = Signal & { readonly path?: Text; readonly doors?: readonly string[] };
export type SignalAlarm = AlarmSpan & { readonly signal: string };
/** From then on another device measured it. */
export interface SignalReplacement {
  readonly signal: string;
  readonly at: number;
  readonly serial?: string;
}
export interface SeriesAnswer extends Window {
  readonly series: readonly Series[];
  readonly alarms: readonly SignalAlarm[];
  readonly alarmsLeftOut: number;
  readonly replacements: readonly SignalReplacement[];
}
export interface RoomsAnswer extends Window {
  readonly every: number;
  readonly unit: Signal["unit"];
  readonly rooms: readonly {
    readonly zone: string;
    readonly signals: readonly string[];
    readonly at: readonly number[];
    readonly mean: readonly number[];
    readonly min: readonly number[];
    readonly max: readonly number[];
  }[];
}
export interface HeatAnswer {
  readonly days: readonly HeatDay[];
  readonly limits: readonly Pick<
    Extract<Signal["rules"][number], { kind: "limit" }>,
    "direction" | "setpoint" | "inclusive" | "priority"
  >[];
}

const query = (said: Readonly<Record<string, string | number | undefined>>): string =>
  new URLSearchParams(
    Object.entries(said).flatMap(([name, value]) => (value === undefined || value === "" ? [] : [[name, String(value)]])),
  ).toString();
const spanOf = ({ from, to }: Window) => ({ from: Math.floor(from), to: Math.ceil(to) });

export const historyApi = {
  find: (search: { readonly text?: string; readonly zone?: string; readonly like?: string }, calledOff: AbortSignal) =>
    ask<{ readonly total: number; readonly signals: readonly FoundSignal[] }>(
      "GET",
      `samples/signals?${query(search)}`,
      undefined,
      calledOff,
    ),
  signals: (keys: readonly string[]) =>
    ask<{ readonly signals: readonly FoundSignal[] }>("GET", `samples/signals?${query({ signals: keys.join() })}`),
  series: (keys: readonly string[], window: Window, points: number, calledOff: AbortSignal) =>
    ask<SeriesAnswer>("GET", `samples?${query({ signals: keys.join(), ...spanOf(window), points })}`, undefined, calledOff),
  rooms: (asked: { readonly like: string; readonly zones: readonly string[] }, window: Window, points: number, calledOff: AbortSignal) =>
    ask<RoomsAnswer>(
      "GET",
      `samples/rooms?${query({ like: asked.like, zones: asked.zones.join(), ...spanOf(window), points })}`,
      undefined,
      calledOff,
    ),
  heatMap: (signal: string, month: string, calledOff: AbortSignal) =>
    ask<HeatAnswer>("GET", `samples/heat-map?${query({ signal, month })}`, undefined, calledOff),
  /** The file as the platform writes it; fails when it is cut short. */
  async csv(
    keys: readonly string[],
    window: Window,
    { every, language }: { readonly every: string | undefined; readonly language: string },
  ): Promise<Blob> {
    const answer = await fetch(`/api/v1/samples/export?${query({ signals: keys.join(), ...spanOf(window), every, language })}`).catch(
      () => undefined,
    );
    if (answer === undefined) throw new ApiError("unreachable");
    if (!answer.ok) {
      const { code, detail } = (await answer.json().catch(() => ({}))) as { readonly code?: string; readonly detail?: string };
      throw new ApiError(code ?? String(answer.status), detail);
    }
    return answer.blob().catch(() => {
      throw new ApiError("HISTORY_UNAVAILABLE");
    });
  },
};
