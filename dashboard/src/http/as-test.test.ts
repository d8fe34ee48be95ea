import { expect, test } from "vitest";
import { gasAlarm } from "../../../test/support/browser-alarm-desk.ts";
import { call } from "../../../test/support/browser-api.ts";
import { signIn, startBrowserPlatform } from "../../../test/support/browser-platform.ts";

test("whoever sees the alarm of a test takes charge of that, and not of the real one it has become", async () => {
  const platform = await startBrowserPlatform();
  platform.desk.raise(gasAlarm({ id: "tested", code: "AAA2", test: "test-1" }));
  platform.desk.raise(gasAlarm({ id: "real", code: "AAA3" }));
  const { token } = await signIn(platform.url, "operator");
  const acknowledge = (alarmId: string, asTest?: string) =>
    call(platform, "POST", `/api/v1/alarms/${alarmId}/acknowledge`, { as: token, body: asTest === undefined ? {} : { asTest } });
  expect(await acknowledge("real", "test-1")).toMatchObject({ status: 409, body: { code: "ALARM_IS_REAL" } });
  expect(await acknowledge("tested", "test-1")).toMatchObject({ status: 200 });
  expect(await acknowledge("real")).toMatchObject({ status: 200 });
});
