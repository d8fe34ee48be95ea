import { type AlertingBench, startAlerting } from "./kannel-alerting.ts";
import { createFakeChannel, type FakeChannel } from "./kannel-fake-channel.ts";

/** The phones of the test site. */
export const WANG = "+8613800000001";
export const SMITH = "+8613800000002";

export interface AnsweringBench extends Omit<AlertingBench, "restart"> {
  /** Another process on the same folder, with a channel of its own. */
  restart(): Promise<AnsweringBench>;
  /** Sends an answer from a number, and lets what follows from it come to rest. */
  answer(from: string, text: string, providerRef?: string): Promise<void>;
  /** Texts a number has been sent, in order. */
  textsTo(address: string): readonly string[];
  /** The code of the newest text to a number. */
  codeOf(address: string): string;
  /** Kinds of the journal's lines, with the code of a refusal. */
  journaled(...kinds: readonly string[]): readonly string[];
}

interface AnsweringOptions extends Omit<NonNullable<Parameters<typeof startAlerting>[0]>, "channel"> {
  readonly channel?: FakeChannel;
}

/** Alerting with a channel that takes answers, or with the one that is given. */
export async function startAnswering(over: AnsweringOptions = {}): Promise<AnsweringBench> {
  const channel = over.channel ?? { ...createFakeChannel(), takesReplies: true };
  const bench = await startAlerting({ ...over, channel });
  return {
    ...bench,
    async restart() {
      await bench.alerting.stop();
      const { channel: _channel, ...rest } = over;
      return startAnswering({ ...rest, clock: bench.clock, dataFolder: bench.options.dataFolder });
    },
    async answer(from, text, providerRef) {
      channel.reply({ channel: "sms", from, text, at: bench.clock.now(), ...(providerRef === undefined ? {} : { providerRef }) });
      await bench.settle();
    },
    textsTo: (address) => channel.accepted.filter((sent) => sent.address === address).map(({ text }) => text),
    codeOf: (address) =>
      channel.accepted.findLast((sent) => sent.address === address && sent.parts.replyCode !== "")?.parts.replyCode ?? "",
    journaled: (...kinds) =>
      bench.alerting
        .journal({ limit: 10_000 })
        .filter(({ kind }) => kinds.includes(kind))
        .map(({ kind, detail }) => [kind, detail["code"]].filter(Boolean).join(" ")),
  };
}
