import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createMachineClock } from "../../../test/support/kannel-machine-clock.ts";
import { temporaryFolder } from "../../../test/support/files.ts";
import { testEvidence } from "../../../test/support/mail-evidence.ts";
import { createTestAuthority } from "../../../test/support/mqtt-certificates.ts";
import { testNotification } from "../../../test/support/notification.ts";
import { createTestLogger, createTestMetrics } from "../../../test/support/observing.ts";
import { testSite } from "../../../test/support/site.ts";
import { createFakeLine } from "../../../test/support/siren-line.ts";
import { startSmtpServer, type TestSmtpOptions } from "../../../test/support/smtp-server.ts";
import { loadSettings } from "../settings/load.ts";
import type { Settings } from "../settings/table.ts";
import { createChannels } from "./channels.ts";

function channelsOf(given: Partial<Settings>, environment: Readonly<Record<string, string>> = {}) {
  const settings = loadSettings({ environment, given: { data: temporaryFolder(), ...given } });
  if (!settings.ok) throw new Error(JSON.stringify(settings.error));
  const people = [...testSite().people, { id: "siren", name: "Siren", language: "en" as const, kind: "siren" as const, siren: "siren-1" }];
  return createChannels(settings.value, environment, {
    clock: createMachineClock(),
    logger: createTestLogger(),
    metrics: createTestMetrics(),
    site: () => testSite({ people }),
    line: createFakeLine("siren-1"),
    evidence: testEvidence(),
  });
}

const never = new AbortController().signal;

/** Sends a mail through what the settings describe. */
async function mail(scheme: "smtp" | "smtps", host: string, smtp: TestSmtpOptions, given: Partial<Settings> = {}) {
  const provider = await startSmtpServer(smtp);
  onTestFinished(() => provider.stop());
  const channel = channelsOf(
    {
      "email.smtp.url": `${scheme}://${host}:${provider.port}`,
      "email.from": "labcanary@example.org",
      "email.smtp.username": provider.username,
      ...given,
    },
    { LABCANARY_EMAIL_SMTP_PASSWORD: provider.password },
  ).find(({ kind }) => kind === "email");
  await channel?.start();
  onTestFinished(async () => channel?.stop());
  const outcome = await channel?.deliver(testNotification({ channel: "email", address: "wang@example.org" }), never);
  return { outcome, provider };
}

test("without settings there is the siren alone, for the sirens the site has", async () => {
  const channels = channelsOf({});
  expect(channels.map(({ kind }) => kind)).toEqual(["siren"]);
  expect(await channels[0]?.probe()).toEqual({ healthy: true, detail: "1 connected", says: { code: "sirens", values: { count: 1 } } });
});

test("a mail server on this machine is spoken to in the clear, and by TLS with an authority for it", async () => {
  const plain = await mail("smtp", "127.0.0.1", {});
  expect(plain.outcome).toMatchObject({ kind: "accepted" });
  expect(plain.provider.mails).toMatchObject([{ isEncrypted: false, user: "labcanary" }]);

  const authority = createTestAuthority();
  const certificate = authority.sign("localhost");
  const caFile = join(temporaryFolder(), "ca.pem");
  writeFileSync(caFile, authority.ca);
  for (const [scheme, implicit] of [
    ["smtp", false],
    ["smtps", true],
  ] as const) {
    const { provider } = await mail(scheme, "localhost", { certificate, implicit }, { "email.smtp.caFile": caFile });
    expect(provider.mails).toMatchObject([{ isEncrypted: true, user: "labcanary" }]);
  }
});

test("a sender that is no address keeps the platform from starting", () => {
  expect(() => channelsOf({ "email.smtp.url": "smtp://mail.example.org", "email.from": "LabCanary" })).toThrow("no e-mail address");
});
