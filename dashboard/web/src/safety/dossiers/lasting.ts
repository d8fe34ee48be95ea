import type { Translate } from "../../text/translate.ts";

/** `2 h 05 min`; of less than an hour, with seconds. */
export function lasting(duration: number, t: Translate): string {
  const whole = Math.round(duration / 1000);
  const two = (figure: number): string => String(figure).padStart(2, "0");
  const [hours, minutes, seconds] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return hours > 0
    ? t("dossiers.lasting.hours", { hours: String(hours), minutes: two(minutes) })
    : t("dossiers.lasting.minutes", { minutes: String(minutes), seconds: two(seconds) });
}
