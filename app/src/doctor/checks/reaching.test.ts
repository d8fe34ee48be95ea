import { createSocket } from "node:dgram";
import { once } from "node:events";
import { chmodSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { days, epochMs, minutes, seconds } from "@labcanary/domain/basics";
import { expect, onTestFinished, test } from "vitest";
import { codesOf, diagnosis, doctorWorld } from "../../../../test/support/doctor-world.ts";
import { temporaryFolder } from "../../../../test/support/files.ts";
import { createTestAuthority } from "../../../../test/support/mqtt-certificates.ts";
import { freePort } from "../../../../test/support/ports.ts";
import { startSmtpServer, type TestSmtpOptions } from "../../../../test/support/smtp-server.ts";
import { certificate } from "./certificate.ts";
import { clock } from "./clock.ts";
import { influx } from "./influx.ts";
import { kannel } from "./kannel.ts";
import { smtp } from "./smtp.ts";

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const nobody = async (): Promise<string> => `http://127.0.0.1:${await freePort()}`;

// ---------------------------------------------------------------------------------------------------- InfluxDB

const KEPT = [
  ["raw", "9624h0m0s"],
  ["minutes", "26376h0m0s"],
  ["hours", "0s"],
];

test.each([
  { of: "all well", version: "1.8.10", result: { series: [{ values: KEPT }] }, finds: [] },
  { of: "version 2", version: "v2.7.1", result: { series: [{ values: KEPT }] }, finds: ["INFLUX_VERSION"] },
  { of: "no database", version: "1.8.10", result: { error: "database not found: labcanary" }, finds: ["INFLUX_NO_DATABASE"] },
  {
    of: "a policy gone and one cut to a day",
    version: "1.8.10",
    result: {
      series: [
        {
          values: [
            ["raw", "24h0m0s"],
            ["hours", "0s"],
          ],
        },
      ],
    },
    finds: ["INFLUX_RETENTION", "INFLUX_RETENTION"],
  },
])("InfluxDB, $of: $finds", async ({ version, result, finds }) => {
  const asked: string[] = [];
  const url = await serve((request, response) => {
    asked.push(`${request.method} ${decodeURIComponent(request.url ?? "")}`);
    response.setHeader("x-influxdb-version", version);
    if (request.url === "/ping") response.writeHead(204).end();
    else response.end(JSON.stringify({ results: [result] }));
  });
  expect(await codesOf(influx, doctorWorld({ "influx.url": url }))).toEqual(finds);
  // Nothing is changed: InfluxDB refuses by GET whatever would.
  expect(asked).toEqual(["GET /ping", 'GET /query?q=SHOW+RETENTION+POLICIES+ON+"labcanary"']);
});

test("InfluxDB away, and one that refuses the user", async () => {
  expect(await codesOf(influx, doctorWorld({ "influx.url": await nobody() }))).toEqual(["INFLUX_UNREACHABLE"]);
  const url = await serve((request, response) => {
    response.setHeader("x-influxdb-version", "1.8.10");
    response.writeHead(request.url === "/ping" ? 204 : 401).end();
  });
  expect(await codesOf(influx, doctorWorld({ "influx.url": url, "influx.username": "lab" }))).toEqual(["INFLUX_REFUSED"]);
});

// ---------------------------------------------------------------------------------------------------- Kannel

/** In the shape Kannel 1.4.5 prints its `/status.xml` in, shortened. */
const statusXml = (...statuses: readonly string[]): string => `<?xml version="1.0"?>
<gateway><version>Kannel bearerbox version \`1.4.5'.</version><status>running, uptime 0d 0h 2m 3s</status>
<smscs><count>${statuses.length}</count>
${statuses.map((status, n) => `<smsc><name>SMPP:127.0.0.1:2775</name><admin-id>smsc${n}</admin-id><id>smsc${n}</id><status>${status}</status><failed>0</failed><queued>0</queued></smsc>`).join("\n")}
</smscs></gateway>`;

test.each([
  { statuses: ["online 120s"], finds: [] },
  { statuses: ["online 120s", "re-connecting"], finds: ["KANNEL_SMSC_DOWN"] },
  { statuses: [], finds: ["KANNEL_SMSC_DOWN"] },
])("Kannel with SMSCs $statuses: $finds", async ({ statuses, finds }) => {
  const url = await serve((request, response) =>
    request.url === "/status.xml" ? response.end(statusXml(...statuses)) : response.writeHead(400).end("Empty text not allowed, rejected"),
  );
  const world = doctorWorld({ "sms.kannel.url": url, "doctor.kannelStatusUrl": `${url}/status.xml` });
  expect(await codesOf(kannel, world)).toEqual(finds);
});

test.each([
  { status: 403, text: "Denied", why: "HTTP 403" },
  { status: 404, text: "<html>Unknown", why: "HTTP 404" },
  { status: 200, text: "<html><p>Not Kannel", why: "no XML" },
])("a status page that answers $status $text tells nothing of lines, and that is said", async ({ status, text, why }) => {
  const url = await serve((request, response) => response.writeHead(request.url === "/status.xml" ? status : 400).end(text));
  const world = doctorWorld({ "sms.kannel.url": url, "doctor.kannelStatusUrl": `${url}/status.xml` });
  const findings = await kannel.look(world, AbortSignal.timeout(5000));
  expect(findings).toMatchObject([{ code: "KANNEL_STATUS_UNREADABLE", said: { en: expect.stringContaining(why) } }]);
});

test("a status page that nobody is at is Kannel away", async () => {
  const url = await serve((_request, response) => response.writeHead(400).end());
  const world = doctorWorld({ "sms.kannel.url": url, "doctor.kannelStatusUrl": `${await nobody()}/status.xml` });
  expect(await codesOf(kannel, world)).toEqual(["KANNEL_UNREACHABLE"]);
});

test("Kannel away, and nobody told where its status is", async () => {
  expect(await codesOf(kannel, doctorWorld({ "sms.kannel.url": await nobody() }))).toEqual(["KANNEL_UNREACHABLE", "KANNEL_STATUS_UNSET"]);
});

// ---------------------------------------------------------------------------------------------------- e-mail

async function mailWorld(options: TestSmtpOptions, password?: string) {
  const server = await startSmtpServer(options);
  onTestFinished(() => server.stop());
  const world = (scheme = "smtp", host = "127.0.0.1", ca?: string) =>
    doctorWorld(
      {
        "email.smtp.url": `${scheme}://${host}:${server.port}`,
        "email.from": "labcanary@example.org",
        ...(options.open === true ? {} : { "email.smtp.username": server.username }),
        ...(ca === undefined ? {} : { "email.smtp.caFile": ca }),
      },
      { environment: { LABCANARY_EMAIL_SMTP_PASSWORD: password ?? server.password } },
    );
  return { server, world };
}

test("a mail server that lets us in and takes our sender is well, and no mail is sent", async () => {
  const { server, world } = await mailWorld({});
  expect(await codesOf(smtp, world())).toEqual([]);
  expect(server.mails).toEqual([]);
});

test("also by STARTTLS and by TLS from the first byte", async () => {
  const authority = createTestAuthority();
  const ca = join(temporaryFolder(), "ca.pem");
  writeFileSync(ca, authority.ca);
  const starttls = await mailWorld({ certificate: authority.sign("localhost") });
  expect(await codesOf(smtp, starttls.world("smtp", "localhost", ca))).toEqual([]);
  const tls = await mailWorld({ certificate: authority.sign("localhost"), implicit: true });
  expect(await codesOf(smtp, tls.world("smtps", "localhost", ca))).toEqual([]);
  expect(await codesOf(smtp, tls.world("smtps", "localhost"))).toEqual(["SMTP_UNREACHABLE"]);
});

test("a wrong password and a refused sender are told in the server's words, without the password", async () => {
  const wrong = await mailWorld({}, "a wrong password");
  const [finding] = await smtp.look(wrong.world(), AbortSignal.timeout(3000));
  expect(finding?.code).toBe("SMTP_SENDER_REFUSED");
  expect(finding?.said.en).toContain("AUTH: 535");
  const { server, world } = await mailWorld({ open: true });
  server.refusals = { from: { code: 550, text: "not one of ours" } };
  const [refused] = await smtp.look(world(), AbortSignal.timeout(3000));
  expect(refused?.said.en).toBe("the mail server refuses us at MAIL FROM: 550 not one of ours");
});

// ---------------------------------------------------------------------------------------------------- certificate

test.each([
  { of: "far from its end", now: -40, finds: [] },
  { of: "a day before its end", now: 0, finds: ["CERTIFICATE_EXPIRING", "CERTIFICATE_EXPIRING"] },
  { of: "after its end", now: 2, finds: ["CERTIFICATE_EXPIRED", "CERTIFICATE_EXPIRED"] },
])("a certificate, and that of its authority, $of: $finds", async ({ now, finds }) => {
  expect(await codesOf(certificate, doctorWorld(tlsFiles(), { now: epochMs(Date.now() + days(now)) }))).toEqual(finds);
});

test("a certificate of another key, another name, a chain in the wrong order and a key everybody may read", async () => {
  const now = epochMs(Date.now() - days(40));
  const other = createTestAuthority().sign("broker");
  const files = tlsFiles();
  writeFileSync(files["mqtt.tls.keyFile"], other.key, { mode: 0o600 });
  expect(await codesOf(certificate, doctorWorld(files, { now }))).toEqual(["CERTIFICATE_KEY_MISMATCH"]);
  expect(await codesOf(certificate, doctorWorld({ ...tlsFiles(), "mqtt.tls.host": "mqtt.example.org" }, { now }))).toEqual([
    "CERTIFICATE_NAME",
  ]);
  expect(await codesOf(certificate, doctorWorld(tlsFiles(other.cert), { now }))).toEqual(["CERTIFICATE_CHAIN"]);
  const open = tlsFiles();
  chmodSync(open["mqtt.tls.keyFile"], 0o644);
  expect(await codesOf(certificate, doctorWorld(open, { now }))).toEqual(["CERTIFICATE_KEY_OPEN"]);
});

/** A certificate with its authority behind it, or something else. */
function tlsFiles(behind?: Buffer) {
  const authority = createTestAuthority();
  const { cert, key } = authority.sign("localhost");
  const folder = temporaryFolder();
  const files = { "mqtt.tls.certificateFile": join(folder, "crt.pem"), "mqtt.tls.keyFile": join(folder, "key.pem") };
  writeFileSync(files["mqtt.tls.certificateFile"], Buffer.concat([cert, behind ?? authority.ca]));
  writeFileSync(files["mqtt.tls.keyFile"], key, { mode: 0o600 });
  return files;
}

// ---------------------------------------------------------------------------------------------------- clock

/** Answers as a server of stratum 2 whose clock is `ahead` ms before ours (RFC 5905, 7.3). */
async function timeServer(ahead: number, stratum = 2): Promise<string> {
  const socket = createSocket("udp4");
  socket.on("message", (request, peer) => {
    const answer = Buffer.alloc(48);
    answer[0] = 0x24;
    answer[1] = stratum;
    request.copy(answer, 24, 40, 48);
    for (const offset of [32, 40]) {
      answer.writeUInt32BE(Math.floor((Date.now() + ahead) / 1000) + 2_208_988_800, offset);
      answer.writeUInt32BE(Math.floor((((Date.now() + ahead) % 1000) / 1000) * 2 ** 32), offset + 4);
    }
    socket.send(answer, peer.port, peer.address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  onTestFinished(() => void socket.close());
  return `127.0.0.1:${socket.address().port}`;
}

test.each([
  { ahead: 0, finds: [] },
  { ahead: 10_000, finds: ["CLOCK_OFF"] },
  { ahead: -10_000, finds: ["CLOCK_OFF"] },
])("against a time server $ahead ms ahead: $finds", async ({ ahead, finds }) => {
  expect(await codesOf(clock, doctorWorld({ "doctor.ntpServer": await timeServer(ahead) }))).toEqual(finds);
});

test("a time server that is not synchronised itself proves nothing", async () => {
  const world = doctorWorld({ "doctor.ntpServer": await timeServer(0, 0) });
  await expect(codesOf(clock, world)).rejects.toThrow("not synchronised");
});

test("a clock that was set since the start, and devices whose clocks are wrong", async () => {
  const { figures, startedAt } = diagnosis("unused");
  const jumped = doctorWorld({}, { said: { at: epochMs(startedAt + minutes(10) + seconds(30)) } });
  expect(await codesOf(clock, jumped)).toEqual(["CLOCK_JUMPED"]);
  const worstClock = { deviceId: "cab-17", ahead: minutes(3) };
  expect(await codesOf(clock, doctorWorld({}, { said: { figures: { ...figures, wrongClocks: 1, worstClock } } }))).toEqual([
    "DEVICE_CLOCKS_WRONG",
  ]);
});
