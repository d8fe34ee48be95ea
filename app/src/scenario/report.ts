import { storyTimeText, type TextHappening, TIME_WIDTH, verdictText } from "@labcanary/firmware-sim";
import type { Tested } from "./test-story.ts";

/** The story with a tick or what came instead at each sentence, and the texts people had. */
export function reportText({ story, verdicts, happened, passed }: Tested, spentMs: number): string {
  const lines = verdicts.map((verdict) => verdictText(story, verdict).replaceAll(/^/gm, "  "));
  const texts = happened.filter((one): one is TextHappening => one.kind === "text");
  const otherwise = verdicts.filter(({ outcome }) => outcome === "otherwise").length;
  const ending = passed ? "as expected" : `${otherwise} otherwise than expected`;
  return [
    `${story.name}: ${story.about.en}`,
    ...lines,
    ...(texts.length === 0 ? ["    No texts."] : ["    Texts:"]),
    ...texts.map(
      ({ at, channel, personId, words = "" }) => `      ${storyTimeText(story, at).padEnd(TIME_WIDTH)} ${channel} to ${personId}: ${words}`,
    ),
    `  ${passed ? "✓" : "✗"} ${ending}, in ${(spentMs / 1000).toFixed(1)} s`,
    "",
  ].join("\n");
}

/** The same for programs. */
export const reportJson = ({ story, verdicts, happened, passed }: Tested): object => ({
  scenario: story.name,
  file: story.file,
  passed,
  sentences: verdicts.map(({ at, ...verdict }) => ({ ...verdict, ...(at === undefined ? {} : { at: new Date(at).toISOString() }) })),
  happened: happened.map(({ at, ...one }) => ({ at: new Date(at).toISOString(), ...one })),
});
