import { writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../../../test/support/files.ts";
import { startTestBroker, type TestBroker } from "../../../test/support/plain-broker.ts";
import { runCommandLine } from "./command-line.ts";

let broker: TestBroker;
beforeEach(async () => {
  broker = await startTestBroker();
});
afterEach(() => broker.kill());

/** A story that is over after a second. */
const STORY = `scenario: s
about: { en: Gas., zh: 气体。 }
site: site.yaml
starts: 2026-11-24T14:00+08:00
ends: "14:00:01"
devices: { lab-1: { every: 200ms, signals: { ch4: { around: 1 %LEL } } } }
story:
  - at 14:00 the ch4 of lab-1 jumps to 12 %LEL
  - expect alarm lab-1/ch4/high by 14:00:01
  - at 14:00 li acknowledges
  - expect lab-1/ch4/high acknowledged by 14:00:01
`;

const ALARM = { id: "a1", source: { kind: "rule", ruleId: "lab-1/ch4/high", signal: "lab-1/ch4", zoneId: "lab" } };

/** What of the platform's API a story asks, with one alarm on it; `raised`: whether it ever came. Returns its address and what was asked. */
async function startApi(raised: boolean): Promise<{ readonly url: string; readonly asked: readonly string[] }> {
  const asked: string[] = [];
  const entries: object[] = [];
  const line = (kind: string, actor: string): void => {
    entries.push({ number: entries.length + 1, at: Date.now(), kind, actor, alarmId: "a1", detail: {}, previousHash: "", hash: "" });
  };
  const answers: Readonly<Record<string, () => object>> = {
    zones: () => ({ people: [{ id: "li", name: "Li Na" }], zones: [{ id: "lab", responsible: "Li Na" }] }),
    people: () => ({ people: [{ id: "li", roles: [], securityCentre: false }] }),
    journal: () => ({ entries, alarms: raised ? [ALARM] : [] }),
    alarms: () => {
      if (raised && entries.length === 0) line("raised", "rules");
      return { alarms: raised ? [ALARM] : [] };
    },
    "alarms/a1/acknowledge": () => {
      line("acknowledged", "user:li");
      return {};
    },
  };
  const server = createServer((request: IncomingMessage, response) => {
    const path = new URL(request.url ?? "/", "http://api").pathname.replace("/api/v1/", "");
    asked.push(`${request.method} ${path}`);
    const isKnown = request.headers.authorization === "Bearer lct_right";
    const answer = isKnown ? answers[path] : undefined;
    response.writeHead(isKnown ? (answer === undefined ? 404 : 200) : 401, { "content-type": "application/json" });
    response.end(JSON.stringify(answer?.() ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

async function run(...words: readonly string[]): Promise<{ readonly exit: number; readonly text: string }> {
  const folder = temporaryFolder();
  const file = join(folder, "s.yaml");
  const credentials = join(folder, "credentials.json");
  writeFileSync(file, STORY);
  writeFileSync(credentials, JSON.stringify([{ deviceId: "lab-1", token: "secret-token" }]));
  const lines: string[] = [];
  const tell = (text: string): void => void lines.push(text);
  const terminal = { out: tell, error: tell, interrupted: new Promise<void>(() => undefined) };
  const exit = await runCommandLine(["run", file, "--url", broker.url, "--credentials", credentials, ...words], terminal);
  return { exit, text: lines.join("\n") };
}

test("a story is played on a running platform, its people act over the API, and it is told what came", async () => {
  const api = await startApi(true);
  const { exit, text } = await run("--api", api.url, "--token", "lct_right");
  expect(text).toContain("expect lab-1/ch4/high acknowledged by 14:00:01");
  expect(text.match(/✓/g)).toHaveLength(2);
  expect(exit).toBe(0);
  expect(api.asked).toContain("POST alarms/a1/acknowledge");
  const values = broker.received.filter(({ topic }) => topic.endsWith("/telemetry")).map(({ payload }) => payload);
  expect(values.join()).toContain('{"value":12,"quality":"simulated"}');
});

test("what did not come ends with 1, and says so", async () => {
  const api = await startApi(false);
  const { exit, text } = await run("--api", api.url, "--token", "lct_right");
  expect(text).toContain("it was never raised");
  expect(text).toContain("there was no such alarm then");
  expect(exit).toBe(1);
});

test("in training nothing of the story is told or done, and the end says how people did", async () => {
  const api = await startApi(true);
  const { exit, text } = await run("--api", api.url, "--token", "lct_right", "--training");
  expect(exit).toBe(0);
  expect(text).not.toContain("jumps");
  expect(api.asked.filter((one) => one.startsWith("POST"))).toEqual([]);
  expect(text).toContain("No alarm was raised");
});

test.each([
  [["--api", "http://127.0.0.1:1"], 2, "--api and --token belong together"],
  [["--api", "ftp://x", "--token", "t"], 2, "is no address of a platform's pages"],
  [["--training"], 2, "--training tells at the end how people did; add --api and --token"],
  [["--training", "--as-real", "--api", "http://127.0.0.1:1", "--token", "t"], 2, "--training is always marked as simulated"],
])("%o is refused with %s: %s", async (words, code, message) => {
  const { exit, text } = await run(...words);
  expect([exit, text]).toEqual([code, expect.stringContaining(message)]);
});

test("a token nobody knows is told with what would be right", async () => {
  const api = await startApi(true);
  const { exit, text } = await run("--api", api.url, "--token", "lct_wrong");
  expect([exit, text]).toEqual([1, expect.stringContaining("the platform does not know the token; issue one on the page Account")]);
});
