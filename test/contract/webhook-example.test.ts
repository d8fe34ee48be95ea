import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createEndpointChannel, WEBHOOK } from "@labcanary/alerting";
import { expect, onTestFinished, test } from "vitest";
import { createSettableClock } from "../support/clock.ts";
import { temporaryFolder } from "../support/files.ts";
import { testNotification } from "../support/notification.ts";
import { createTestLogger } from "../support/observing.ts";
import { json, startProvider } from "../support/providers/server.ts";

const GUIDE = join(import.meta.dirname, "../../docs/guides/channels.md");
const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

type IsGenuine = (secret: string, headers: object, body: string, nowSeconds: number) => boolean;

/** The example of the guide, as whoever copies it has it. */
async function exampleOfGuide(): Promise<IsGenuine> {
  const [, code = ""] = /```js\n([\s\S]*?)```/.exec(readFileSync(GUIDE, "utf8")) ?? [];
  const file = join(temporaryFolder(), "example.mjs");
  writeFileSync(file, code);
  const example = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as { readonly isGenuine: IsGenuine };
  return example.isGenuine;
}

test("the receiver of the guide takes what we send, and nothing that was changed, kept back or signed by another", async () => {
  const isGenuine = await exampleOfGuide();
  const server = await startProvider(() => json(200, {}));
  const clock = createSettableClock();
  const endpoints = new Map([["system", { kind: "webhook", url: `${server.url}/hook`, secret: SECRET } as const]]);
  const channel = createEndpointChannel(WEBHOOK, { endpoints }, { clock, logger: createTestLogger() });
  await channel.start();
  onTestFinished(async () => {
    await channel.stop();
    await server.stop();
  });
  await channel.deliver(testNotification({ channel: "webhook", address: "system" }), new AbortController().signal);

  const [asked] = server.asked;
  if (asked === undefined) throw new Error("nothing was sent");
  const { headers, body } = asked;
  const now = clock.now() / 1000;
  const other = `whsec_${Buffer.from("another key of 24 bytes.").toString("base64")}`;
  expect(isGenuine(SECRET, headers, body, now)).toBe(true);
  expect(isGenuine(SECRET, headers, body, now + 299)).toBe(true);
  expect(isGenuine(SECRET, headers, body, now + 301)).toBe(false);
  expect(isGenuine(SECRET, headers, body.replace("high", "low"), now)).toBe(false);
  expect(isGenuine(SECRET, { ...headers, "webhook-id": "msg_1" }, body, now)).toBe(false);
  expect(isGenuine(SECRET, { ...headers, "webhook-timestamp": String(now + 1) }, body, now)).toBe(false);
  expect(isGenuine(other, headers, body, now)).toBe(false);
  expect(isGenuine(SECRET, {}, body, now)).toBe(false);
});
