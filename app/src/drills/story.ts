import { join } from "node:path";
import { err, ok, type Result } from "@labcanary/domain/basics";
import type { DrillPlan } from "@labcanary/domain/site";
import { loadStory, scenarioErrorText, type Story } from "@labcanary/firmware-sim";

/** The plan's story, where it can be played as a drill; else why not. */
export function storyOf(folder: string, { scenario, signals }: Pick<DrillPlan, "scenario" | "signals">): Result<Story, string> {
  const story = loadStory(join(folder, scenario));
  if (!story.ok) return err(story.error.map(scenarioErrorText).join("\n"));
  if (story.value.recording !== undefined) return err(`${scenario} is a recording; a drill is played by devices of a scenario`);
  for (const signal of signals) {
    const [deviceId = "", name = ""] = signal.split("/");
    const device = story.value.devices.find(({ id }) => id === deviceId);
    if (device === undefined || !device.signals.some((known) => known.name === name))
      return err(`${scenario} has no ${signal} among its devices`);
    if (device.spokenFor !== undefined)
      return err(`${scenario}: ${deviceId} speaks through a gateway; a drill is played by devices that speak for themselves`);
  }
  return ok(story.value);
}
