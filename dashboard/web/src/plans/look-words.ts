import type { SignalStatus } from "@labcanary/domain/ports";
import type { Translate } from "../text/translate.ts";
import { formatValue } from "../text/format.ts";
import type { PlanSignal } from "../answers.ts";
import type { Look } from "./look.ts";

/** How a signal stands, in one or two words; empty where nothing is wrong. */
export function shortWords(look: Look, t: Translate): string {
  if (look.kind === "normal") return "";
  if (look.kind === "awaited") return t("impaired.awaited");
  return look.kind === "alarm" ? t(`priority.${look.priority}`) : t(`impaired.${look.why}`);
}

/** How a signal stands, all of it. */
export function fullWords(look: Look, t: Translate): string {
  if (look.kind === "normal") return t("impaired.none");
  if (look.kind === "awaited") return t("impaired.awaited");
  if (look.kind === "impaired") return t(`impaired.${look.why}`);
  const words = t("plans.alarm", { priority: t(`priority.${look.priority}`), state: t(`state.${look.annunciation}`) });
  if (look.why === undefined) return words;
  // The alarm that is told of here is on the list: what is off it is another one.
  const why = look.why === "shelved" || look.why === "suppressed" ? t(`plans.another.${look.why}`) : t(`impaired.${look.why}`);
  return `${words} · ${why}`;
}

/** The newest value; of a signal that does not tell one now, that it has none. */
export function valueWords(signal: PlanSignal, status: SignalStatus | undefined, t: Translate): string {
  return status?.value === undefined ? t("signals.no-value") : formatValue(t, signal, status.value);
}
