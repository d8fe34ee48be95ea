import { expect, test } from "vitest";
import { gasAlarm } from "../../../test/support/browser-alarm-desk.ts";
import { call } from "../../../test/support/browser-api.ts";
import { signIn, startBrowserPlatform } from "../../../test/support/browser-platform.ts";
import { createSettableClock } from "../../../test/support/clock.ts";
import { alarmElsewhere, alarmOfPlatform, twoRooms } from "../../../test/support/two-rooms.ts";

const clock = createSettableClock();
const users = { operator: "operator", "operator-114": "operator", "operator-220": "operator", responder: "responder" } as const;
const zones = { "operator-114": ["room-114"], "operator-220": ["room-220"] };
const startTwoRooms = () => startBrowserPlatform({ clock, site: twoRooms(), users, zones });

test("an alarm is given only to somebody who would see it, and nobody limited to zones is told who else there is", async () => {
  const platform = await startTwoRooms();
  platform.desk.raise(gasAlarm());
  platform.desk.raise(alarmOfPlatform());
  const give = async (user: string, alarmId: string, to: string) => {
    const { token } = await signIn(platform.url, user);
    const { status, body } = await call(platform, "POST", `/api/v1/alarms/${alarmId}/assign`, { as: token, body: { to } });
    return status === 200 ? "given" : body.code;
  };
  expect(await give("operator", "alarm-1", "operator-220")).toBe("ASSIGNEE_ELSEWHERE");
  expect(await give("operator", "alarm-platform", "operator-114")).toBe("ASSIGNEE_ELSEWHERE");
  expect(await give("operator-114", "alarm-1", "operator-220")).toBe("ASSIGNEE_UNKNOWN");
  expect(await give("operator-114", "alarm-1", "responder")).toBe("given");
  expect(await give("operator", "alarm-1", "operator-114")).toBe("given");

  const { token } = await signIn(platform.url, "operator-114");
  expect((await call(platform, "GET", "/api/v1/users", { as: token })).body.users.map(({ name }: { name: string }) => name)).toEqual([
    "operator",
    "operator-114",
    "responder",
  ]);
});

test("an alarm of the platform is seen by all and acted on by the whole site's people alone", async () => {
  const platform = await startTwoRooms();
  platform.desk.raise(alarmOfPlatform());
  const acknowledge = async (user: string) => {
    const { token } = await signIn(platform.url, user);
    return (await call(platform, "POST", "/api/v1/alarms/alarm-platform/acknowledge", { as: token, body: {} })).body;
  };
  expect(await acknowledge("operator-114")).toMatchObject({ code: "SCOPE_FORBIDDEN", detail: "it is an alarm of the platform itself" });
  expect(platform.desk.get("alarm-platform")?.annunciation).toBe("unacknowledged");
  expect((await acknowledge("responder")).alarm.annunciation).toBe("acknowledged");
});

test.each([
  { user: "operator", isDesk: true },
  { user: "operator-114", isDesk: false },
  { user: "responder", isDesk: false },
])("what $user does says that somebody is at the desk: $isDesk", async ({ user, isDesk }) => {
  const platform = await startTwoRooms();
  platform.desk.raise(gasAlarm());
  const { token } = await signIn(platform.url, user);
  await call(platform, "POST", "/api/v1/alarms/alarm-1/acknowledge", { as: token, body: {} });
  expect(platform.desk.commands.map(({ away }) => away)).toEqual([isDesk ? undefined : true]);
});

test("the journal has the lines of one's own zones, those that say nothing of others, and goes on where it was cut", async () => {
  const platform = await startTwoRooms();
  platform.desk.raise(alarmElsewhere());
  platform.desk.raise(gasAlarm());
  platform.desk.note("alarm-1", "joined", "rules", { parent: "alarm-220" });
  platform.desk.note("alarm-1", "flood-began", "system", { firstOut: "alarm-1", count: 11 });
  for (let line = 0; line < 50; line += 1) platform.desk.note("alarm-220", "commented", "user:operator", {});
  platform.desk.note("alarm-1", "commented", "user:operator", { comment: "last" });
  const { token } = await signIn(platform.url, "operator-114");
  const read = async (query: string) => (await call(platform, "GET", `/api/v1/journal?${query}`, { as: token })).body;
  const { entries } = await read("limit=50");
  expect(entries.map(({ kind }: { kind: string }) => kind)).toEqual(["raised", "joined", "commented"]);
  expect(entries[1].detail).toEqual({});
  const last = await read("limit=1");
  expect(last.entries[0].kind).toBe("commented");
  expect((await read(`limit=9&before=${last.before}`)).entries[0].kind).toBe("raised");
});
