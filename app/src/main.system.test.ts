import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { createUserDirectory } from "@labcanary/dashboard";
import { temporaryFolder } from "../../test/support/files.ts";

const MAIN = join(import.meta.dirname, "main.ts");
const EXAMPLE = join(import.meta.dirname, "../../examples/chemistry-building/site.yaml");

/** Runs `labcanary` as an engineer does, in an empty folder of its own. */
function labcanary(words: readonly string[], { input = "", folder = temporaryFolder() }: { input?: string; folder?: string } = {}) {
  const environment = Object.entries(process.env).filter(([name]) => !name.startsWith("LABCANARY_"));
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--conditions=development", MAIN, ...words], {
    cwd: folder,
    input,
    encoding: "utf8",
    env: Object.fromEntries(environment),
  });
  return { status, stdout, stderr, folder };
}

describe("help", () => {
  test.each([["help"], ["--help"], ["-h"]])("%s lists every command", (word) => {
    const { status, stdout } = labcanary([word]);
    expect(status).toBe(0);
    for (const command of ["start", "demo", "check", "schema", "device enrol", "user add", "kannel", "journal verify"])
      expect(stdout).toContain(`labcanary ${command}`);
  });

  test.each([["start"], ["check"], ["device"], ["user"], ["kannel"], ["journal"], ["demo"]])("%s --help says what it does", (command) => {
    const { status, stdout } = labcanary([command, "--help"]);
    expect(status).toBe(0);
    expect(stdout).toMatch(new RegExp(`^labcanary ${command}`));
  });
});

describe("what was typed wrong ends with 2 and says what would be right", () => {
  test.each<{ words: readonly string[]; says: string; on?: "stdout" }>([
    { words: [], says: "labcanary start", on: "stdout" },
    { words: ["strat"], says: 'there is no command "strat"; did you mean start?' },
    { words: ["constructor"], says: "there are start, demo" },
    { words: ["start", "--prot", "0"], says: "Unknown option '--prot'" },
    { words: ["start", "--port", "many"], says: "0 to 65535" },
    { words: ["start", "--port", "70000"], says: "0 to 65535" },
    { words: ["start"], says: "there is no site file site.yaml. A site file says what is watched" },
    { words: ["start", "--config", "gone.yaml"], says: "gone.yaml:1: there is no such file" },
    { words: ["check"], says: "labcanary check site.yaml" },
    { words: ["device"], says: "labcanary device enrol" },
    { words: ["device", "enrol"], says: "--all" },
    { words: ["device", "enrol", "my cabinet"], says: '"my cabinet" is no device id: 1 to 64 of' },
    { words: ["device", "enrol", "--all"], says: "site.yaml:1: there is no such file" },
    { words: ["user", "add", "wang"], says: "--role is one of" },
    { words: ["user", "add", "wang", "--role", "king"], says: "--role is one of" },
    { words: ["user", "add", "wang", "--role", "operator"], says: "--password-stdin" },
    { words: ["user", "remove"], says: "labcanary user remove NAME" },
    { words: ["user", "set-rolle", "wang"], says: "did you mean set-role?" },
    { words: ["user", "remove", "wang"], says: "USER_UNKNOWN" },
    { words: ["journal"], says: "labcanary journal verify" },
    { words: ["journal", "verify"], says: "there is no data folder data" },
  ])("labcanary $words", ({ words, says, on }) => {
    const result = labcanary(words);
    expect(result.status).toBe(2);
    expect(on === "stdout" ? result.stdout : result.stderr).toContain(says);
    expect(result.stderr).not.toMatch(/^\s+at /m);
  });
});

describe("check", () => {
  test("the example is right", () => {
    const { status, stdout } = labcanary(["check", EXAMPLE]);
    expect(stdout).toMatch(/is right: \d+ zones on 2 plans, 6 people, 2 routes, 9 devices, 24 signals, \d+ rules/);
    expect(status).toBe(0);
  });

  test("a wrong file ends with 1, each mistake on a line of its own", () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "site.yaml"), "site: x\ntimezone: UTC\n");
    const { status, stdout, stderr } = labcanary(["check", "site.yaml"], { folder });
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toContain('site.yaml:2: timezone: there is no key "timezone" here; did you mean timeZone? (SITE_SHAPE)\n');
  });

  test("a contact whose endpoint the installation lacks is a warning", () => {
    const folder = temporaryFolder();
    cpSync(join(EXAMPLE, ".."), folder, { recursive: true });
    const site = readFileSync(EXAMPLE, "utf8").replace(
      'phone: "+8613800000009"',
      'phone: "+8613800000009", ntfy: duty-phones, wecom: duty',
    );
    writeFileSync(join(folder, "site.yaml"), site);
    writeFileSync(join(folder, "labcanary.yaml"), "endpoints: { file: endpoints.yaml }\n");
    const duty = "duty: { kind: wecom, url: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a' }\n";
    writeFileSync(join(folder, "endpoints.yaml"), duty, { mode: 0o600 });
    const { status, stdout, stderr } = labcanary(["check", "site.yaml"], { folder });
    expect(stdout).toContain("site.yaml is right");
    const [readings, outside, endpoint, ...others] = stderr.split("\n").toSorted().reverse();
    expect(readings).toContain("kept 400 days (history.rawDays)");
    expect(outside).toContain("no path is tested daily beyond this machine");
    expect(endpoint).toBe(
      'warning: desk is to be reached by the ntfy endpoint "duty-phones", which the endpoints file does not have; see docs/guides/channels.md',
    );
    expect(others).toEqual([""]);
    expect(status).toBe(0);
  });
});

test("schema prints a JSON Schema", () => {
  const { status, stdout } = labcanary(["schema"]);
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ title: "LabCanary site", type: "object", additionalProperties: false });
});

test("kannel prints the same groups each time, with a secret no other installation has, and none for a port that will not stay", () => {
  const first = labcanary(["kannel"]);
  expect(first.stdout).toMatch(/get-url = "http:\/\/127\.0\.0\.1:9465\/reply\?secret=[\w-]{43}&from=%q&text=%b&charset=%C&id=%I"/);
  expect(labcanary(["kannel"], { folder: first.folder }).stdout).toBe(first.stdout);
  expect(labcanary(["kannel"]).stdout).not.toBe(first.stdout);
  expect(labcanary(["kannel", "--port", "0"])).toMatchObject({ status: 2, stderr: expect.stringContaining("a port that stays") });
});

describe("device enrol", () => {
  test("tells each token once, for a machine or for a person", () => {
    const { stdout, folder } = labcanary(["device", "enrol", "--all", "--json", "--site", EXAMPLE]);
    const told = JSON.parse(stdout) as { deviceId: string; token: string }[];
    expect(told.map(({ deviceId }) => deviceId)).toContain("cab-17");
    expect(told).toHaveLength(9);
    const kept = readFileSync(join(folder, "data/devices.json"), "utf8");
    for (const { token } of told) expect(kept).not.toContain(token);
    expect(labcanary(["device", "enrol", "cab-17", "cab-17"], { folder }).stdout).toMatch(/^cab-17 [\w-]{43}\n$/);
  });
});

test("user: who may sign in is listed, changed and removed", () => {
  const { folder } = labcanary(["user", "add", "boss", "--role", "administrator", "--password-stdin"], {
    input: "a long enough password\n",
  });
  const run = (words: readonly string[], input = "") => labcanary(["user", ...words], { folder, input });
  run(["add", "wang", "--role", "operator", "--password-stdin"], "a long enough password\n");
  expect(run(["set-role", "wang", "--role", "engineer", "--site", EXAMPLE, "--zone", "nowhere"]).stderr).toContain('no zone "nowhere"');
  expect(run(["set-role", "wang", "--role", "engineer"]).stdout).toBe("wang is engineer from now on\n");
  expect(run(["set-password", "wang", "--password-stdin"], "another long password\n").status).toBe(0);
  expect(run(["reset-second-factor", "wang"]).status).toBe(0);
  expect(JSON.parse(run(["list", "--json"]).stdout)).toMatchObject([
    { name: "boss", role: "administrator" },
    { name: "wang", role: "engineer", secondFactor: false },
  ]);
  expect(run(["remove", "boss"]).stderr).toContain("LAST_ADMINISTRATOR");
  expect(run(["remove", "wang"]).status).toBe(0);
  expect(run(["list"]).stdout).toBe("boss\tadministrator\tall zones\tpassword only\n");
});

describe("user add", () => {
  const PASSWORD = "correct horse battery staple";

  test("takes the password from standard input and keeps it nowhere as it is", () => {
    const { status, stdout, folder } = labcanary(["user", "add", "wang", "--role", "operator", "--password-stdin"], {
      input: `${PASSWORD}\n`,
    });
    expect({ status, stdout }).toEqual({ status: 0, stdout: "wang may sign in as operator\n" });
    expect(stdout).not.toContain(PASSWORD);
    expect(existsSync(join(folder, "data"))).toBe(true);
  });

  test("limits a person to zones of the site, and to no others", () => {
    const words = ["user", "add", "wang", "--role", "responsible-person", "--password-stdin", "--site", EXAMPLE];
    const wrong = labcanary([...words, "--zone", "room-999"], { input: `${PASSWORD}\n` });
    expect(wrong.status).toBe(2);
    expect(wrong.stderr).toContain('the site has no zone "room-999"; ');
    const { status, stdout, folder } = labcanary([...words, "--zone", "room-114", "--zone", "ward-3", "--zone", "room-114"], {
      input: `${PASSWORD}\n`,
    });
    expect({ status, stdout }).toEqual({ status: 0, stdout: "wang may sign in as responsible-person, limited to room-114, ward-3\n" });
    expect(createUserDirectory(join(folder, "data")).list()).toMatchObject([
      { name: "wang", role: "responsible-person", zones: ["room-114", "ward-3"] },
    ]);
  });

  test("a password that is too short is refused with its code", () => {
    const { status, stderr } = labcanary(["user", "add", "wang", "--role", "operator", "--password-stdin"], { input: "short\n" });
    expect(status).toBe(2);
    expect(stderr).toMatch(/\([A-Z_]+\)\n$/);
  });
});

describe("start", () => {
  test.each([
    { settings: "http: { host: 0.0.0.0, port: 0 }", says: "without TLS the dashboard listens on loopback only" },
    { settings: "http: { port: 0 }\nsms: { kannel: { passwordFile: gone.txt, url: 'http://127.0.0.1:1' } }", says: "gone.txt" },
  ])("with $settings ends with 1 and a sentence, not a stack", ({ settings, says }) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "labcanary.yaml"), `${settings}\nmqtt: { port: 0 }\nops: { port: 0 }\n`);
    const { status, stderr } = labcanary(["start", "--site", EXAMPLE], { folder });
    expect(status).toBe(1);
    expect(stderr).toContain(says);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  test("with an endpoints file that others may read ends with 2 and says what would be right", () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "labcanary.yaml"), "endpoints: { file: endpoints.yaml }\n");
    writeFileSync(join(folder, "endpoints.yaml"), "{}\n");
    chmodSync(join(folder, "endpoints.yaml"), 0o644);
    const { status, stderr } = labcanary(["start", "--site", EXAMPLE, "--port", "0"], { folder });
    expect(status).toBe(2);
    expect(stderr).toContain("chmod 600 endpoints.yaml (FILE_PERMISSIONS)");
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  test("on a port that is taken says which", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const folder = temporaryFolder();
    writeFileSync(join(folder, "labcanary.yaml"), `http: { port: 0 }\nmqtt: { port: 0 }\nops: { port: ${port} }\n`);
    const { status, stderr } = labcanary(["start", "--site", EXAMPLE], { folder });
    expect(status).toBe(1);
    expect(stderr).toContain(`address already in use 127.0.0.1:${port}`);
  });
});
