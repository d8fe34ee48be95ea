import { epochMs, hours, minutes, plus } from "@labcanary/domain/basics";
import type { AccessLog } from "@labcanary/domain/ports";
import { gasAlarm } from "./browser-alarm-desk.ts";
import { call } from "./browser-api.ts";
import { PASSWORD, signIn, startBrowserPlatform } from "./browser-platform.ts";
import { createSettableClock } from "./clock.ts";
import { limitRule, peopleOf, signal } from "./site.ts";
import { twoRooms } from "./two-rooms.ts";

export const clock = createSettableClock();
const users = {
  safety: "safety-officer",
  other: "safety-officer",
  operator: "operator",
  admin: "administrator",
  inspector: "inspector",
  "officer-220": "safety-officer",
} as const;
export const KEY = "cab-17/temperature";
const RAISED = epochMs(clock.now() - hours(5));
export const CLEARED = plus(RAISED, hours(3));
export const at = (count: number) => plus(RAISED, minutes(count));
export const point = (key: string, minute: number, value: number | undefined) => ({
  signal: key,
  at: at(minute),
  tieBreak: 0,
  receivedAt: at(minute),
  quality: "good" as const,
  ...(value === undefined ? {} : { value }),
});
export const DECISION = { decision: "discard", contents: "40 doses of lot 7", reason: "above 8 °C for three hours" };

/** A cabinet above 8 °C for three hours, with its door, half an hour of which nothing was heard; and people who open dossiers of it. */
export async function startColdStore(
  over: { readonly isOver?: boolean; readonly dossierBudgetBytes?: number; readonly accessLog?: AccessLog } = {},
) {
  const site = twoRooms();
  const platform = await startBrowserPlatform({
    clock,
    users,
    ...(over.dossierBudgetBytes === undefined ? {} : { dossierBudgetBytes: over.dossierBudgetBytes }),
    ...(over.accessLog === undefined ? {} : { accessLog: over.accessLog }),
    zones: { "officer-220": ["room-220"] },
    site: {
      ...site,
      people: [...site.people, ...peopleOf(...Object.keys(users))],
      signals: [
        ...site.signals,
        signal({
          key: KEY,
          deviceId: "cab-17",
          name: "temperature",
          quantity: "temperature",
          unit: "Cel",
          hold: minutes(10),
          rules: [limitRule({ id: `${KEY}/high`, signal: KEY, setpoint: 8, direction: "high" })],
        }),
        signal({
          key: "cab-17/door",
          deviceId: "cab-17",
          name: "door",
          quantity: "door",
          unit: "state",
          states: ["closed", "open"],
          hold: hours(2),
          rules: [],
        }),
      ],
    },
  });
  const alarm = gasAlarm({
    raisedAt: RAISED,
    raisedReceivedAt: RAISED,
    ...(over.isOver === false ? {} : { clearedAt: CLEARED, conditionActive: false }),
    source: { kind: "rule", ruleId: `${KEY}/high`, ruleVersion: "1", signal: KEY, zoneId: "cabinet-17" },
  });
  platform.desk.raise(alarm);
  const temperatures = Array.from({ length: 61 }, (_, index) => point(KEY, index * 5 - 60, index >= 12 && index < 48 ? 12 : 5));
  // Nothing is heard from minute 60 to minute 90.
  platform.history.points.push(...temperatures.filter((each) => each.at <= at(60) || each.at >= at(90)));
  platform.history.points.push(
    ...[
      [-100, 0],
      [-5, 1],
      [20, 0],
    ].map(([minute = 0, value]) => point("cab-17/door", minute, value)),
  );
  const tokens = new Map<string, string>();
  const as = async (user: string): Promise<string> => {
    const token = tokens.get(user) ?? (await signIn(platform.url, user)).token;
    tokens.set(user, token);
    return token;
  };
  const get = async (user: string, path: string) => call(platform, "GET", `/api/v1/${path}`, { as: await as(user) });
  const post = async (user: string, path: string, body: object) => call(platform, "POST", `/api/v1/${path}`, { as: await as(user), body });
  const print = async (user: string, language: string) => {
    const answer = await fetch(`${platform.url}/api/v1/dossiers/1/document.pdf?language=${language}`, {
      headers: { authorization: `Bearer ${await as(user)}` },
    });
    return { answer, bytes: new Uint8Array(await answer.arrayBuffer()) };
  };
  return { platform, alarm, get, post, print, as };
}
export const approval = (seen = 1) => ({ words: "read, and right", seen, password: PASSWORD });
