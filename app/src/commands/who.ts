import { type EpochMs, epochMs } from "@labcanary/domain/basics";
import { leaveOn, onDuty, previewRoute, type RoutePreview } from "@labcanary/domain/notification";
import { PRIORITIES } from "@labcanary/domain/rules";
import { civilAt, dayOf, formatDay } from "@labcanary/domain/schedule";
import { ALARM_CLASSES, type Rota, type Site, type Zone } from "@labcanary/domain/site";
import { parseCommand, UsageError } from "../command-line.ts";
import { siteTime } from "../questions/site-time.ts";
import { nameOf, recipientText, timeOrNow, zoneOf } from "./preview-text.ts";
import { siteOf, table } from "./question.ts";
import { settingsFor } from "./settings.ts";

const HELP = `labcanary who --zone ZONE [--at ISO]
              [--site site.yaml] [--config labcanary.yaml]

Who answers for a zone, who is on duty, and who would be told first of an alarm there, at a time; now without --at. Goes by the site
file. labcanary notify --dry-run has all the steps.
`;

export async function who(words: readonly string[]): Promise<number> {
  const { values, positionals, common } = parseCommand(words, { zone: { type: "string" }, at: { type: "string" } });
  if (common.help) {
    process.stdout.write(HELP);
    return 0;
  }
  if (positionals.length > 0) throw new UsageError(`"${positionals[0]}" belongs to no option; labcanary who --help says which there are`);
  if (values.zone === undefined) throw new UsageError("name the zone with --zone, for example --zone room-114");
  const site = siteOf(settingsFor(common).site);
  const zone = zoneOf(site, values.zone);
  process.stdout.write(whoText(zone, timeOrNow(values.at, epochMs(Date.now())), site));
  return 0;
}

function whoText(zone: Zone, at: EpochMs, site: Site): string {
  const time = siteTime(site.timeZone);
  const found = routesOf(zone, at, site);
  return `${zone.path.en} (${zone.id}) at ${time(at)} (${site.timeZone})

${table(placesOf(zone, at, site))}
${dutyText(site.rotas ?? [], at, site)}
Told first of an alarm there:
${table([["alarms", "route", "told first"], ...found.map((each) => routeRow(each, at, site))])}`;
}

/** Who answers for the zone, and for the site. */
function placesOf({ responsible, deputy, department }: Zone, at: EpochMs, site: Site): readonly (readonly string[])[] {
  const person = (id: string | undefined): string => (id === undefined ? "nobody" : presenceText(id, at, site));
  return [
    ...(department === undefined ? [] : [["department", department.en]]),
    ["responsible", person(responsible)],
    ["deputy", person(deputy)],
    ["security centre", site.securityCentre.map(person).join("; ")],
  ];
}

/** `Wang Fang (wang), on leave until 2026-12-26, Alex Smith (smith) stands in`. */
function presenceText(personId: string, at: EpochMs, site: Site): string {
  const person = site.people.find(({ id }) => id === personId);
  const leave = person === undefined ? undefined : leaveOn(person, dayOf(civilAt(site.timeZone, at)));
  if (leave === undefined) return nameOf(site, personId);
  const substitute = leave.substitute === undefined ? "nobody" : presenceText(leave.substitute, at, site);
  return `${nameOf(site, personId)}, on leave until ${formatDay(leave.to)}: ${substitute} stands in`;
}

function dutyText(rotas: readonly Rota[], at: EpochMs, site: Site): string {
  if (rotas.length === 0) return "There are no rotas.\n";
  const time = siteTime(site.timeZone);
  const rows = rotas.map((rota) => {
    const { people, until } = onDuty(rota, site, at);
    const names = people.map(({ personId, insteadOf, shift }) =>
      [`${nameOf(site, personId)}, ${shift.en}`, ...(insteadOf === undefined ? [] : [`for ${nameOf(site, insteadOf)}`])].join(", "),
    );
    return [`${rota.name.en} (${rota.id})`, names.length === 0 ? "nobody" : names.join("; "), `until ${time(until)}`];
  });
  return `On duty:\n${table(rows)}`;
}

interface RouteOfZone {
  readonly preview: RoutePreview;
  /** Of these classes, each with its priorities. */
  readonly alarms: Map<string, string[]>;
}

/** The routes an alarm of the zone may take at that time, in the order of classes and priorities; what is told to nobody comes last. */
function routesOf(zone: Zone, at: EpochMs, site: Site): readonly RouteOfZone[] {
  const found = new Map<string, RouteOfZone>();
  for (const alarmClass of ALARM_CLASSES) {
    if (alarmClass === "system") continue;
    for (const priority of PRIORITIES) {
      const preview = previewRoute({ zoneId: zone.id, class: alarmClass, priority, at }, site);
      const key = preview.screenOnly ? "" : preview.route.id;
      const { alarms } = found.get(key) ?? { preview, alarms: new Map<string, string[]>() };
      alarms.set(alarmClass, [...(alarms.get(alarmClass) ?? []), priority]);
      found.set(key, { preview, alarms });
    }
  }
  return [...found.values()].toSorted((a, b) => Number(a.preview.screenOnly) - Number(b.preview.screenOnly));
}

function routeRow({ preview, alarms }: RouteOfZone, at: EpochMs, site: Site): readonly string[] {
  const which = alarmsText(alarms);
  if (preview.screenOnly) return [which, "", "nobody: on the screen only"];
  const first = preview.steps.filter(({ dueAt, recipients }) => dueAt === at && recipients.length > 0);
  const told = first.flatMap(({ recipients }) => recipients.map((recipient) => recipientText(recipient, site)));
  return [which, `${preview.route.name.en} (${preview.route.id})`, told.length === 0 ? "NOBODY" : told.join("; ")];
}

/** `all`, or what they are: classes with the same priorities are told together. */
function alarmsText(alarms: ReadonlyMap<string, readonly string[]>): string {
  const byPriorities = Map.groupBy([...alarms], ([, priorities]) =>
    priorities.length === PRIORITIES.length ? "all" : priorities.join(", "),
  );
  return [...byPriorities]
    .map(([priorities, classes]) => {
      const names = classes.length === ALARM_CLASSES.length - 1 ? "" : `${classes.map(([name]) => name).join(", ")}: `;
      return `${names}${priorities}`;
    })
    .join("; ");
}
