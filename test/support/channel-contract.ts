import type { Channel, InboundRefusal } from "@labcanary/alerting";
import type { DeliveryReport, Notification, Reply } from "@labcanary/domain/notification";
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
  /** Has the provider say what became of a notification, where it does not do so by itself; of one that never says, time passes. */
  reportDelivered(notification: Notification): void | Promise<void>;
}

/** Of a channel that people can answer by. */
export interface Answered extends Provided {
  /** Somebody answers. */
  answer(from: string, text: string): Promise<void>;
}

/** Of one to which others than the provider have a way in. */
export interface Forgeable extends Answered {
  /** Somebody who is not the provider brings an answer in its name. */
  forgeAnswer(from: string, text: string): Promise<void>;
}

/** With a wrong password, key or secret where `over` says so. */
export type Provide<P extends Provided = Provided> = (over: { readonly password?: string }) => Promise<P>;

const never = new AbortController().signal;
const soon = { timeout: 30_000, interval: 20 };

/** With what its listeners were told. */
type Started<P extends Provided> = P & {
  readonly reports: readonly DeliveryReport[];
  readonly replies: readonly Reply[];
  readonly refusals: readonly InboundRefusal[];
};

async function started<P extends Provided>(provide: Provide<P>, over: { readonly password?: string } = {}): Promise<Started<P>> {
  const provided = await provide(over);
  const { channel } = provided;
  const reports: DeliveryReport[] = [];
  const replies: Reply[] = [];
  const refusals: InboundRefusal[] = [];
  channel.onReport((report) => void reports.push(report));
  channel.onReply((reply) => void replies.push(reply));
  channel.onRefused((reason) => void refusals.push(reason));
  await channel.start();
  onTestFinished(() => channel.stop());
  return { ...provided, reports, replies, refusals };
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
      // A report that stays out says little where it was never taken.
      expect(await channel.deliver(notification, never)).toMatchObject({ kind: "accepted" });
      await reportDelivered(notification);
      if (channel.proves === "delivered") {
        await expect.poll(() => reports.map(({ status }) => status), soon).toContain("delivered");
        expect(new Set(reports.map(({ notificationId }) => notificationId))).toEqual(new Set([notification.id]));
      } else {
        expect(await channel.probe()).toMatchObject({ healthy: true });
        expect(reports).toEqual([]);
      }
    });

    test("it promises no answers where nobody can be seen to answer", async () => {
      const provided = await started(provide);
      expect(provided.channel.takesReplies).toBe("answer" in provided);
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

/** What a channel must do that people can answer by. */
export function describeAnswers(providers: Readonly<Record<string, Provide<Answered>>>): void {
  describe.each(Object.entries(providers))("answers by %s", (_name, provide) => {
    test("reach their listeners once, as they were written, the sender in E.164", async () => {
      const { channel, answer, replies } = await started(provide);
      await answer("+8613800000001", "ACK 4F7");
      await expect.poll(() => replies.length, soon).toBe(1);
      await answer("+8613800000002", "确认 4F7 收到😀");
      await expect.poll(() => replies.length, soon).toBe(2);
      expect(replies).toMatchObject([
        { channel: channel.kind, from: "+8613800000001", text: "ACK 4F7" },
        { channel: channel.kind, from: "+8613800000002", text: "确认 4F7 收到😀" },
      ]);
      expect(new Set(replies.map(({ providerRef }) => providerRef)).size).toBe(2);
    });

    test("that could not be kept come again, as the same one", async () => {
      const { channel, answer } = await started(provide);
      const seen: (string | undefined)[] = [];
      channel.onReply(({ providerRef }) => {
        seen.push(providerRef);
        if (seen.length === 1) throw new Error("disk full");
      });
      await answer("+8613800000001", "ACK 4F7");
      await expect.poll(() => seen.length, soon).toBe(2);
      expect(seen[1]).toBe(seen[0]);
    });
  });
}

/** What it must do besides where others than its provider have a way in. */
export function describeForgedAnswers(providers: Readonly<Record<string, Provide<Forgeable>>>): void {
  describe.each(Object.entries(providers))("answers by %s", (_name, provide) => {
    test("that the provider did not bring are refused with a code", async () => {
      const { forgeAnswer, replies, refusals } = await started(provide);
      await forgeAnswer("+8613800000001", "ACK 4F7");
      await expect.poll(() => refusals, soon).toEqual(["REPLY_SIGNATURE"]);
      expect(replies).toEqual([]);
    });
  });
}
