import { namedIn, type ToldWords } from "../alarms/told-words.ts";
import type { AlarmSummary } from "../live/feed-state.ts";
import type { Translate } from "../text/translate.ts";

/** As a row says it, in as few words as are read from across a room: who, and the proof. */
export function toldBriefly(
  { told, untold }: Pick<AlarmSummary, "told" | "untold">,
  t: Translate,
  nameOf: (id: string) => string,
): ToldWords | undefined {
  if (told === undefined)
    return untold === undefined ? undefined : { kind: "untold", mark: "called-off", words: t(`wall.untold.${untold}`) };
  return { kind: told.reach, mark: told.reach, words: t(`wall.told.${told.reach}`, namedIn(told, nameOf)) };
}
