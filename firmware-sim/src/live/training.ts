import { type DurationMs, type EpochMs, elapsed } from "@labcanary/domain/basics";
import type { AlarmHappening, Happening, Story } from "../story/index.ts";
import { storyTimeText } from "../story/index.ts";

/** How people did at one alarm of a training. */
export interface TrainedAlarm {
  readonly rule: string;
  readonly raisedAt: EpochMs;
  readonly acknowledged: Deed;
  readonly attended: Deed;
}

interface Deed {
  /** From the raising; absent when nobody did. */
  readonly after?: DurationMs;
  readonly by?: string;
  /** From the raising, as the story expects it; absent when it expects nothing of it. */
  readonly expectedWithin?: DurationMs;
  readonly inTime?: boolean;
}

/** Every alarm of the story, the first first, with how long people took and how long they were expected to. */
export function howPeopleDid(story: Story, happened: readonly Happening[]): readonly TrainedAlarm[] {
  const alarms = happened.filter((one) => one.kind === "alarm");
  return alarms
    .filter(({ turn }) => turn === "raised")
    .map((raised) => ({
      rule: raised.rule,
      raisedAt: raised.at,
      acknowledged: deedOf("acknowledged", raised, alarms, story),
      attended: deedOf("attended", raised, alarms, story),
    }));
}

function deedOf(turn: "acknowledged" | "attended", raised: AlarmHappening, alarms: readonly AlarmHappening[], story: Story): Deed {
  const done = alarms.find((one) => one.alarmId === raised.alarmId && one.turn === turn);
  const by = expectedBy(story, raised.rule, turn);
  const after = done === undefined ? undefined : elapsed(raised.at, done.at);
  return {
    ...(after === undefined ? {} : { after }),
    ...(done?.by === undefined ? {} : { by: done.by }),
    ...(by === undefined ? {} : { expectedWithin: elapsed(raised.at, by), inTime: done !== undefined && done.at <= by }),
  };
}

function expectedBy(story: Story, rule: string, turn: "acknowledged" | "attended"): EpochMs | undefined {
  for (const line of story.lines) {
    if (line.kind !== "expect" || line.expected.kind !== "alarm") continue;
    if (line.expected.turn === turn && line.expected.rule === rule) return line.expected.by;
  }
  return undefined;
}

/** For those who trained, and whoever trains them. */
export function trainingText(story: Story, trained: readonly TrainedAlarm[]): string {
  if (trained.length === 0) return "No alarm was raised: the platform does not watch what was played, or its rules did not see it.";
  return trained
    .map(({ rule, raisedAt, acknowledged, attended }) =>
      [
        `${rule}, raised at ${storyTimeText(story, raisedAt)}`,
        `  acknowledged ${deedText(acknowledged)}`,
        `  attended     ${deedText(attended)}`,
      ].join("\n"),
    )
    .join("\n");
}

function deedText({ after, by, expectedWithin, inTime }: Deed): string {
  const done = after === undefined ? "by nobody" : `after ${spanText(after)}${by === undefined ? "" : ` by ${by}`}`;
  if (expectedWithin === undefined) return done;
  return `${done}; expected within ${spanText(expectedWithin)}: ${inTime === true ? "in time" : "too late"}`;
}

function spanText(span: DurationMs): string {
  const whole = Math.round(span / 1000);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
