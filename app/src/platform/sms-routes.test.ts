import { expect, test } from "vitest";
import { createSettableClock } from "../../../test/support/clock.ts";
import { temporaryFolder } from "../../../test/support/files.ts";
import { createTestLogger, createTestMetrics } from "../../../test/support/observing.ts";
import { loadSettings } from "../settings/load.ts";
import { smsChannel } from "./sms-routes.ts";

const KANNEL = { LABCANARY_SMS_KANNEL_URL: "http://127.0.0.1:1" };
const TWILIO = {
  LABCANARY_SMS_TWILIO_ACCOUNT_SID: "AC1",
  LABCANARY_SMS_TWILIO_AUTH_TOKEN: "token",
  LABCANARY_SMS_TWILIO_FROM: "+15005550006",
  LABCANARY_SMS_TWILIO_URL: "http://127.0.0.1:1",
};
const GAMMU = { LABCANARY_SMS_GAMMU_DATABASE: "/nowhere/smsd.db" };

function channelOf(environment: Readonly<Record<string, string>>) {
  const settings = loadSettings({ environment, given: { data: temporaryFolder() } });
  if (!settings.ok) throw new Error(JSON.stringify(settings.error));
  return smsChannel({
    settings: settings.value,
    environment,
    clock: createSettableClock(),
    logger: createTestLogger(),
    metrics: createTestMetrics(),
  });
}

test.each([
  { environment: {}, is: undefined },
  { environment: KANNEL, is: "timeout|unreachable" },
  { environment: GAMMU, is: "ENOENT" },
  { environment: { ...KANNEL, ...GAMMU }, is: "kannel: unreachable; gammu: ENOENT" },
  { environment: { ...KANNEL, ...GAMMU, LABCANARY_SMS_ROUTES: "gammu, kannel" }, is: "gammu: ENOENT; kannel: unreachable" },
  { environment: { ...KANNEL, ...GAMMU, LABCANARY_SMS_ROUTES: "gammu" }, is: "^ENOENT" },
  { environment: { ...KANNEL, ...GAMMU, ...TWILIO, LABCANARY_SMS_ROUTES: "gammu,twilio" }, is: "gammu: ENOENT; twilio: " },
])("$environment is the way $is", async ({ environment, is }) => {
  const channel = channelOf(environment);
  if (is === undefined) expect(channel).toBeUndefined();
  else expect((await channel?.probe())?.detail).toMatch(new RegExp(is));
});

test.each([
  { environment: { ...KANNEL, LABCANARY_SMS_ROUTES: "kannel,gammu" }, says: 'names "gammu": its settings sms.gammu.… are missing' },
  { environment: { ...KANNEL, LABCANARY_SMS_ROUTES: "kanel" }, says: 'names "kanel": there is no such way; did you mean kannel?' },
  { environment: { ...KANNEL, ...GAMMU, ...TWILIO }, says: "one way, or two different ones; set up are kannel, gammu, twilio" },
  { environment: { ...KANNEL, LABCANARY_SMS_ROUTES: "kannel,kannel" }, says: "one way, or two different ones; set up are kannel" },
])("$environment is refused when the platform starts: $says", ({ environment, says }) => {
  expect(() => channelOf(environment)).toThrow(says);
});
