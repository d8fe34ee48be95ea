import { type Channel, createKannelChannel } from "@labcanary/alerting";
import { epochMs, seconds } from "@labcanary/domain/basics";
import type { DeliveryReport } from "@labcanary/domain/notification";
import { describe, expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../support/files.ts";
import { createFakeChannel, UNREACHABLE } from "../support/kannel-fake-channel.ts";
import { startKannel } from "../support/kannel-gateway.ts";
import { createMachineClock } from "../support/kannel-machine-clock.ts";
import { testNotification } from "../support/notification.ts";
import { createTestLogger, createTestMetrics } from "../support/observing.ts";

/** A channel and its provider, in the hands of a test. */
interface Provided {
  readonly channel: Channel;
  /** What people have received. */
  received(): readonly string[];
  /** The provider can no longer be reached. */
  goAway(): Promise<void>;
  /** The provider takes what comes and never answers. */
  fallSilent(): void;
  /** Has the provider say what became of a notification, where it does not do so by itself. */
  reportDelivered(notificationId: string): void;
}

const PROVIDERS: Readonly<Record<string, (over: { readonly password?: string }) => Promise<Provided>>> = {
  async fake({ password }) {
    const channel = createFakeChannel();
    if (password !== undefined) channel.behave = { kind: "retry", reason: "unauthorised", after: seconds(0) };
    return {
      channel,
      received: () => channel.accepted.map(({ text }) => text),
      async goAway() {
        channel.behave = UNREACHABLE;
      },
      fallSilent: () => void (channel.behave = "silent"),
      reportDelivered: (notificationId) => channel.report({ notificationId, status: "delivered", at: epochMs(0) }),
    };
  },
  async "Kannel with fakesmsc"({ password }) {
    const gateway = await startKannel();
    onTestFinished(() => gateway.stop());
    const channel = createKannelChannel(
      {
        url: gateway.url,
        username: gateway.username,
        password: password ?? gateway.password,
        callback: { host: "127.0.0.1", port: 0 },
        dataFolder: temporaryFolder(),
        from: "LabCanary",
        timeout: seconds(30),
      },
      { clock: createMachineClock(), logger: createTestLogger(), metrics: createTestMetrics() },
    );
    return {
      channel,
      received: () => gateway.sms.map(({ text }) => text),
      goAway: () => gateway.down(),
      fallSilent: () => gateway.pause(),
      // fakesmsc reports at once.
      reportDelivered: () => {},
    };
  },
};

const notification = testNotification();
const never = new AbortController().signal;
const soon = { timeout: 20_000, interval: 20 };

describe.each(Object.keys(PROVIDERS))("channel: %s", (name) => {
  async function start(over: { readonly password?: string } = {}): Promise<Provided & { readonly reports: DeliveryReport[] }> {
    const provided = await PROVIDERS[name]?.(over);
    if (provided === undefined) throw new Error(`no provider ${name}`);
    const reports: DeliveryReport[] = [];
    provided.channel.onReport((report) => void reports.push(report));
    await provided.channel.start();
    onTestFinished(() => provided.channel.stop());
    return { ...provided, reports };
  }

  test("what is accepted reaches the person as it was written, and is reported under its own id", async () => {
    const { channel, received, reports, reportDelivered } = await start();
    expect(await channel.deliver(notification, never)).toMatchObject({ kind: "accepted" });
    reportDelivered(notification.id);
    await expect.poll(received, soon).toEqual([notification.text]);
    await expect.poll(() => reports.map(({ status }) => status), soon).toContain("delivered");
    expect(new Set(reports.map(({ notificationId }) => notificationId))).toEqual(new Set([notification.id]));
    expect(await channel.probe()).toMatchObject({ healthy: true });
  });

  test("a provider that cannot be reached is a retry, and not healthy", async () => {
    const { channel, goAway } = await start();
    await goAway();
    expect(await channel.deliver(notification, never)).toMatchObject({ kind: "retry", reason: "unreachable" });
    expect(await channel.probe()).toMatchObject({ healthy: false });
  });

  test("an attempt that is broken off is a retry", async () => {
    const { channel, fallSilent } = await start();
    fallSilent();
    const abort = new AbortController();
    const outcome = channel.deliver(notification, abort.signal);
    abort.abort();
    expect(await outcome).toMatchObject({ kind: "retry", reason: "timeout" });
  });

  test("a provider that does not know us makes it a failure, not a retry", async () => {
    const { channel, received } = await start({ password: "wrong" });
    expect(await channel.deliver(notification, never)).toMatchObject({ kind: "retry", reason: "unauthorised" });
    expect(received()).toEqual([]);
  });
});
