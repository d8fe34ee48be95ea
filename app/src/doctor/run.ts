import { type DurationMs, seconds, type Text } from "@labcanary/domain/basics";
import { type Check, type Finding, found, type FindingKind, URGENCIES, type World } from "./check.ts";

/** Chosen: an engineer waits for the slowest of them. */
const CHECK_LIMIT = seconds(3);

export const CHECK_FAILED: FindingKind = {
  code: "CHECK_FAILED",
  urgency: "soon",
  remedy: {
    en: "What this check would have found is not known. Mend what stands in its way and ask again.",
    zh: "此项本应发现的问题目前未知。请排除障碍后重新检查。",
  },
};

export interface Report {
  readonly running: boolean;
  /** The most urgent first; of the same urgency in the order of the checks. */
  readonly findings: readonly (Finding & { readonly check: string })[];
  readonly looked: readonly string[];
  /** Could not be looked at, since the platform does not answer. */
  readonly notLooked: readonly string[];
}

/** Looks with all of them at once, each for a limited time. One that fails is a finding; the others go on. */
export async function examine(checks: readonly Check[], world: World, limit: DurationMs = CHECK_LIMIT): Promise<Report> {
  const able = checks.filter(({ needsLive }) => needsLive !== true || world.live !== undefined);
  const outcomes = await Promise.all(able.map(async (check) => ({ check: check.name, found: await lookWith(check, world, limit) })));
  const findings = outcomes.flatMap(({ check, found: all }) => all.map((finding) => ({ ...finding, check })));
  return {
    running: world.live !== undefined,
    findings: findings.toSorted((a, b) => URGENCIES.indexOf(a.urgency) - URGENCIES.indexOf(b.urgency)),
    looked: able.map(({ name }) => name),
    notLooked: checks.filter((check) => !able.includes(check)).map(({ name }) => name),
  };
}

async function lookWith(check: Check, world: World, limit: DurationMs): Promise<readonly Finding[]> {
  const ending = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`it took longer than ${limit / 1000} s`));
      ending.abort();
    }, limit);
  });
  try {
    return await Promise.race([Promise.resolve().then(() => check.look(world, ending.signal)), late]);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const said: Text = { en: `the check "${check.name}" failed: ${why}`, zh: `检查项“${check.name}”未能完成：${why}` };
    return [found(CHECK_FAILED, said.en, said.zh)];
  } finally {
    clearTimeout(timer);
  }
}
