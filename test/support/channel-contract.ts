import type { Channel } from "@labcanary/alerting";
import type { DeliveryReport, Notification } from "@labcanary/domain/notification";
import { describe, expect, onTestFinished, test } from "vitest";

/** A channel and its provider, in the hands of a test. */
export interface Provided {
  readonly channel: Channel;
  readonly notification: Notification;
  /** What people are to have received, when it differs from the text. */
  readonly text?: string;
  /** What people have received. */
  received(): readonly string[];
  /** The provider can no longer be reached. */
  goAway(): Promise<void>;
  /** The provider takes what comes and never answers. */
  fallSilent(): void;
  /** Has the provider say what became of a notification, where it does not do so by itself. */
  reportDelivered(notificationId: string): void;
}

/** With a wrong password, key or secret where `over` says so. */
export type Provide = (over: { readonly password?: string }) => Promise<Provided>;

const never = new AbortController().signal;
const soon = { timeout: 20_000, interval: 20 };

type Started = Provided & { readonly reports: readonly DeliveryReport[] };

async function started(provide: Provide, over: { readonly password?: string } = {}): Promise<Started> {
  const provided = await provide(over);
  const reports: DeliveryReport[] = [];
  provided.channel.onReport((report) => void reports.push(report));
  await provided.channel.start();
  onTestFinished(() => provided.channel.stop());
  return { ...provided, reports };
}

/** What every channel must do, whatever its provider. */
export function describeChannels(providers: Readonly<Record<string, Provide>>): void {
  describeOpenChannels(providers);
  describe.each(Object.entries(providers))("channel: %s", (_name, provide) => {
    test("a provider that does not know us is tried again, since that can be put right", async () => {
      const { channel, received, notification } = await started(provide, { password: "wrong" });
      expect(await channel.deliver(notification, never)).toMatchObject({ kind: "retry", reason: "unauthorised" });
      expect(received()).toEqual([]);
    });
  });
}

/** The same of a channel whose provider nobody signs in to. */
export function describeOpenChannels(providers: Readonly<Record<string, Provide>>): void {
  describe.each(Object.entries(providers))("channel: %s", (_name, provide) => {
    test("what is accepted reaches the person as it was written", async () => {
      const { channel, received, notification, text = notification.text } = await started(provide);
      expect(await channel.deliver(notification, never)).toMatchObject({ kind: "accepted" });
      await expect.poll(received, soon).toEqual([text]);
      expect(await channel.probe()).toMatchObject({ healthy: true });
    });

    test("what became of it is reported under its own id, or never, as the channel says of itself", async () => {
      const { channel, notification, reports, reportDelivered } = await started(provide);
      await channel.deliver(notification, never);
      reportDelivered(notification.id);
      if (channel.proves === "delivered") {
        await expect.poll(() => reports.map(({ status }) => status), soon).toContain("delivered");
        expect(new Set(reports.map(({ notificationId }) => notificationId))).toEqual(new Set([notification.id]));
      } else {
        expect(await channel.probe()).toMatchObject({ healthy: true });
        expect(reports).toEqual([]);
      }
    });

    test("a provider that cannot be reached is a retry, and not healthy", async () => {
      const { channel, goAway, notification } = await started(provide);
      await goAway();
      expect(await channel.deliver(notification, never)).toMatchObject({ kind: "retry", reason: "unreachable" });
      expect(await channel.probe()).toMatchObject({ healthy: false });
    });

    test("an attempt that is broken off is a retry", async () => {
      const { channel, fallSilent, notification } = await started(provide);
      fallSilent();
      const abort = new AbortController();
      const outcome = channel.deliver(notification, abort.signal);
      abort.abort();
      expect(await outcome).toMatchObject({ kind: "retry", reason: "timeout" });
    });

    test("it can be stopped at any time, also before it was started, and started again", async () => {
      const { channel, notification } = await provide({});
      await channel.stop();
      await channel.start();
      await channel.stop();
      expect(await channel.deliver(notification, never)).toMatchObject({ kind: "retry" });
      await channel.start();
      expect(await channel.deliver(notification, never)).toMatchObject({ kind: "accepted" });
      await channel.stop();
    });
  });
}
