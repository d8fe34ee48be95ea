import type { DurationMs, EpochMs, Language } from "@labcanary/domain/basics";
import { siteTime } from "@labcanary/domain/schedule";
import type { Site } from "@labcanary/domain/site";

/** `2026-11-22 16:00:05`, as clocks at the site show it. */
export function stamp(timeZone: string): (at: EpochMs) => string {
  const timeOf = siteTime(timeZone);
  return (at) => {
    const { day, clock } = timeOf(at);
    return `${day} ${clock}`;
  };
}

/** `user:mei` is the person whose account that is, with the account; `person:wang` whoever the site says that is. */
export function nameOfActor(actor: string, { people }: Pick<Site, "people">): string {
  const [kind, ...rest] = actor.split(":");
  const name = rest.join(":");
  const person = people.find(({ id, account = id }) => (kind === "user" ? account === name : id === name));
  if (person === undefined) return name === "" ? actor : name;
  return kind === "user" ? `${person.name} (${name})` : person.name;
}

/** `2 h 05 min 10 s`, or `2 小时 05 分 10 秒`. */
export function lasting(duration: DurationMs, language: Language): string {
  const whole = Math.round(duration / 1000);
  const two = (figure: number): string => String(figure).padStart(2, "0");
  const [hour, minute, second] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  if (language === "zh") return hour > 0 ? `${hour} 小时 ${two(minute)} 分 ${two(second)} 秒` : `${minute} 分 ${two(second)} 秒`;
  return hour > 0 ? `${hour} h ${two(minute)} min ${two(second)} s` : `${minute} min ${two(second)} s`;
}

/** Between parts of a list. */
export const comma = (language: Language): string => (language === "zh" ? "，" : ", ");
