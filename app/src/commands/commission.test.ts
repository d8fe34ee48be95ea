import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { epochMs, seconds } from "@labcanary/domain/basics";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { call } from "../../../test/support/browser-api.ts";
import {
  type BrowserPlatform,
  PASSWORD,
  type PlatformSetup,
  signIn,
  startBrowserPlatform,
} from "../../../test/support/browser-platform.ts";
import { createSettableClock } from "../../../test/support/clock.ts";
import { proofOf } from "../../../test/support/commissioning-proof.ts";
import { temporaryFolder } from "../../../test/support/files.ts";
import { testSite } from "../../../test/support/site.ts";
import { totpAt } from "../../../test/support/totp.ts";
import { UsageError } from "../command-line.ts";
import { commission, type CommissionDeps, EXAMPLES } from "./commission.ts";

const SIGNAL = "cab-17/vapour";
const SITE = testSite();

let out = "";
let complained = "";
beforeEach(() => {
  out = "";
  complained = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => ((out += String(text)), true));
  vi.spyOn(process.stderr, "write").mockImplementation((text) => ((complained += String(text)), true));
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const start = (setup: PlatformSetup = {}) => startBrowserPlatform({ site: SITE, users: { chen: "engineer", mei: "operator" }, ...setup });
/** Whoever watches has enough at once; `steps` happen before, one each time it is looked again. */
const deps = (steps: readonly (() => void)[] = [], over: Partial<CommissionDeps> = {}): CommissionDeps => {
  const left = [...steps];
  return {
    password: async () => PASSWORD,
    next: async () => {
      const step = left.shift();
      step?.();
      return step !== undefined;
    },
    ...over,
  };
};
const run = ({ url }: Pick<BrowserPlatform, "url">, words: string, with_: CommissionDeps = deps()) =>
  commission([...words.split(" "), "--api", url], with_);
/** Words as a shell splits them. */
const shellWords = (line: string): string[] => [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");

describe("the help", () => {
  test("tells every verb, and its examples do what they say on a running platform, in their order", async () => {
    expect(await commission(["--help"])).toBe(0);
    for (const example of EXAMPLES) expect(out).toContain(`\n  ${example}\n`);
    const platform = await start();
    platform.commissioning.put(SIGNAL, { proof: proofOf(SIGNAL, SITE, epochMs(Date.now())) });
    const results: unknown[] = [];
    for (const example of EXAMPLES) {
      const [program, command, ...words] = shellWords(example);
      expect([program, command]).toEqual(["labcanary", "commission"]);
      results.push([words[0], await commission([...words, "--api", platform.url], deps())]);
    }
    expect(results).toEqual(["list", "list", "begin", "watch", "end", "void", "proof"].map((verb) => [verb, 0]));
    expect(complained).toBe("");
    expect(platform.commissioning.commands.map(({ verb, by }) => [verb, by])).toEqual([
      ["start", "chen"],
      ["abandon", "chen"],
      ["void", "chen"],
    ]);
  });
});

describe("a test that is begun", () => {
  test("shows each step as it happens, until it is signed on the page", async () => {
    const platform = await start();
    const testNow = () => platform.commissioning.commissioningOf(SIGNAL, true)?.test ?? expect.fail("no test");
    const at = epochMs(Date.UTC(2026, 10, 22, 8));
    const { alarm, text, acknowledged } = proofOf(SIGNAL, SITE, at);
    const steps = [
      () => platform.commissioning.put(SIGNAL, { test: { ...testNow(), alarm } }),
      () => platform.commissioning.put(SIGNAL, { test: { ...testNow(), alarm, text } }),
      () => platform.commissioning.put(SIGNAL, { proof: proofOf(SIGNAL, SITE, at, { id: testNow().id, alarm, text, acknowledged }) }),
    ];
    expect(await run(platform, `begin ${SIGNAL} --stimulus test-gas --user chen`, deps(steps))).toBe(0);
    expect(out.split("\n").slice(1)).toEqual([
      `${SIGNAL}: … set the sensor off`,
      `${SIGNAL}: alarm K7QF, high, by cab-17/vapour/high, 2026-11-22 16:00:00`,
      `${SIGNAL}: … a text is to come to somebody`,
      `${SIGNAL}: text delivered to Wang Fang by sms, 2026-11-22 16:00:00`,
      `${SIGNAL}: … whoever got the text, or the security centre, is to acknowledge`,
      `${SIGNAL}: acknowledged by mei, 2026-11-22 16:00:00`,
      `${SIGNAL}: signed by li, 2026-11-22 16:00:00; it is in service`,
      "",
    ]);
    expect(out).toMatch(/^cab-17\/vapour is under test \(test gas or warmth\), begun by chen .*; until .* its alarms are texted as TEST\n/);
  });

  test("that ends without a signature is told so, and is no success", async () => {
    const platform = await start();
    const steps = [() => platform.commissioning.put(SIGNAL, {})];
    expect(await run(platform, `begin ${SIGNAL} --stimulus real --user chen`, deps(steps))).toBe(1);
    expect(out).toContain(`${SIGNAL}: the test has ended and was not signed; an alarm that still holds is a real one now\n`);
  });

  test("goes on when nobody watches any more", async () => {
    const platform = await start();
    expect(await run(platform, `begin ${SIGNAL} --stimulus real --user chen`)).toBe(0);
    expect(out).toContain("no longer watched; what is under test stays so");
    expect(await run(platform, `begin ${SIGNAL} --stimulus real --no-watch --user chen`)).toBe(0);
    expect(platform.commissioning.testsUnderWay()).toHaveLength(1);
  });

  test("of several signals, one that is refused keeps none of the others", async () => {
    const platform = await start();
    expect(await run(platform, `begin no/where ${SIGNAL} --stimulus real --no-watch --user chen`)).toBe(1);
    expect(complained).toContain("no/where: ");
    expect(complained).toContain("(SIGNAL_UNKNOWN)");
    expect(platform.commissioning.testsUnderWay().map(({ signal }) => signal)).toEqual([SIGNAL]);
  });
});

describe("who asks", () => {
  test("a person is signed in for as long as it takes, and no longer", async () => {
    const platform = await start();
    expect(await run(platform, "list --user chen")).toBe(0);
    const { token } = await signIn(platform.url, "chen");
    const { body } = await call(platform, "GET", "/api/v1/account", { as: token });
    expect(body.sessions).toHaveLength(1);
  });

  test("a wrong password does nothing", async () => {
    const platform = await start();
    const wrong = deps([], { password: async () => "a guess" });
    await expect(run(platform, `begin ${SIGNAL} --stimulus real --user chen`, wrong)).rejects.toMatchObject({ code: "SIGN_IN_REFUSED" });
    expect(platform.commissioning.commands).toEqual([]);
  });

  test("whose role does not test is refused", async () => {
    const platform = await start();
    await expect(run(platform, "list --user mei")).rejects.toMatchObject({ code: "ROLE_FORBIDDEN" });
  });

  test("whoever has a second factor is asked for its code", async () => {
    const clock = createSettableClock();
    const platform = await start({ clock });
    const { token } = await signIn(platform.url, "chen");
    const own = (path: string, body: object) => call(platform, "POST", `/api/v1/account/${path}`, { as: token, body });
    const { secret } = (await own("second-factor/begin", { password: PASSWORD })).body;
    const codeNow = () => totpAt(secret, clock.now());
    expect((await own("second-factor", { code: codeNow() })).status).toBe(201);
    clock.advance(seconds(30));
    await expect(run(platform, "list --user chen --password-stdin")).rejects.toMatchObject({ code: "SECOND_FACTOR_REQUIRED" });
    expect(await run(platform, `list --user chen --code ${codeNow()}`)).toBe(0);
  });

  test("a program may look by its token, and begins nothing", async () => {
    const platform = await start();
    const { token: engineer } = await signIn(platform.url, "chen");
    const issue = { name: "rounds", role: "engineer", days: 1, password: PASSWORD };
    const issued = await call(platform, "POST", "/api/v1/tokens", { as: engineer, body: issue });
    const file = join(temporaryFolder(), "token");
    writeFileSync(file, `${issued.body.token}\n`);
    expect(await run(platform, `list --json --token-file ${file}`)).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ total: SITE.signals.length, signals: [{ signal: SIGNAL, state: "described" }] });
    vi.stubEnv("LABCANARY_API_TOKEN", issued.body.token);
    expect(await run(platform, `proof ${SIGNAL}`)).toBe(1);
    expect(out).toContain(`${SIGNAL} was never proven\n`);
    await expect(run(platform, `end ${SIGNAL}`)).rejects.toThrow("is a person's to do");
  });
});

test("a proof is printed with every step, who signed and what that means", async () => {
  const platform = await start();
  const at = epochMs(Date.UTC(2026, 10, 22, 8));
  platform.commissioning.put(SIGNAL, { proof: proofOf(SIGNAL, SITE, at, { note: "bottle 7" }) });
  expect(await run(platform, `proof ${SIGNAL} --user chen`)).toBe(0);
  for (const line of [
    /^cab-17\/vapour, .*: in service$/m,
    /^ {2}set off by +test gas or warmth$/m,
    /^ +alarm K7QF, high, by cab-17\/vapour\/high, 2026-11-22 16:00:00$/m,
    /^ {2}signed +by li, 2026-11-22 16:00:00: saw the test, and holds the signal to be fit to protect people$/m,
    /^ {2}note +bottle 7$/m,
  ])
    expect(out).toMatch(line);
});

test.each([
  { words: "", says: "list|begin|watch|end|void|proof" },
  { words: "beginn x/y", says: "begin" },
  { words: `sign ${SIGNAL} --user chen`, says: "signed on the page Commissioning" },
  { words: "begin --stimulus real --user chen", says: "name a signal" },
  { words: "begin vapour --stimulus real --user chen", says: "write DEVICE/SIGNAL" },
  { words: `begin ${SIGNAL} --user chen`, says: "--stimulus real, test-gas, simulated" },
  { words: `begin ${SIGNAL} --stimulus gas --user chen`, says: 'takes no "gas"' },
  { words: `void ${SIGNAL} --user chen`, says: "--reason" },
  { words: `proof ${SIGNAL} cab-18/vapour --user chen`, says: "one signal at a time" },
  { words: `list ${SIGNAL} --user chen`, says: "takes no signal" },
  { words: "list", says: "--user NAME" },
  { words: "list --user chen --token-file t", says: "not both" },
])("what is typed wrong says what would be right: $words", async ({ words, says }) => {
  const wrong = await commission(words === "" ? [] : words.split(" "), deps()).catch((error: unknown) => error);
  expect(wrong).toBeInstanceOf(UsageError);
  expect((wrong as UsageError).message).toContain(says);
});

test("no platform that answers is said so", async () => {
  await expect(run({ url: "http://127.0.0.1:1" }, "list --user chen")).rejects.toThrow("no platform answers on http://127.0.0.1:1");
});
