import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../../test/support/files.ts";
import { formatProblem } from "../yaml-source.ts";
import { readEndpoints } from "./endpoints.ts";

function fileOf(text: string, mode = 0o600): string {
  const file = join(temporaryFolder(), "endpoints.yaml");
  writeFileSync(file, text);
  chmodSync(file, mode);
  return file;
}

function problemsOf(text: string, mode?: number): readonly string[] {
  const file = fileOf(text, mode);
  const endpoints = readEndpoints(file);
  return endpoints.ok ? [] : endpoints.error.map((problem) => formatProblem(problem).replaceAll(file, "endpoints.yaml"));
}

const RIGHT = {
  "lab-safety": { kind: "dingtalk", url: "https://oapi.dingtalk.com/robot/send?access_token=5cf1", secret: "SEC1" },
  duty: { kind: "wecom", url: "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a" },
  chemistry: { kind: "feishu", url: "https://open.feishu.cn/open-apis/bot/v2/hook/2f1a" },
  phones: { kind: "ntfy", url: "https://ntfy.example.org", topic: "lab-9f8e7d", token: "tk_1" },
  "facility-system": { kind: "webhook", url: "http://127.0.0.1:9000/labcanary", secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" },
};

test.each([
  { form: "JSON", text: JSON.stringify(RIGHT) },
  {
    form: "YAML",
    text: Object.entries(RIGHT)
      .map(([name, endpoint]) => `${name}: ${JSON.stringify(endpoint)}\n`)
      .join(""),
  },
])("endpoints as $form are read by name", ({ text }) => {
  const endpoints = readEndpoints(fileOf(text));
  expect(endpoints).toEqual({ ok: true, value: new Map(Object.entries(RIGHT)) });
});

test.each([0o640, 0o604, 0o660, 0o777])("a file of mode %o is refused: it holds secrets", (mode) => {
  expect(problemsOf(JSON.stringify(RIGHT), mode)).toEqual([
    `endpoints.yaml:1: others than its owner may read or change it (mode ${mode.toString(8)}), and it holds secrets; chmod 600 endpoints.yaml (FILE_PERMISSIONS)`,
  ]);
});

test("a file that is not there is told", () => {
  const endpoints = readEndpoints("/nowhere/endpoints.yaml");
  expect(endpoints.ok ? [] : endpoints.error.map(formatProblem)).toEqual([
    "/nowhere/endpoints.yaml:1: there is no such file (FILE_UNREADABLE)",
  ]);
});

describe("a mistake is told with its place and a way out", () => {
  const https = "https://example.org/hook";
  test.each([
    {
      text: "- a\n",
      told: ["endpoints.yaml:1: give names with endpoints below them: lab-safety: { kind: dingtalk, url: https://… } (ENDPOINT_SHAPE)"],
    },
    { text: "a: [\n", told: [expect.stringContaining("(FILE_NOT_YAML)")] },
    {
      text: "lab safety: {}\n",
      told: [expect.stringContaining('"lab safety" is no name: a name is 1 to 64 of A-Z a-z 0-9 . _ - (ENDPOINT_SHAPE)')],
    },
    {
      text: "a:\n  kind: slack\n",
      told: ["endpoints.yaml:2: a.kind: give one of ntfy, webhook, dingtalk, wecom, feishu (ENDPOINT_SHAPE)"],
    },
    { text: "a: null\n", told: ["endpoints.yaml:1: a.kind: give one of ntfy, webhook, dingtalk, wecom, feishu (ENDPOINT_SHAPE)"] },
    {
      text: "a:\n  kind: webhook\n",
      told: ["endpoints.yaml:1: a: url is missing (ENDPOINT_SHAPE)", "endpoints.yaml:1: a: secret is missing (ENDPOINT_SHAPE)"],
    },
    {
      text: `a:\n  kind: feishu\n  url: ${https}\n  secrets: x\n`,
      told: ['endpoints.yaml:4: a.secrets: there is no key "secrets" here; did you mean secret? (ENDPOINT_SHAPE)'],
    },
    {
      text: `a:\n  kind: feishu\n  url: http://example.org/hook\n`,
      told: ["endpoints.yaml:3: a.url: give an address that begins with https:// (http:// is for loopback only) (ENDPOINT_VALUE)"],
    },
    {
      text: `a:\n  kind: wecom\n  url: ${https}\n`,
      told: ["endpoints.yaml:3: a.url: give the robot's whole address, with ?key=… (ENDPOINT_VALUE)"],
    },
    {
      text: `a: { kind: ntfy, url: "https://ntfy.sh/lab", topic: lab }\nb: { kind: ntfy, url: "https://ntfy.sh", topic: "my lab" }\n`,
      told: [
        "endpoints.yaml:1: a.url: give the server's address alone; the topic has a key of its own (ENDPOINT_VALUE)",
        "endpoints.yaml:2: b.topic: a topic is 1 to 64 of A-Z a-z 0-9 _ - (ENDPOINT_VALUE)",
      ],
    },
    {
      text: `a:\n  kind: webhook\n  url: ${https}\n  secret: hunter2\n`,
      told: [
        'endpoints.yaml:4: a.secret: give whsec_ and base64 of 24 to 64 bytes: echo "whsec_$(openssl rand -base64 32)" (ENDPOINT_VALUE)',
      ],
    },
  ])("$text", ({ text, told }) => {
    expect(problemsOf(text)).toEqual(told);
  });

  test("and never with a secret", () => {
    const text =
      "a:\n  kind: dingtalk\n  url: http://x/?access_token=hunter2\n  secret: [hunter2]\nb:\n  kind: webhook\n  url: hunter2\n  secret: hunter2\n";
    expect(problemsOf(text).join("\n")).not.toContain("hunter2");
    expect(problemsOf(text)).toHaveLength(3);
  });
});
