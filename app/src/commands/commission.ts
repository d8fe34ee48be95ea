import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import type { CommissioningAnswer, ToldCommissioning } from "@labcanary/dashboard";
import { type EpochMs, epochMs, type Text } from "@labcanary/domain/basics";
import { type CommissioningTest, type Stimulus, STIMULI } from "@labcanary/domain/commissioning";
import { parseCommand, UsageError } from "../command-line.ts";
import { listText } from "../commissioning/list-text.ts";
import { type Asker, openPlatformApi, type PlatformApi, PlatformRefusal } from "../commissioning/platform-api.ts";
import { proofText } from "../commissioning/proof-text.ts";
import { watchTests } from "../commissioning/watch.ts";
import { begunText, type Reading } from "../commissioning/words.ts";
import { insteadOf } from "../nearest.ts";
import { siteTime } from "../questions/site-time.ts";
import { passwordFrom } from "./password.ts";
import { settingsFor } from "./settings.ts";

export const EXAMPLES = [
  "labcanary commission list --user chen",
  "labcanary commission list --json --user chen",
  "labcanary commission begin cab-17/vapour --stimulus test-gas --user chen",
  "labcanary commission watch cab-17/vapour --user chen",
  "labcanary commission end cab-17/vapour --user chen",
  'labcanary commission void cab-17/vapour --reason "new cell" --user chen',
  "labcanary commission proof cab-17/vapour --user chen",
] as const;

const HELP = `labcanary commission list [--all] [--json]
labcanary commission begin DEVICE/SIGNAL… --stimulus ${STIMULI.join("|")} [--no-watch]
labcanary commission watch DEVICE/SIGNAL…
labcanary commission end DEVICE/SIGNAL…
labcanary commission void DEVICE/SIGNAL --reason TEXT
labcanary commission proof DEVICE/SIGNAL [--json]
                     --user NAME [--password-stdin] [--code CODE] | --token-file FILE
                     [--api URL] [--config labcanary.yaml]

Which signals are proven to protect, by age, and the tests that prove it; asks the running platform.
  list   what is under test, was never proven, is to be proven again, or will be within 30 days; --all: every signal
  begin  starts a test, for an hour at most, and shows its steps as they happen; ctrl-C leaves it under way
  watch  shows the steps of tests that are under way; exit code 0 when all were signed, 1 when one was not
  end    ends a test without signing it; an alarm that still holds is then a real one, and people are told anew
  void   says that a proof holds no longer: the sensor was replaced or moved
  proof  prints the last proof of a signal
A test is signed on the page Commissioning, and nowhere else: by the person who saw it, with what the signature means before their eyes.
Whoever begins, ends or voids signs in as a person (--user); a password is asked for in the terminal, or read from standard input with
--password-stdin. Only to look, the token of an engineer's program will do: --token-file, or LABCANARY_API_TOKEN.

Examples:
${EXAMPLES.map((example) => `  ${example}\n`).join("")}`;

/** Chosen: a step is seen as soon as somebody looks up from the sensor. */
const LOOK_EVERY = 1_000;
/** Everything the API gives at once. */
const WHOLE_LIST = "commissioning?limit=10000";

export interface CommissionDeps {
  readonly password: typeof passwordFrom;
  /** Waits until it is time to look again; false once whoever watches has had enough. */
  readonly next: (calledOff: AbortSignal) => Promise<boolean>;
}

const OF_THE_TERMINAL: CommissionDeps = {
  password: passwordFrom,
  next: (calledOff) =>
    pause(LOOK_EVERY, true, { signal: calledOff }).catch((error: unknown) => {
      if (calledOff.aborted) return false;
      throw error;
    }),
};

interface Said {
  readonly signals: readonly string[];
  readonly stimulus: string | undefined;
  readonly reason: string | undefined;
  readonly isAll: boolean;
  readonly isJson: boolean;
  readonly watches: boolean;
}

interface World {
  readonly api: PlatformApi;
  readonly reading: Reading;
  readonly place: (zoneId: string) => string;
  readonly next: () => Promise<boolean>;
}

interface Verb {
  /** How many signals it takes; one of two is the least. */
  readonly signals: "none" | "one" | "some";
  /** It changes something, and so is a person's to do. */
  readonly changes: boolean;
  readonly run: (said: Said, world: World) => Promise<number>;
}

const VERBS: Readonly<Record<string, Verb>> = {
  list: { signals: "none", changes: false, run: list },
  begin: { signals: "some", changes: true, run: begin },
  watch: { signals: "some", changes: false, run: watch },
  end: { signals: "some", changes: true, run: end },
  void: { signals: "one", changes: true, run: voidProof },
  proof: { signals: "one", changes: false, run: proof },
};

export async function commission(words: readonly string[], deps: CommissionDeps = OF_THE_TERMINAL): Promise<number> {
  const { positionals, values, common } = parseCommand(words, {
    user: { type: "string" },
    "password-stdin": { type: "boolean" },
    code: { type: "string" },
    "token-file": { type: "string" },
    api: { type: "string" },
    stimulus: { type: "string" },
    reason: { type: "string" },
    all: { type: "boolean" },
    json: { type: "boolean" },
    "no-watch": { type: "boolean" },
  });
  if (common.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const [name = "", ...signals] = positionals;
  const verb = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined;
  if (name === "sign")
    throw new UsageError("a test is signed on the page Commissioning, by the person who saw it; labcanary commission --help says why");
  if (verb === undefined)
    throw new UsageError(`labcanary commission ${Object.keys(VERBS).join("|")}; ${insteadOf(name, Object.keys(VERBS))}`);
  checkSignals(name, verb, signals);
  const said: Said = {
    signals,
    stimulus: values.stimulus,
    reason: values.reason,
    isAll: values.all === true,
    isJson: values.json === true,
    watches: values["no-watch"] !== true,
  };
  checkSaid(name, said);
  const asker = await askerOf(name, verb, values, deps);
  const url = (values.api ?? `http://127.0.0.1:${settingsFor(common)["http.port"]}`).replace(/\/$/, "");
  const api = await openPlatformApi(url, asker);
  const calledOff = new AbortController();
  const callOff = (): void => calledOff.abort();
  process.once("SIGINT", callOff);
  try {
    return await verb.run(said, { api, ...(await readingOf(api)), next: () => deps.next(calledOff.signal) });
  } finally {
    process.off("SIGINT", callOff);
    await api.end();
  }
}

function checkSignals(name: string, { signals: takes }: Verb, signals: readonly string[]): void {
  const wrong = signals.find((signal) => !/^[^/]+\/.+$/.test(signal));
  if (takes === "none" && signals.length > 0) throw new UsageError(`labcanary commission ${name} takes no signal, and lists them all`);
  if (takes !== "none" && signals.length === 0) throw new UsageError(`name a signal: labcanary commission ${name} DEVICE/SIGNAL`);
  if (takes === "one" && signals.length > 1) throw new UsageError(`labcanary commission ${name} takes one signal at a time`);
  if (wrong !== undefined) throw new UsageError(`"${wrong}" is no signal; write DEVICE/SIGNAL, as in cab-17/vapour`);
}

/** Before anybody is asked for a password. */
function checkSaid(name: string, { stimulus, reason }: Said): void {
  if (name === "begin" && !STIMULI.some((each) => each === stimulus)) {
    const words = `say what sets the sensor off: --stimulus ${STIMULI.join(", ")}`;
    throw new UsageError(stimulus === undefined ? words : `--stimulus takes no "${stimulus}"; ${insteadOf(stimulus, STIMULI)}`);
  }
  if (name === "void" && (reason ?? "").trim() === "") throw new UsageError('say why, with --reason "sensor replaced"');
}

async function askerOf(
  name: string,
  { changes }: Verb,
  values: Readonly<Record<string, unknown>>,
  { password }: CommissionDeps,
): Promise<Asker> {
  const { user, code, "token-file": file } = values as { readonly user?: string; readonly code?: string; readonly "token-file"?: string };
  const isPiped = values["password-stdin"] === true;
  if (user !== undefined) {
    if (file !== undefined) throw new UsageError("give --user or --token-file, not both");
    const typed = await password(isPiped, `Password for ${user}: `);
    const askCode = async () => code ?? (isPiped ? undefined : await password(false, "Code of the authenticator app: "));
    return { kind: "person", user, password: typed, code: askCode };
  }
  if (changes) throw new UsageError(`labcanary commission ${name} is a person's to do; say who you are, with --user NAME`);
  const token = file === undefined ? process.env["LABCANARY_API_TOKEN"] : readFileSync(file, "utf8").trim();
  if (token === undefined || token === "")
    throw new UsageError("say who you are, with --user NAME; a program gives its token with --token-file FILE or in LABCANARY_API_TOKEN");
  return { kind: "program", token };
}

/** What `GET zones` tells of the site. */
interface SiteAnswer {
  readonly site: { readonly timeZone: string };
  readonly people: readonly { readonly id: string; readonly name: string }[];
  readonly zones: readonly { readonly id: string; readonly path?: Text }[];
}

async function readingOf(api: PlatformApi): Promise<Pick<World, "reading" | "place">> {
  const { site, people, zones } = await api.get<SiteAnswer>("zones");
  const names = new Map(people.map(({ id, name }) => [id, name]));
  const paths = new Map(zones.flatMap(({ id, path }) => (path === undefined ? [] : [[id, path.en] as const])));
  return {
    reading: { time: siteTime(site.timeZone), person: (id) => names.get(id) ?? id },
    place: (zoneId) => paths.get(zoneId) ?? zoneId,
  };
}

const pathOf = (signal: string): string => `signals/${signal.split("/").map(encodeURIComponent).join("/")}/commissioning`;
const toldOf = async (api: PlatformApi, signal: string): Promise<ToldCommissioning> =>
  (await api.get<{ readonly commissioning: ToldCommissioning }>(pathOf(signal))).commissioning;
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const printJson = (content: unknown): void => print(JSON.stringify(content, null, 2));

async function list({ isAll, isJson }: Said, { api, reading, place }: World): Promise<number> {
  const answer = await api.get<CommissioningAnswer>(WHOLE_LIST);
  const now: EpochMs = epochMs(Date.now());
  if (isJson) printJson(answer);
  else process.stdout.write(listText(answer, { ...reading, now, place, isAll }));
  return 0;
}

/** Each by itself: one that is refused keeps none of the others. Returns those it was done for. */
async function forEach(signals: readonly string[], work: (signal: string) => Promise<void>): Promise<readonly string[]> {
  const done: string[] = [];
  for (const signal of signals) {
    try {
      await work(signal);
      done.push(signal);
    } catch (error) {
      if (!(error instanceof PlatformRefusal)) throw error;
      process.stderr.write(`${signal}: ${error.message}\n`);
    }
  }
  return done;
}

async function begin(said: Said, world: World): Promise<number> {
  const { api, reading } = world;
  const begun = await forEach(said.signals, async (signal) => {
    const { test } = await api.post<{ readonly test: CommissioningTest }>(`${pathOf(signal)}/start`, {
      stimulus: said.stimulus as Stimulus,
    });
    print(begunText(test, reading));
  });
  const watched = said.watches && begun.length > 0 ? await watch({ ...said, signals: begun }, world) : 0;
  return begun.length < said.signals.length ? 1 : watched;
}

async function watch({ signals }: Said, { api, reading, next }: World): Promise<number> {
  const outcome = await watchTests(signals, { ask: (signal) => toldOf(api, signal), print, next, reading });
  if (outcome === "left") print("no longer watched; what is under test stays so until it is signed or ended, for an hour at most");
  return outcome === "unsigned" ? 1 : 0;
}

async function end({ signals }: Said, { api }: World): Promise<number> {
  const ended = await forEach(signals, async (signal) => {
    const { test } = await toldOf(api, signal);
    if (test === undefined) throw new PlatformRefusal({ code: "TEST_UNKNOWN", message: "it is not under test" });
    await api.post(`${pathOf(signal)}/abandon`, { test: test.id });
    print(`${signal}: the test has ended without a signature; an alarm that still holds is a real one now, and people are told anew`);
  });
  return ended.length < signals.length ? 1 : 0;
}

async function voidProof({ signals, reason }: Said, { api }: World): Promise<number> {
  const done = await forEach(signals, async (signal) => {
    await api.post(`${pathOf(signal)}/void`, { reason });
    print(`${signal}: its proof holds no longer; it is to be proven again`);
  });
  return done.length < signals.length ? 1 : 0;
}

async function proof({ signals: [signal = ""], isJson }: Said, { api, reading, place }: World): Promise<number> {
  const told = await toldOf(api, signal);
  const text = proofText(told, place(told.zoneId), reading);
  if (isJson) printJson(told.proof ?? null);
  else process.stdout.write(text ?? `${signal} was never proven\n`);
  return told.proof === undefined ? 1 : 0;
}
