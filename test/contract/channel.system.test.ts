import { type Channel, createGammuChannel, createKannelChannel, type InboundRefusal, kannelGroups } from "@labcanary/alerting";
import { epochMs, seconds } from "@labcanary/domain/basics";
import type { DeliveryReport, Notification, Reply } from "@labcanary/domain/notification";
import { describe, expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../support/files.ts";
import { startGammu } from "../support/gammu-modem.ts";
import { createFakeChannel, UNREACHABLE } from "../support/kannel-fake-channel.ts";
import { type KannelGateway, startKannel, startKannelOverSmpp } from "../support/kannel-gateway.ts";
import { createMachineClock } from "../support/kannel-machine-clock.ts";
import { testNotification } from "../support/notification.ts";
import { createTestLogger, createTestMetrics } from "../support/observing.ts";
import { freePort } from "../support/ports.ts";

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
  reportDelivered(notification: Notification): void | Promise<void>;
  /** Of a channel that takes answers: somebody answers. */
  answer?(from: string, text: string): Promise<void>;
  /** Somebody who is not the provider brings an answer in its name. Absent where nobody else has a way in. */
  forgeAnswer?(from: string, text: string): Promise<void>;
}

interface Provider {
  start(over: { readonly password?: string }): Promise<Provided>;
  /** It asks who we are. */
  readonly asksForPassword: boolean;
  readonly takesReplies: boolean;
}

const PROVIDERS: Readonly<Record<string, Provider>> = {
  fake: {
    asksForPassword: true,
    takesReplies: false,
    async start({ password }) {
      const channel = createFakeChannel();
      if (password !== undefined) channel.behave = { kind: "retry", reason: "unauthorised", after: seconds(0) };
      return {
        channel,
        received: () => channel.accepted.map(({ text }) => text),
        async goAway() {
          channel.behave = UNREACHABLE;
        },
        fallSilent: () => void (channel.behave = "silent"),
        reportDelivered: ({ id }) => channel.report({ notificationId: id, status: "delivered", at: epochMs(0) }),
      };
    },
  },
  "Kannel with fakesmsc": {
    asksForPassword: true,
    takesReplies: false,
    async start({ password }) {
      const gateway = await startKannel();
      onTestFinished(() => gateway.stop());
      return kannelWith(gateway, { password, port: 0, dataFolder: temporaryFolder(), takesReplies: false });
    },
  },
  "Kannel over SMPP": {
    asksForPassword: true,
    takesReplies: true,
    async start({ password }) {
      const port = await freePort();
      const dataFolder = temporaryFolder();
      const [smsbox = "", groups = ""] = kannelGroups({ host: "127.0.0.1", port, dataFolder })
        .replace("delay = 10", "delay = 1")
        .split(/\n\n/);
      const gateway = await startKannelOverSmpp({ smsbox, groups });
      onTestFinished(() => gateway.stop());
      return {
        ...kannelWith(gateway, { password, port, dataFolder, takesReplies: true }),
        answer: (from, text) => gateway.centre.answer(from, text),
        async forgeAnswer(from, text) {
          const fields = new URLSearchParams({ secret: "guessed", from, text, charset: "UTF-8" });
          await fetch(`http://127.0.0.1:${port}/reply?${fields.toString()}`);
        },
      };
    },
  },
  "gammu-smsd with its dummy modem": {
    asksForPassword: false,
    takesReplies: true,
    async start() {
      const modem = await startGammu();
      onTestFinished(() => modem.stop());
      const channel = createGammuChannel(
        // smsd of the test notes its state every second.
        { databaseFile: modem.databaseFile, receipts: true, takesReplies: true, timeout: seconds(30), silentAfter: seconds(4) },
        { clock: createMachineClock(), logger: createTestLogger(), metrics: createTestMetrics() },
      );
      return {
        channel,
        received: () => modem.sms.map(({ text }) => text),
        async goAway() {
          await modem.down();
          await expect.poll(() => channel.probe(), soon).toMatchObject({ healthy: false });
        },
        fallSilent: () => modem.pause(),
        async reportDelivered({ address }) {
          await expect.poll(() => modem.sms.length, soon).toBeGreaterThan(0);
          modem.report(address, "Delivered");
        },
        answer: async (from, text) => modem.answer(from, [text]),
      };
    },
  },
};

function kannelWith(
  gateway: KannelGateway,
  over: { readonly password: string | undefined; readonly port: number; readonly dataFolder: string; readonly takesReplies: boolean },
): Provided {
  const { takesReplies, dataFolder } = over;
  const channel = createKannelChannel(
    {
      url: gateway.url,
      username: gateway.username,
      password: over.password ?? gateway.password,
      callback: { host: "127.0.0.1", port: over.port },
      dataFolder,
      takesReplies,
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
    // Both networks report by themselves.
    reportDelivered: () => {},
  };
}

/** With what its listeners were told. */
interface Started extends Provided {
  readonly reports: DeliveryReport[];
  readonly replies: Reply[];
  readonly refusals: InboundRefusal[];
}

const notification = testNotification();
const never = new AbortController().signal;
const soon = { timeout: 20_000, interval: 20 };

/** The providers of which something holds, by name. */
const providers = (holds: (provider: Provider) => boolean = () => true) =>
  Object.entries(PROVIDERS)
    .filter(([, provider]) => holds(provider))
    .map(([name, provider]) => ({ name, provider }));

async function start(provider: Provider, over: { readonly password?: string } = {}): Promise<Started> {
  const provided = await provider.start(over);
  const reports: DeliveryReport[] = [];
  provided.channel.onReport((report) => void reports.push(report));
  const replies: Reply[] = [];
  const refusals: InboundRefusal[] = [];
  provided.channel.onReply((reply) => void replies.push(reply));
  provided.channel.onRefused((reason) => void refusals.push(reason));
  await provided.channel.start();
  onTestFinished(() => provided.channel.stop());
  return { ...provided, reports, replies, refusals };
}

describe.each(providers())("channel: $name", ({ provider }) => {
  test("what is accepted reaches the person as it was written, and is reported under its own id", async () => {
    const { channel, received, reports, reportDelivered } = await start(provider);
    expect(await channel.deliver(notification, never)).toMatchObject({ kind: "accepted" });
    await reportDelivered(notification);
    await expect.poll(received, soon).toEqual([notification.text]);
    await expect.poll(() => reports.map(({ status }) => status), soon).toContain("delivered");
    expect(new Set(reports.map(({ notificationId }) => notificationId))).toEqual(new Set([notification.id]));
    expect(await channel.probe()).toMatchObject({ healthy: true });
  });

  test("a provider that cannot be reached is a retry, and not healthy", async () => {
    const { channel, goAway } = await start(provider);
    await goAway();
    expect(await channel.deliver(notification, never)).toMatchObject({ kind: "retry", reason: "unreachable" });
    expect(await channel.probe()).toMatchObject({ healthy: false });
  });

  test("an attempt that is broken off is a retry", async () => {
    const { channel, fallSilent } = await start(provider);
    fallSilent();
    const abort = new AbortController();
    const outcome = channel.deliver(notification, abort.signal);
    abort.abort();
    expect(await outcome).toMatchObject({ kind: "retry", reason: "timeout" });
  });

  test("it promises answers where people can answer, and only there", async () => {
    const { channel } = await start(provider);
    expect(channel.takesReplies).toBe(provider.takesReplies);
  });
});

test.each(providers(({ asksForPassword }) => asksForPassword))(
  "$name, which does not know us, makes it a failure of ours, not of the text",
  async ({ provider }) => {
    const { channel, received } = await start(provider, { password: "wrong" });
    expect(await channel.deliver(notification, never)).toMatchObject({ kind: "retry", reason: "unauthorised" });
    expect(received()).toEqual([]);
  },
);

const answering = providers(({ takesReplies }) => takesReplies);

test.each(answering)("an answer by $name reaches its listeners once, as it was written, its sender in E.164", async ({ provider }) => {
  const { channel, answer, replies } = await start(provider);
  await answer?.("+8613800000001", "ACK 4F7");
  await expect.poll(() => replies.length, soon).toBe(1);
  await answer?.("+8613800000002", "确认 4F7 收到😀");
  await expect.poll(() => replies.length, soon).toBe(2);
  expect(replies).toMatchObject([
    { channel: channel.kind, from: "+8613800000001", text: "ACK 4F7" },
    { channel: channel.kind, from: "+8613800000002", text: "确认 4F7 收到😀" },
  ]);
  expect(new Set(replies.map(({ providerRef }) => providerRef)).size).toBe(2);
});

test.each(answering)("an answer by $name that could not be kept comes again, as the same one", async ({ provider }) => {
  const { channel, answer } = await start(provider);
  const seen: (string | undefined)[] = [];
  channel.onReply(({ providerRef }) => {
    seen.push(providerRef);
    if (seen.length === 1) throw new Error("disk full");
  });
  await answer?.("+8613800000001", "ACK 4F7");
  await expect.poll(() => seen.length, soon).toBe(2);
  expect(seen[1]).toBe(seen[0]);
});

// Whoever can write into the modem's database is the modem.
test("an answer that Kannel did not bring is refused with a code", async () => {
  const { forgeAnswer, replies, refusals } = await start(PROVIDERS["Kannel over SMPP"]!);
  await forgeAnswer?.("+8613800000001", "ACK 4F7");
  await expect.poll(() => refusals, soon).toEqual(["REPLY_SIGNATURE"]);
  expect(replies).toEqual([]);
});
