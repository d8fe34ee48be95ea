import type { DeliveryStanding, Told } from "@labcanary/domain/notification";
import type { AlarmSummary } from "../live/feed-state.ts";
import type { Translate } from "../text/translate.ts";

/** What a row says of who has been told: a shape, and words. */
export interface ToldWords {
  /** `untold`: nobody is told at all. */
  readonly kind: NonNullable<AlarmSummary["told"]>["reach"] | "untold";
  readonly mark: DeliveryStanding["state"];
  readonly words: string;
}

/** Undefined of an alarm that has an answer, or has none to wait for. */
export function toldWords(
  { told, untold }: Pick<AlarmSummary, "told" | "untold">,
  t: Translate,
  nameOf: (id: string) => string,
): ToldWords | undefined {
  if (told === undefined)
    return untold === undefined ? undefined : { kind: "untold", mark: "called-off", words: t(`told.untold.${untold}`) };
  return { kind: told.reach, mark: told.reach, words: t(`told.reach.${told.reach}`, namedIn(told, nameOf)) };
}

/** The values of a text about who has been told. */
export const namedIn = ({ personId, others }: Told, nameOf: (id: string) => string) => ({
  name: personId === undefined ? "" : nameOf(personId),
  who: personId === undefined ? "unknown" : "known",
  others,
});
