import { createGammuChannel, createKannelChannel, kannelGroups } from "@labcanary/alerting";
import { seconds } from "@labcanary/domain/basics";
import { expect, onTestFinished } from "vitest";
import {
  type Answered,
  describeAnswers,
  describeChannels,
  describeForgedAnswers,
  describeOpenChannels,
  type Forgeable,
  type Provide,
  type Provided,
} from "../support/channel-contract.ts";
import { temporaryFolder } from "../support/files.ts";
import { startGammu } from "../support/gammu-modem.ts";
import { type KannelGateway, startKannel, startKannelOverSmpp } from "../support/kannel-gateway.ts";
import { createMachineClock } from "../support/kannel-machine-clock.ts";
import { testNotification } from "../support/notification.ts";
import { createTestLogger, createTestMetrics } from "../support/observing.ts";
import { freePort } from "../support/ports.ts";

const soon = { timeout: 30_000, interval: 20 };

const withFakesmsc: Provide = async ({ password }) => {
  const gateway = await startKannel();
  onTestFinished(() => gateway.stop());
  return kannelWith(gateway, { password, port: 0, dataFolder: temporaryFolder(), takesReplies: false });
};

const overSmpp: Provide<Forgeable> = async ({ password }) => {
  const port = await freePort();
  const dataFolder = temporaryFolder();
  const [smsbox = "", groups = ""] = kannelGroups({ host: "127.0.0.1", port, dataFolder }).replace("delay = 10", "delay = 1").split(/\n\n/);
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
};

/** Whoever can write into the modem's database is the modem: nobody signs in to it, and nobody else brings answers. */
const gammu: Provide<Answered> = async () => {
  const modem = await startGammu();
  onTestFinished(() => modem.stop());
  const channel = createGammuChannel(
    // smsd of the test notes its state every second.
    { databaseFile: modem.databaseFile, receipts: true, takesReplies: true, timeout: seconds(30), silentAfter: seconds(4) },
    { clock: createMachineClock(), logger: createTestLogger(), metrics: createTestMetrics() },
  );
  return {
    channel,
    notification: testNotification(),
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
    notification: testNotification(),
    received: () => gateway.sms.map(({ text }) => text),
    goAway: () => gateway.down(),
    fallSilent: () => gateway.pause(),
    // Both networks report by themselves.
    reportDelivered: () => {},
  };
}

describeChannels({ "Kannel with fakesmsc": withFakesmsc, "Kannel over SMPP": overSmpp });
describeOpenChannels({ "gammu-smsd with its dummy modem": gammu });
describeForgedAnswers({ "Kannel over SMPP": overSmpp });
describeAnswers({ "Kannel over SMPP": overSmpp, "gammu-smsd with its dummy modem": gammu });
