import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createSettableClock } from "../../../test/support/clock.ts";
import { temporaryFolder } from "../../../test/support/files.ts";
import { testEvidence } from "../../../test/support/mail-evidence.ts";
import { createTestLogger, createTestMetrics } from "../../../test/support/observing.ts";
import { testSite } from "../../../test/support/site.ts";
import { createFakeLine } from "../../../test/support/siren-line.ts";
import { UsageError } from "../command-line.ts";
import { loadSettings } from "../settings/load.ts";
import { createChannels } from "./channels.ts";
import { endpointsOf, missingEndpoints, sayMissing } from "./endpoint-channels.ts";

const deps = {
  clock: createSettableClock(),
  logger: createTestLogger(),
  metrics: createTestMetrics(),
  site: () => testSite(),
  line: createFakeLine(),
  evidence: testEvidence(),
};

function channelsOf(environment: Readonly<Record<string, string>>) {
  const settings = loadSettings({ environment, given: {} });
  if (!settings.ok) throw new Error(JSON.stringify(settings.error));
  // The siren is always there: it is the site that has one.
  return createChannels(settings.value, environment, deps).filter(({ kind }) => kind !== "siren");
}

function endpointsFile(endpoints: object, mode = 0o600): string {
  const file = join(temporaryFolder(), "endpoints.json");
  writeFileSync(file, JSON.stringify(endpoints));
  chmodSync(file, mode);
  return file;
}

const TWILIO = {
  LABCANARY_SMS_TWILIO_ACCOUNT_SID: "AC1",
  LABCANARY_SMS_TWILIO_AUTH_TOKEN: "token",
  LABCANARY_SMS_TWILIO_FROM: "+15005550006",
};
const ALIBABA = {
  LABCANARY_SMS_ALIBABA_ACCESS_KEY_ID: "id",
  LABCANARY_SMS_ALIBABA_ACCESS_KEY_SECRET: "secret",
  LABCANARY_SMS_ALIBABA_SIGN_NAME: "化学楼",
  LABCANARY_SMS_ALIBABA_TEMPLATE_ALARM: "SMS_1",
};
const WEBHOOK_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

test.each([
  { name: "nothing", environment: {}, are: [] },
  { name: "Twilio", environment: TWILIO, are: [{ kind: "sms", proves: "delivered", takesReplies: false }] },
  {
    name: "Twilio that calls back",
    environment: { ...TWILIO, LABCANARY_SMS_TWILIO_CALLBACK_URL: "https://lab.example.org/twilio/" },
    are: [{ kind: "sms", proves: "delivered", takesReplies: true }],
  },
  { name: "Alibaba Cloud", environment: ALIBABA, are: [{ kind: "sms", proves: "delivered", takesReplies: false }] },
])("$name set: $are", ({ environment, are }) => {
  expect(channelsOf(environment)).toMatchObject(are);
});

test("there is a channel for each kind of endpoint", () => {
  const file = endpointsFile({
    a: { kind: "wecom", url: "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1" },
    b: { kind: "wecom", url: "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=2" },
    c: { kind: "webhook", url: "https://example.org/hook", secret: WEBHOOK_SECRET },
    d: { kind: "ntfy", url: "https://ntfy.example.org", topic: "lab" },
    e: { kind: "feishu", url: "https://open.feishu.cn/open-apis/bot/v2/hook/1" },
    f: { kind: "dingtalk", url: "https://oapi.dingtalk.com/robot/send?access_token=1" },
  });
  const channels = channelsOf({ LABCANARY_ENDPOINTS_FILE: file });
  expect(channels.map(({ kind }) => kind)).toEqual(["ntfy", "webhook", "dingtalk", "wecom", "feishu"]);
  expect(new Set(channels.map(({ proves, takesReplies }) => `${proves} ${takesReplies}`))).toEqual(new Set(["accepted false"]));
});

test.each([
  {
    because: "a secret is missing",
    environment: { ...TWILIO, LABCANARY_SMS_TWILIO_AUTH_TOKEN: "" },
    told: "LABCANARY_SMS_TWILIO_AUTH_TOKEN",
  },
  {
    because: "a secret is missing",
    environment: { ...TWILIO, LABCANARY_SMS_TWILIO_API_KEY_SID: "SK1" },
    told: "sms.twilio.apiKeySecretFile",
  },
])("nothing starts while $because, and it is said how to mend it", ({ environment, told }) => {
  expect(() => channelsOf(environment)).toThrow(UsageError);
  expect(() => channelsOf(environment)).toThrow(told);
});

test("nothing starts while others may read the endpoints", () => {
  const environment = { LABCANARY_ENDPOINTS_FILE: endpointsFile({}, 0o644) };
  expect(() => channelsOf(environment)).toThrow(UsageError);
  expect(() => channelsOf(environment)).toThrow("FILE_PERMISSIONS");
});

test("a contact whose endpoint is not there, or is of another kind, is named", () => {
  const file = endpointsFile({ duty: { kind: "wecom", url: "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1" } });
  const [wang, li] = testSite().people;
  if (wang === undefined || li === undefined) throw new Error("the test site has two people");
  const people = [
    { ...wang, endpoints: { wecom: "duty" } },
    { ...li, endpoints: { dingtalk: "duty", ntfy: "phones" } },
  ];
  const missing = missingEndpoints({ people }, endpointsOf({ "endpoints.file": file }));
  expect(missing.map(({ kind, name }) => `${kind} ${name}`)).toEqual(["ntfy phones", "dingtalk duty"]);
  expect(missing.map(sayMissing)[0]).toContain(`${li.id} is to be reached by the ntfy endpoint "phones"`);
});
