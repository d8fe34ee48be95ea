import { err, ok, type Result } from "@labcanary/domain/basics";
import type { Logger } from "@labcanary/domain/ports";
import type { Person, Site } from "@labcanary/domain/site";
import {
  type Happening,
  happeningsOf,
  judge,
  loadStory,
  type ScenarioError,
  scenarioErrorText,
  type Story,
  type Verdict,
} from "@labcanary/firmware-sim";
import { loadSite } from "../site/load.ts";
import { formatProblem } from "../yaml-source.ts";
import { checkAgainstSite } from "./check-against-site.ts";
import { directoryOf } from "./people.ts";
import { rehearse } from "./rehearsal.ts";
import { zonesInside } from "./zones-inside.ts";

/** A story that was played, and how it came. */
export interface Tested {
  readonly story: Story;
  readonly verdicts: readonly Verdict[];
  readonly happened: readonly Happening[];
  /**
   * All that came of it, line by line, as JSON: the same for the same story, site and seed, to the byte. The journal's hashes are among it.
   */
  readonly transcript: string;
  /** Every expectation came. */
  readonly passed: boolean;
}

/** Plays a story in virtual time against its site, or `siteFile` instead. What is wrong with its file comes back as lines for a terminal. */
export async function testStory(file: string, logger: Logger, siteFile?: string): Promise<Result<Tested, readonly string[]>> {
  const loaded = loadStory(file);
  if (!loaded.ok) return err(loaded.error.map(scenarioErrorText));
  const story = loaded.value;
  const site = loadSite(siteFile ?? story.site);
  if (!site.ok) return err(site.error.map(formatProblem));
  const mistakes: readonly ScenarioError[] = checkAgainstSite(story, site.value, siteFile === undefined);
  if (mistakes.length > 0) return err(mistakes.map(scenarioErrorText));
  const peopled = within(withStandIns(site.value, story), story.zones);
  const { journal, beside, refused, alarmOf } = await rehearse(story, { site: peopled, logger });
  const happened = [...happeningsOf(journal, alarmOf), ...beside].toSorted((one, other) => one.at - other.at);
  const verdicts = judge(story, happened, directoryOf(peopled), refused);
  return ok({
    story,
    verdicts,
    happened,
    transcript: [...journal, ...beside].map((line) => `${JSON.stringify(line)}\n`).join(""),
    passed: verdicts.every(({ outcome }) => outcome !== "otherwise"),
  });
}

/** The site with what is watched in those zones, and inside them, alone. */
function within(site: Site, zones: readonly string[] | undefined): Site {
  if (zones === undefined) return site;
  const inside = zonesInside(site, zones);
  return {
    ...site,
    version: `${site.version}-${[...zones].toSorted().join("-")}`,
    signals: site.signals.filter(({ zoneId }) => inside.has(zoneId)),
  };
}

/** The site with those a recording put in the place of people: their badges have their names. */
function withStandIns(site: Site, { people }: Story): Site {
  if (people.length === 0) return site;
  const standIns = people.map(({ id, roles }): Person => ({ id, name: id, language: "en", badges: [id], roles }));
  return { ...site, version: `${site.version}-recorded`, people: [...site.people, ...standIns] };
}
