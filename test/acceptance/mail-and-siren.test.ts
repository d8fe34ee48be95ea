import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { seconds } from "@labcanary/domain/basics";
import { expect, onTestFinished, test } from "vitest";
import { startPlatform } from "../support/acceptance.ts";
import { temporaryFolder } from "../support/files.ts";
import { startSmtpServer } from "../support/smtp-server.ts";

const SITE = `
site: night
name: { en: Institute, zh: 研究所 }
timeZone: Asia/Shanghai
include: [labcanary:gases]
people:
  wang: { name: Wang Fang, language: zh, email: wang@example.org }
  desk: { name: Security centre, language: en, phone: "+8613800000009" }
contacts:
  horn: { kind: siren, name: Siren at the gate, device: siren-gate }
securityCentre: [desk]
escalation: { deputyAfter: 2min, securityCentreAfter: 3min, nobodyReachedAfter: 4min, minimumPriority: medium }
zones:
  - { id: gas-room, kind: room, name: { en: Gas room, zh: 气瓶间 }, responsible: wang }
devices:
  - { id: gas-1, name: { en: Gas detector, zh: 气体探测器 }, zone: gas-room, signals: { h2: { profile: hydrogen } } }
  - { id: siren-gate, name: { en: Siren, zh: 警笛 }, zone: gas-room, signals: {} }
`;

test("nobody answers: a mail with the chart, then the siren, whose own answer is the proof; acknowledging on the screen ends it", async () => {
  const site = join(temporaryFolder(), "site.yaml");
  writeFileSync(site, SITE);
  const mail = await startSmtpServer();
  onTestFinished(() => mail.stop());
  const lab = await startPlatform({
    site,
    settings: {
      "email.smtp.url": `smtp://127.0.0.1:${mail.port}`,
      "email.smtp.username": mail.username,
      "email.from": "labcanary@example.org",
    },
    environment: { LABCANARY_EMAIL_SMTP_PASSWORD: mail.password },
  });
  const { alerting } = lab.platform;
  const siren = await lab.simulated({ id: "siren-gate", every: seconds(60), signals: [] });
  const detector = await lab.device("gas-1");
  for (let minute = 0; minute < 5; minute++) {
    await detector.say({ h2: 1 + minute / 10 });
    await lab.pass(10);
  }
  await expect.poll(() => lab.platform.ingest.books().stored).toBe(5);
  await detector.say({ h2: 30 });
  await expect.poll(() => mail.mails.length).toBeGreaterThan(0);

  const gravest = alerting.list().find(({ priority, source }) => source.kind === "rule" && priority === "critical");
  const { parsed, to } = mail.mails[0] ?? {};
  expect(to).toEqual(["wang@example.org"]);
  expect(parsed?.subject).toContain(`[${gravest?.code}]`);
  expect(parsed?.text).toContain("气瓶间");
  expect(parsed?.attachments).toMatchObject([{ contentType: "image/png", cid: "chart@labcanary" }]);

  for (let second = 0; second < 5 * 60; second += 10) {
    await detector.say({ h2: 30 });
    await lab.pass(10);
  }
  await expect.poll(() => siren.state().sounderOn).toBe(true);
  const ofSiren = () => alerting.deliveries(gravest?.id ?? "").filter(({ channel }) => channel === "siren");
  await expect.poll(() => ofSiren().map(({ state }) => state)).toEqual(["delivered"]);
  expect(lab.texts.map(({ to }) => to)).toContain("+8613800000009");

  const operator = await lab.signIn();
  for (const { id } of alerting.list()) await operator.post(`alarms/${id}/acknowledge`);
  await expect.poll(() => siren.state().sounderOn).toBe(false);
});
