import type { Language } from "@labcanary/domain/basics";
import type { RouteStep, RouteTarget } from "@labcanary/domain/site";
import type { SiteAnswer, ToldRoute } from "../answers.ts";
import { formatSpan } from "../text/format.ts";
import type { Translate } from "../text/translate.ts";

/** What is needed to write a route in words. */
export interface RouteReader {
  readonly t: Translate;
  readonly language: Language;
  readonly nameOf: (personId: string) => string;
  readonly rotaName: (rotaId: string) => string;
  readonly zones: SiteAnswer["zones"];
}

/** Which alarms a route is for. */
export function matchWords({ when }: Pick<ToldRoute, "when">, { t, language, zones }: RouteReader): string {
  const between = t("journal.between");
  const zoneName = (id: string): string => zones.find((zone) => zone.id === id)?.name[language] ?? id;
  const parts = [
    when.classes?.map((name) => t(`alarm-class.${name}`)).join(between),
    when.priorities?.map((name) => t(`priority.${name}`)).join(between),
    when.grades?.map((grade) => t(`late-grade.${grade}`)).join(between),
    when.zones?.map(zoneName).join(between),
    when.during?.[language],
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? t("route.for.all") : parts.join(" · ");
}

/** The zones a route is for. */
export function zonesOfRoute({ when }: Pick<ToldRoute, "when">, zones: RouteReader["zones"]): RouteReader["zones"] {
  const { zones: named } = when;
  return named === undefined ? zones : zones.filter(({ id }) => named.some((name) => liesIn(id, name, zones)));
}

function liesIn(zoneId: string, outer: string, zones: RouteReader["zones"]): boolean {
  for (let id: string | undefined = zoneId; id !== undefined; id = zones.find((zone) => zone.id === id)?.parent)
    if (id === outer) return true;
  return false;
}

/** Whom a step tells. */
export const whomWords = ({ whom }: Pick<RouteStep, "whom">, reader: RouteReader): string =>
  whom.map((target) => targetWords(target, reader)).join(reader.t("journal.between"));

function targetWords(target: RouteTarget, { t, nameOf, rotaName }: RouteReader): string {
  switch (target.kind) {
    case "rota":
      return t("route.whom.rota", { name: rotaName(target.rotaId) });
    case "contact":
      return nameOf(target.personId);
    case "responsible":
    case "deputy":
    case "security-centre":
      return t(`step.${target.kind}`);
  }
}

/** How a step tells people, how often, and what is enough. */
export function mannerWords({ channels, proof, proofWithin, repeat }: RouteStep, { t }: RouteReader): string {
  const by = channels === undefined ? t("route.by.own") : t("route.by", { channels: channelWords(channels, t) });
  const parts = [
    by,
    proofWithin === undefined ? t(`route.proof.${proof}`) : t(`route.proof.${proof}.within`, { span: formatSpan(t, proofWithin) }),
    repeat === undefined ? undefined : t("route.repeat", { span: formatSpan(t, repeat.every), times: repeat.times }),
  ];
  return parts.filter((part) => part !== undefined).join(" ");
}

/** Channels in the order in which they are tried. */
export const channelWords = (channels: NonNullable<RouteStep["channels"]>, t: Translate): string =>
  channels.map((channel) => t(`channel.${channel}`)).join(t("route.then"));

/** When a step comes, from raising. */
export const afterWords = (after: number, t: Translate): string =>
  after === 0 ? t("route.at-once") : t("route.after", { span: formatSpan(t, after) });
