import { loadCredentials } from "../credentials.ts";
import { createLiveSite, LiveSiteError } from "../live/live-site.ts";
import { byHandOnly, createLiveStory, type LiveStory } from "../live/live-story.ts";
import { howPeopleDid, trainingText } from "../live/training.ts";
import { createRandom } from "../random.ts";
import { scenarioErrorText } from "../scenario/scenario.ts";
import { devicesWithoutCredentials, devicesWithoutMark } from "../simulation.ts";
import { judge, loadStory, type Story, verdictText } from "../story/index.ts";
import { createSystemClock } from "../system-clock.ts";
import { type ExitCode, required, type Terminal, timeZoneOption, UsageError, urlOption } from "./command.ts";

export interface StoryValues {
  readonly url?: string;
  readonly credentials?: string;
  readonly api?: string;
  readonly token?: string;
  readonly training?: boolean;
  readonly "as-real"?: boolean;
  readonly seed?: string;
  readonly trigger?: readonly string[];
  readonly control?: string;
  readonly "time-zone"?: string;
}

/** Options that say nothing of a story, which has its own seed and is played from its beginning to its end. */
const NOT_OF_STORIES = ["seed", "trigger", "control"] as const;

/** Plays a story on a running platform. 0 when all came as expected, or nothing is known of it; 1 when something came otherwise. */
export async function runStory(file: string, values: StoryValues, terminal: Terminal): Promise<ExitCode> {
  const loaded = loadStory(file);
  if (!loaded.ok) throw new UsageError(loaded.error.map(scenarioErrorText).join("\n"));
  const story = loaded.value;
  if (story.recording !== undefined)
    throw new UsageError(`${file} was recorded: play it in virtual time with labcanary scenario test ${file}`);
  const stray = NOT_OF_STORIES.find((option) => values[option] !== undefined);
  if (stray !== undefined) throw new UsageError(`--${stray} is not for a story, which says itself what happens; leave it out.`);
  const url = urlOption(required(values.url, "url", "mqtt://127.0.0.1:1883"), ["mqtt:", "mqtts:", "ws:", "wss:"]);
  const credentials = loadCredentials(required(values.credentials, "credentials", "credentials.json"));
  if (!credentials.ok) throw new UsageError(credentials.error.message);
  const unknown = devicesWithoutCredentials(story, credentials.value);
  if (unknown.length > 0)
    throw new UsageError(`${values.credentials} has no token for ${unknown.join(", ")}; enrol them and write the file anew.`);
  const unmarked = devicesWithoutMark(story);
  if (unmarked.length > 0 && values["as-real"] !== true)
    throw new UsageError(
      `${unmarked.join(", ")} speak through a gateway or are asked by Modbus, and cannot mark a value as simulated: play it in virtual time, or, against a platform that watches nothing, add --as-real.`,
    );
  const training = values.training === true;
  if (training && values["as-real"] === true) throw new UsageError("--training is always marked as simulated; leave out --as-real.");
  const site = siteOf(values);
  if (training && site === undefined)
    throw new UsageError("--training tells at the end how people did; add --api and --token to let it ask.");

  const live = createLiveStory(
    {
      story,
      url: url.href,
      credentials: credentials.value,
      markSimulated: values["as-real"] !== true,
      training,
      ...timeZoneOption(values["time-zone"]),
    },
    {
      clock: createSystemClock(),
      random: createRandom(story.seed),
      ...(site === undefined ? {} : { site }),
      // Whoever trains is not told what is coming.
      ...(training ? {} : { onLine: ({ text, ...line }) => terminal.out(byHand(line) ? `${text}  (yours to do)` : text) }),
    },
  );
  const byHandLines = byHandOnly(story);
  const byHand = (line: { readonly line: number }): boolean => site === undefined || byHandLines.some((one) => one.line === line.line);
  terminal.out(beginning(story, training));
  try {
    await live.start();
    await Promise.race([live.over, terminal.interrupted]);
    return await ending(story, live, site, { training, terminal });
  } catch (failure) {
    if (!(failure instanceof LiveSiteError)) throw failure;
    terminal.error(`${failure.message}.`);
    return 1;
  } finally {
    await live.stop();
  }
}

function siteOf({ api, token }: StoryValues) {
  if (api === undefined && token === undefined) return undefined;
  if (api === undefined || token === undefined) throw new UsageError("--api and --token belong together; give both, or neither.");
  if (!URL.canParse(api) || !["http:", "https:"].includes(new URL(api).protocol))
    throw new UsageError(`--api ${api} is no address of a platform's pages; give one such as http://127.0.0.1:8080.`);
  return createLiveSite({ url: api, token });
}

function beginning(story: Story, training: boolean): string {
  const minutes = Math.round((story.endsAt - story.startsAt) / 60_000);
  if (training) return `The training has begun and takes at most ${minutes} minutes. Everything of it is marked as simulated.`;
  return `${story.name}: ${story.about.en} It takes ${minutes} minutes.`;
}

async function ending(
  story: Story,
  live: LiveStory,
  site: ReturnType<typeof createLiveSite> | undefined,
  { training, terminal }: { readonly training: boolean; readonly terminal: Terminal },
): Promise<ExitCode> {
  if (site === undefined) {
    terminal.out("The story is over. With --api and --token its expectations would have been looked at.");
    return 0;
  }
  const happened = await live.happened();
  if (training) {
    terminal.out(trainingText(story, howPeopleDid(story, happened)));
    return 0;
  }
  const verdicts = judge(story, happened, await site.directory(), live.refused);
  for (const verdict of verdicts) terminal.out(verdictText(story, verdict));
  return verdicts.some(({ outcome }) => outcome === "otherwise") ? 1 : 0;
}
