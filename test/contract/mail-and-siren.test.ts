import { createEmailChannel, createSirenChannel } from "@labcanary/alerting";
import { hours } from "@labcanary/domain/basics";
import { onTestFinished } from "vitest";
import { describeChannels, describeOpenChannels } from "../support/channel-contract.ts";
import { createSettableClock } from "../support/clock.ts";
import { temporaryFolder } from "../support/files.ts";
import { testEvidence } from "../support/mail-evidence.ts";
import { testNotification } from "../support/notification.ts";
import { createTestLogger, createTestMetrics } from "../support/observing.ts";
import { createFakeLine, sounderEvent } from "../support/siren-line.ts";
import { startSmtpServer } from "../support/smtp-server.ts";

describeChannels({
  async "e-mail"({ password }) {
    const server = await startSmtpServer();
    onTestFinished(() => server.stop());
    const clock = createSettableClock();
    const login = { username: server.username, password: password ?? server.password };
    return {
      channel: createEmailChannel(
        { server: { host: server.host, port: server.port, security: "none", login }, from: "labcanary@example.org" },
        { clock, logger: createTestLogger(), evidence: testEvidence() },
      ),
      notification: testNotification({ channel: "email", address: "wang@example.org" }),
      received: () => server.mails.map(({ parsed }) => parsed.text?.split("\n")[0] ?? ""),
      goAway: () => server.stop(),
      fallSilent: () => void (server.silent = true),
      // A mail server says nothing of people: neither its 250, nor the time that passes after it, is proof.
      reportDelivered: () => clock.advance(hours(1)),
    };
  },
});

// The broker is our own: nobody signs in to it. A real one, and a real device, are in test/acceptance/siren.test.ts.
describeOpenChannels({
  async siren() {
    const line = createFakeLine("siren-1");
    const channel = createSirenChannel(
      { dataFolder: temporaryFolder() },
      { clock: createSettableClock(), logger: createTestLogger(), metrics: createTestMetrics(), line, sirens: () => ["siren-1"] },
    );
    const told: string[] = [];
    return {
      channel,
      notification: testNotification({ channel: "siren", address: "siren-1" }),
      text: "siren-1 on 600",
      received() {
        told.push(...line.told());
        return told;
      },
      goAway: async () => line.connected.clear(),
      fallSilent: () => void (line.silent = true),
      reportDelivered: () => channel.takeEvents?.([sounderEvent("siren-1", "on", line.commands[0] ?? "")]),
    };
  },
});
