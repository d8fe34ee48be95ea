import { join } from "node:path";
import { err, type Result } from "@labcanary/domain/basics";
import { canBeDrilled, type DrillPlan, type Signal, WHAT_IS_DRILLED } from "@labcanary/domain/site";
import { loadStory, scenarioErrorText, type Story } from "@labcanary/firmware-sim";

/** Why a scenario is not played as a drill. */
export const DRILL_STORY_PROBLEMS = {
  DRILL_STORY: "the scenario of the plan cannot be read",
  DRILL_RECORDING: "it is a recording, and a drill is played by the devices of a scenario",
  DRILL_DEVICE: "the scenario has none of the plan's signals, or one of them speaks through a gateway",
  DRILL_ALARM:
    "the scenario is there for an alarm that no drill shows: of several signals, of badges and doors together, of how a sensor is",
  DRILL_NOTHING: "the signal has no limit and no state, and in the scenario nothing falls silent: there would be no alarm",
} as const;
export interface DrillStoryProblem {
  readonly code: keyof typeof DRILL_STORY_PROBLEMS;
  /** What it is about, and what would be right. */
  readonly message: string;
}

/** Steps that can come to a signal's silence. */
const SILENCING: ReadonlySet<string> = new Set(["device-mode", "signal-mode", "reading-fault", "device-fault", "surroundings"]);

/** The plan's story, where it can be played as a drill and can show what it is for; else why not. `signals`: those of the site. */
export function storyOf(
  folder: string,
  { scenario, signals: moved }: Pick<DrillPlan, "scenario" | "signals">,
  signals: readonly Signal[],
): Result<Story, DrillStoryProblem> {
  const problem = (code: DrillStoryProblem["code"], message: string) => err({ code, message: `${scenario}: ${message}` });
  const story = loadStory(join(folder, scenario));
  if (!story.ok) return err({ code: "DRILL_STORY", message: story.error.map(scenarioErrorText).join("\n") });
  if (story.value.recording !== undefined)
    return problem("DRILL_RECORDING", "it is a recording; a drill is played by devices of a scenario");
  for (const key of moved) {
    const [deviceId = "", name = ""] = key.split("/");
    const device = story.value.devices.find(({ id }) => id === deviceId);
    if (device === undefined || !device.signals.some((known) => known.name === name))
      return problem("DRILL_DEVICE", `there is no ${key} among its devices`);
    if (device.spokenFor !== undefined)
      return problem("DRILL_DEVICE", `${deviceId} speaks through a gateway; a drill is played by devices that speak for themselves`);
  }
  const ofMoved = signals.filter(({ key }) => moved.includes(key));
  const undrilled = undrilledAlarm(story.value, ofMoved);
  if (undrilled !== undefined)
    return problem("DRILL_ALARM", `it expects ${undrilled}, which no drill shows; ${WHAT_IS_DRILLED}: name another scenario`);
  const still = ofMoved.find(({ rules }) => !rules.some((rule) => canBeDrilled(rule) && rule.kind !== "silence"));
  if (still !== undefined && !fallsSilent(story.value))
    return problem("DRILL_NOTHING", `${still.key} has no limit and no state, and nothing falls silent in it; ${WHAT_IS_DRILLED}`);
  return story;
}

/** The first alarm of a moved signal that the story is to show and a drill does not. */
function undrilledAlarm({ lines }: Story, moved: readonly Signal[]): string | undefined {
  const rules = moved.flatMap((signal) => signal.rules).filter((rule) => !canBeDrilled(rule));
  const unseen = new Map(rules.map(({ id, kind }) => [id, kind]));
  for (const line of lines) {
    if (line.kind !== "expect" || line.expected.kind !== "alarm" || line.expected.turn !== "raised") continue;
    const kind = unseen.get(line.expected.rule);
    if (kind !== undefined) return `${line.expected.rule} (${kind})`;
  }
  return undefined;
}

const fallsSilent = ({ lines }: Story): boolean =>
  lines.some((line) => line.kind === "device" && line.steps.some(({ action }) => SILENCING.has(action.kind)));
