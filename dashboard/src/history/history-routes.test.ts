import { epochMs, hours, minutes, plus, seconds } from "@labcanary/domain/basics";
import type { HistoryPoint } from "@labcanary/domain/ports";
import { describe, expect, test } from "vitest";
import { gasAlarm } from "../../../test/support/browser-alarm-desk.ts";
import { call } from "../../../test/support/browser-api.ts";
import { PASSWORD, signIn, startBrowserPlatform } from "../../../test/support/browser-platform.ts";
import { signal, testSite } from "../../../test/support/site.ts";
import { createUserDirectory } from "../accounts/user-directory.ts";

const start = epochMs(Date.UTC(2026, 10, 22, 7));
const iso = (at: number): string => encodeURIComponent(new Date(at).toISOString());
const span = (length: number): string => `from=${iso(start)}&to=${iso(start + length)}`;
const HOUR = hours(1);

const door = signal({
  key: "room-114/door",
  deviceId: "room-114",
  name: "door",
  label: { en: "Door", zh: "房门" },
  zoneId: "room-114",
  quantity: "door",
  unit: "state",
  states: ["closed", "open"],
  rules: [],
});
const outside = signal({ key: "gate/vapour", deviceId: "gate", zoneId: "gatehouse" });
const site = testSite({
  zones: [
    ...testSite().zones,
    { id: "gatehouse", kind: "room", name: { en: "Gatehouse", zh: "门卫室" }, path: { en: "Gatehouse", zh: "门卫室" } },
  ],
  signals: [signal(), door, outside],
});

const point = (key: string, at: number, over: Partial<HistoryPoint> = {}): HistoryPoint => ({
  signal: key,
  at: epochMs(at),
  tieBreak: 0,
  receivedAt: epochMs(at),
  value: 1,
  quality: "good",
  ...over,
});

async function open() {
  const platform = await startBrowserPlatform({ site });
  const { token } = await signIn(platform.url);
  return { platform, get: (path: string) => call(platform, "GET", `/api/v1/samples${path}`, { as: token }) };
}

describe("readings of many signals", () => {
  test("come one by one where they are few, with what marks them, beside what a state was before", async () => {
    const { platform, get } = await open();
    platform.history.points = [
      point("room-114/door", start - seconds(70), { value: 1 }),
      point("cab-17/vapour", start, { value: 0 }),
      point("cab-17/vapour", start + 1000, { value: 2, quality: "simulated" }),
      point("cab-17/vapour", start + 2000, { value: 100, state: "over-range" }),
      { signal: "cab-17/vapour", at: epochMs(start + 3000), tieBreak: 0, receivedAt: start, quality: "bad" },
    ];
    const { body } = await get(`?signals=cab-17/vapour,room-114/door&${span(HOUR)}`);
    const [vapour, doors] = body.series;
    expect(vapour).toEqual({
      signal: "cab-17/vapour",
      kind: "single",
      at: [0, 1000, 2000, 3000].map((after) => start + after),
      value: [0, 2, 100, null],
      marks: [
        [1, "simulated"],
        [2, "over-range"],
        [3, "no-value"],
      ],
    });
    expect(doors).toMatchObject({ signal: "room-114/door", before: 1, at: [] });
    const { body: later } = await get(`?signals=room-114/door&from=${iso(start + minutes(10))}&to=${iso(start + HOUR)}`);
    expect(later.series[0]).not.toHaveProperty("before");
  });

  test("are summed up where they are many, and over a long span; a zoom ends at single ones of a millisecond", async () => {
    const { platform, get } = await open();
    platform.history.points = Array.from({ length: 600 }, (_, index) => point("cab-17/vapour", start + index * 100, { value: index }));
    const { body: many } = await get(`?signals=cab-17/vapour&${span(minutes(10))}&points=500`);
    expect(many.series[0]).toMatchObject({ kind: "summed", every: 2000 });
    expect(many.series[0].max[0]).toBe(19);
    const { body: day } = await get(`?signals=cab-17/vapour&${span(hours(24))}`);
    expect(day.series[0]).toMatchObject({ kind: "summed", every: 120_000, at: [start], min: [0], max: [599], last: [599] });
    const { body: second } = await get(`?signals=cab-17/vapour&${span(seconds(1))}`);
    expect(second.series[0].value).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test("the alarms of the span come beside, with the signal each is of", async () => {
    const { platform, get } = await open();
    platform.desk.raise(gasAlarm({ raisedAt: plus(start, minutes(5)) }));
    platform.desk.raise(gasAlarm({ id: "later", raisedAt: plus(start, hours(5)) }));
    const { body } = await get(`?signals=cab-17/vapour&${span(HOUR)}`);
    expect(body.alarms).toMatchObject([{ id: "alarm-1", signal: "cab-17/vapour", priority: "critical", from: start + 300_000 }]);
    expect(body.alarmsLeftOut).toBe(0);
  });

  test.each([
    { query: `signals=cab-17/nothing&${span(HOUR)}`, status: 404, code: "SIGNAL_UNKNOWN" },
    { query: `signals=cab-17/vapour&from=1&to=1`, status: 400, code: "RANGE_INVALID" },
    { query: `signals=cab-17/vapour&from=0&to=63158400001`, status: 400, code: "RANGE_INVALID" },
    { query: `signals=cab-17/vapour&from=yesterday&to=2`, status: 400, code: "REQUEST_INVALID" },
    { query: `signals=cab-17/vapour&${span(HOUR)}&points=4001`, status: 400, code: "REQUEST_INVALID" },
    { query: `signals=cab-17/vapour&${span(HOUR)}&points=0`, status: 400, code: "REQUEST_INVALID" },
    { query: `signals=${Array.from({ length: 13 }, (_, n) => `a/${n}`).join()}&${span(HOUR)}`, status: 400, code: "REQUEST_INVALID" },
    { query: span(HOUR), status: 400, code: "REQUEST_INVALID" },
  ])("$query is refused $status $code", async ({ query, status, code }) => {
    const { get } = await open();
    const answer = await get(`?${query}`);
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code });
  });

  test("a history that is away is said", async () => {
    const { platform, get } = await open();
    platform.history.away = true;
    for (const path of [
      `?signals=cab-17/vapour&${span(HOUR)}`,
      `/export?signals=cab-17/vapour&${span(HOUR)}`,
      `/rooms?like=cab-17/vapour&zones=room-114&${span(HOUR)}`,
      "/heat-map?signal=cab-17/vapour&month=2026-11",
    ]) {
      expect((await get(path)).body.code).toBe("HISTORY_UNAVAILABLE");
    }
  });
});

test("signals are found by words of name and place in either language, by zone and by likeness; with their keys they have their doors", async () => {
  const { get } = await open();
  const keys = async (query: string) => (await get(`/signals?${query}`)).body.signals.map(({ key }: { key: string }) => key);
  expect(await keys("text=VAPOUR%20114")).toEqual(["cab-17/vapour"]);
  expect(await keys(`text=${encodeURIComponent("门卫室 蒸气")}`)).toEqual(["gate/vapour"]);
  expect(await keys("zone=chemistry")).toEqual(["cab-17/vapour", "room-114/door"]);
  expect(await keys("like=cab-17/vapour")).toEqual(["cab-17/vapour", "gate/vapour"]);
  const { body } = await get("/signals?signals=cab-17/vapour,gate/vapour");
  expect(body.signals.map(({ doors }: { doors: string[] }) => doors)).toEqual([["room-114/door"], []]);
  expect((await get("/signals?zone=nowhere")).body.code).toBe("ZONE_UNKNOWN");
});

test("whoever is limited to a zone has only its readings, by every way there is", async () => {
  const { platform } = await open();
  await createUserDirectory(platform.dataFolder).add("porter", "inspector", PASSWORD, ["gatehouse"]);
  const { token } = await signIn(platform.url, "porter");
  const code = async (path: string) => (await call(platform, "GET", `/api/v1/samples${path}`, { as: token })).body.code;
  expect(await code(`?signals=cab-17/vapour&${span(HOUR)}`)).toBe("SIGNAL_UNKNOWN");
  expect(await code(`?signals=gate/vapour&${span(HOUR)}`)).toBeUndefined();
  expect(await code(`/export?signals=cab-17/vapour&${span(HOUR)}`)).toBe("SIGNAL_UNKNOWN");
  expect(await code("/heat-map?signal=cab-17/vapour&month=2026-11")).toBe("SIGNAL_UNKNOWN");
  expect(await code(`/rooms?like=gate/vapour&zones=room-114&${span(HOUR)}`)).toBe("ZONE_UNKNOWN");
  expect(await code("/signals?zone=chemistry")).toBe("ZONE_UNKNOWN");
  expect(await code("/signals?signals=cab-17/vapour")).toBe("SIGNAL_UNKNOWN");
});

describe("a file", () => {
  test("has every reading once, also where several share the millisecond at which it is read on", async () => {
    const { platform, get } = await open();
    platform.history.points = Array.from({ length: 12_000 }, (_, index) =>
      point("cab-17/vapour", start + Math.floor(index / 3), { tieBreak: index % 3, value: index }),
    );
    const { body, headers } = await get(`/export?signals=cab-17/vapour&${span(HOUR)}&language=zh`);
    const lines = String(body).trimEnd().split("\r\n");
    expect(lines[0]).toContain("time,utc,signal,name,place,unit,value,state,quality,mark");
    expect(lines.slice(1).map((text) => text.split(",")[6])).toEqual(Array.from({ length: 12_000 }, (_, index) => String(index)));
    expect(lines[1]).toContain('2026-11-22T15:00:00.000+08:00,2026-11-22T07:00:00.000Z,"cab-17/vapour","溶剂蒸气"');
    expect(headers.get("content-disposition")).toContain("labcanary-20261122T070000Z-20261122T080000Z.csv");
  });

  test("has sums over longer than is asked of the history at once", async () => {
    const { platform, get } = await open();
    platform.history.points = [point("cab-17/vapour", start), point("cab-17/vapour", start + hours(24 * 5), { value: 3 })];
    const { body } = await get(`/export?signals=cab-17/vapour&from=${iso(start)}&to=${iso(start + hours(24 * 6))}&every=1min`);
    expect(
      String(body)
        .trimEnd()
        .split("\r\n")
        .slice(1)
        .map((text) => text.split(",").slice(6).join()),
    ).toEqual(["60,1,1,1,1,1", "60,3,3,3,3,1"]);
  });

  test.each([
    { every: "&every=1s", length: hours(24 * 30), code: "EXPORT_TOO_LARGE" },
    { every: "&every=10ms", length: HOUR, code: "RANGE_INVALID" },
    { every: "&every=often", length: HOUR, code: "REQUEST_INVALID" },
  ])("of $length ms$every is refused $code", async ({ every, length, code }) => {
    const { get } = await open();
    expect((await get(`/export?signals=cab-17/vapour&${span(length)}${every}`)).body.code).toBe(code);
  });

  test("of too many single readings is refused before it begins, with what would fit", async () => {
    const { platform, get } = await open();
    platform.history.aggregate = async () => [{ at: start, min: 0, max: 0, mean: 0, last: 0, count: 1_000_001 }];
    const { body } = await get(`/export?signals=cab-17/vapour&${span(HOUR)}`);
    expect(body).toMatchObject({ code: "EXPORT_TOO_LARGE", detail: expect.stringContaining("every=1min") });
  });
});

test("rooms are compared by the signals alike in each", async () => {
  const { platform, get } = await open();
  platform.history.points = [point("cab-17/vapour", start, { value: 4 }), point("gate/vapour", start + 1000, { value: 8 })];
  const { body } = await get(`/rooms?like=cab-17/vapour&zones=room-114,gatehouse&${span(hours(24))}`);
  expect(body).toMatchObject({ every: 120_000, unit: "%LEL" });
  expect(body.rooms).toEqual([
    { zone: "room-114", signals: ["cab-17/vapour"], at: [start], mean: [4], min: [4], max: [4] },
    { zone: "gatehouse", signals: ["gate/vapour"], at: [start], mean: [8], min: [8], max: [8] },
  ]);
  expect((await get(`/rooms?like=room-114/door&zones=room-114&${span(HOUR)}`)).body.code).toBe("SIGNAL_NOT_NUMERIC");
  expect((await get(`/rooms?like=cab-17/vapour&zones=a,b,c,d,e,f,g&${span(HOUR)}`)).body.code).toBe("REQUEST_INVALID");
});

test("a month has its days and the limits it is told against", async () => {
  const { platform, get } = await open();
  platform.history.points = [point("cab-17/vapour", start, { value: 15 })];
  const { body } = await get("/heat-map?signal=cab-17/vapour&month=2026-11");
  expect(body.limits.map(({ setpoint }: { setpoint: number }) => setpoint)).toEqual([10, 20]);
  expect(body.days).toHaveLength(30);
  expect(body.days[21].hours[15]).toMatchObject({ mean: 15, beyond: 60_000 });
  expect((await get("/heat-map?signal=cab-17/vapour&month=2026-99")).body.code).toBe("REQUEST_INVALID");
});

test("what is asked faster than the history answers is refused, and not piled up", async () => {
  const { platform, get } = await open();
  platform.history.hanging = true;
  const asked = Array.from({ length: 64 }, () => get(`?signals=cab-17/vapour&${span(HOUR)}`));
  expect((await Promise.race(asked)).body.code).toBe("HISTORY_BUSY");
  await platform.dashboard.stop();
  await Promise.allSettled(asked);
});
