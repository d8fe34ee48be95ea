import { PRIORITIES } from "../../rules/index.ts";
import { type CountedFigure, count, type FigureName, medianAndLongest } from "./figure.ts";
import { type CountedSpan, isWithin } from "./report-line.ts";
import { type AlarmStory, alarmStories } from "./told-alarms.ts";

/** Alarms that were put before people within the span. */
export const toldWithin = (counted: CountedSpan): readonly ToldStory[] =>
  alarmStories(counted.lines).filter((story) => isToldWithin(story, counted));
export type ToldStory = AlarmStory & Required<Pick<AlarmStory, "told">>;
const isToldWithin = (story: AlarmStory, span: CountedSpan): story is ToldStory =>
  story.told !== undefined && isWithin(story.told.at, span);

/** Alarms, and how long people took; what they did after the end of the span is not known yet. */
export function countAlarms(counted: CountedSpan): readonly CountedFigure[] {
  const told = toldWithin(counted);
  const named = (stories: readonly ToldStory[]): readonly number[] => stories.map((story) => story.told.number);
  const times = (key: "acknowledged" | "firstHuman") => told.flatMap((story) => story[key] ?? []);
  const acknowledged = times("acknowledged");
  return [
    count("alarms", named(told)),
    ...PRIORITIES.map((priority) => count(`alarms-${priority}` as FigureName, named(told.filter((story) => story.priority === priority)))),
    count(
      "acknowledged",
      acknowledged.map(({ line }) => line),
    ),
    ...medianAndLongest("acknowledge-median", "acknowledge-longest", acknowledged),
    count("not-acknowledged", named(told.filter((story) => story.acknowledged === undefined))),
    ...medianAndLongest("first-human-median", "first-human-longest", times("firstHuman")),
    count("no-human", named(told.filter((story) => story.firstHuman === undefined))),
    count("nobody-reached", nobodyReachedWithin(counted)),
  ];
}

/** Of all alarms together, in one pass over the lines: alarm by alarm it would be as many passes as alarms. By alarm, in the order of its raising. */
function nobodyReachedWithin(counted: CountedSpan): readonly number[] {
  const within = new Set(counted.lines.flatMap(({ number, at }) => (isWithin(at, counted) ? [number] : [])));
  return alarmStories(counted.lines).flatMap(({ nobodyReached }) => nobodyReached.filter((number) => within.has(number)));
}

/** What happened and is not among the alarms, so that nobody thinks it was left out by mistake. */
export function countNotCounted(counted: CountedSpan): readonly CountedFigure[] {
  const stories = alarmStories(counted.lines).filter(({ raised }) => isWithin(raised.at, counted));
  const raised = (wanted: (story: AlarmStory) => boolean): readonly number[] => stories.filter(wanted).map((story) => story.raised.number);
  return [
    count(
      "not-counted-test",
      raised(({ notCounted }) => notCounted === "test"),
    ),
    count(
      "not-counted-simulated",
      raised(({ notCounted }) => notCounted === "simulated"),
    ),
    count(
      "not-counted-withheld",
      raised(({ notCounted, told }) => notCounted === undefined && told === undefined),
    ),
  ];
}
