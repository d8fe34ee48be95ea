import {
  createAlibabaChannel,
  createEndpointChannel,
  createTwilioChannel,
  DINGTALK,
  type Endpoint,
  type EndpointForm,
  FEISHU,
  NTFY,
  WEBHOOK,
  WECOM,
} from "@labcanary/alerting";
import { hours, seconds } from "@labcanary/domain/basics";
import type { EndpointKind } from "@labcanary/domain/site";
import { onTestFinished } from "vitest";
import { describeChannels, type Provide, type Provided } from "../support/channel-contract.ts";
import { createSettableClock, type SettableClock } from "../support/clock.ts";
import { testNotification } from "../support/notification.ts";
import { createTestLogger, createTestMetrics } from "../support/observing.ts";
import { startAlibaba } from "../support/providers/alibaba.ts";
import { startDingTalk, startFeishu, startNtfy, startWeCom } from "../support/providers/robots.ts";
import type { ProviderServer } from "../support/providers/server.ts";
import { startTwilio } from "../support/providers/twilio.ts";
import { startWebhookReceiver } from "../support/providers/webhook-receiver.ts";

const handsOf = (server: ProviderServer): Pick<Provided, "received" | "goAway" | "fallSilent"> => ({
  received: () => server.received,
  goAway: () => server.stop(),
  fallSilent: () => void (server.says = "silent"),
});

function stoppedAfterwards<S extends ProviderServer>(server: S): S {
  onTestFinished(() => server.stop().catch(() => undefined));
  return server;
}

/** A channel of endpoints, with one of its kind named "lab-safety". */
function endpoint<K extends EndpointKind>(
  form: EndpointForm<K>,
  provider: (clock: SettableClock) => Promise<ProviderServer>,
  describe: (url: string, password: string | undefined) => Endpoint,
): Provide {
  return async ({ password }) => {
    const clock = createSettableClock();
    const server = stoppedAfterwards(await provider(clock));
    const endpoints = new Map([["lab-safety", describe(server.url, password)]]);
    return {
      channel: createEndpointChannel(form, { endpoints }, { clock, logger: createTestLogger() }),
      notification: testNotification({ channel: form.kind, address: "lab-safety" }),
      ...handsOf(server),
      reportDelivered: () => clock.advance(hours(1)),
    };
  };
}

const WEBHOOK_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

describeChannels({
  DingTalk: endpoint(
    DINGTALK,
    (clock) => startDingTalk("token", "SECret", clock),
    (url, secret = "SECret") => ({ kind: "dingtalk", url: `${url}/robot/send?access_token=token`, secret }),
  ),
  WeCom: endpoint(
    WECOM,
    () => startWeCom("693axxx6-7aoc-4bc4"),
    (url, key = "693axxx6-7aoc-4bc4") => ({ kind: "wecom", url: `${url}/cgi-bin/webhook/send?key=${key}` }),
  ),
  Feishu: endpoint(
    FEISHU,
    (clock) => startFeishu("hook-token", "secret", clock),
    (url, secret = "secret") => ({ kind: "feishu", url: `${url}/open-apis/bot/v2/hook/hook-token`, secret }),
  ),
  ntfy: endpoint(
    NTFY,
    () => startNtfy("lab-9f8e7d", "tk_AgQdq7mVBoFD37zQVN29RhuMzNIz2"),
    (url, token = "tk_AgQdq7mVBoFD37zQVN29RhuMzNIz2") => ({ kind: "ntfy", url, topic: "lab-9f8e7d", token }),
  ),
  webhook: endpoint(
    WEBHOOK,
    (clock) => startWebhookReceiver(WEBHOOK_SECRET, clock),
    (url, password) => ({
      kind: "webhook",
      url: `${url}/labcanary`,
      secret: password === undefined ? WEBHOOK_SECRET : `whsec_${Buffer.from(password.repeat(8)).toString("base64")}`,
    }),
  ),

  async Twilio({ password = "auth-token" }) {
    const clock = createSettableClock();
    const server = stoppedAfterwards(await startTwilio("AC123", "auth-token"));
    const channel = createTwilioChannel(
      { url: server.url, accountSid: "AC123", authToken: password, from: "+15005550006" },
      { clock, logger: createTestLogger(), metrics: createTestMetrics() },
    );
    return {
      channel,
      notification: testNotification(),
      ...handsOf(server),
      reportDelivered() {
        for (const sid of server.states.keys()) server.states.set(sid, "delivered");
        clock.advance(seconds(5));
      },
    };
  },

  async "Alibaba Cloud"({ password = "key-secret" }) {
    const clock = createSettableClock();
    const server = stoppedAfterwards(await startAlibaba("key-id", "key-secret", clock));
    const channel = createAlibabaChannel(
      { url: server.url, key: { id: "key-id", secret: password }, signName: "化学楼", templates: { alarm: "SMS_154950909" } },
      { clock, logger: createTestLogger() },
    );
    return {
      channel,
      notification: testNotification(),
      text: "报警：17号柜溶剂蒸气21.3 %LEL，限值> 20 %LEL。开窗通风，编号7KQ2",
      ...handsOf(server),
      reportDelivered() {
        for (const outId of server.states.keys()) server.states.set(outId, 3);
        clock.advance(seconds(5));
      },
    };
  },
});
