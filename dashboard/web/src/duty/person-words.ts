import type { StandIn } from "@labcanary/domain/notification";
import type { Translate } from "../text/translate.ts";

/** A person on duty, and for whom. */
export const personWords = ({ personId, insteadOf }: StandIn, t: Translate, nameOf: (personId: string) => string): string =>
  insteadOf === undefined ? nameOf(personId) : t("duty.instead", { person: nameOf(personId), of: nameOf(insteadOf) });
