import { type EpochMs, epochMs, LANGUAGES } from "@labcanary/domain/basics";
import { exampleRule, exampleText, exampleValue, previewRoute, type RoutePreview } from "@labcanary/domain/notification";
import { PRIORITIES, type Priority } from "@labcanary/domain/rules";
import {
  ALARM_CLASSES,
  type AlarmClass,
  classOfRule,
  LATE_GRADES,
  type LateGrade,
  OVERDUE_CLASSES,
  type Site,
} from "@labcanary/domain/site";
import { parseCommand, UsageError } from "../command-line.ts";
import { insteadOf } from "../nearest.ts";
import type { RuleOfSite } from "../questions/rule-of-site.ts";
import { siteTime } from "../questions/site-time.ts";
import { channelsText, nameOf, repeatText, roleText, timeOrNow, zoneOf } from "./preview-text.ts";
import { ruleOf, siteOf, table } from "./question.ts";
import { settingsFor } from "./settings.ts";

const HELP = `labcanary notify --dry-run --zone ZONE --priority PRIORITY [--class CLASS] [--grade 1|2|3] [--at ISO]
labcanary notify --dry-run --rule RULE_ID [--at ISO]
                 [--site site.yaml] [--config labcanary.yaml]

Who would be told of an alarm raised at a time, now without --at: each step of its route, whom, by which channels and when, should
nobody acknowledge it, and what the text would say, of the rule or of one that raises such alarms. --grade says how late something in the
books is (class record or access). Goes by the site file, and sends nothing.
`;

/** An alarm that might be raised. */
interface Asked {
  readonly zoneId?: string;
  readonly class: AlarmClass;
  readonly priority: Priority;
  readonly grade?: LateGrade;
  readonly of?: RuleOfSite;
}

export async function notify(words: readonly string[]): Promise<number> {
  const { values, positionals, common } = parseCommand(words, {
    "dry-run": { type: "boolean" },
    zone: { type: "string" },
    priority: { type: "string" },
    class: { type: "string" },
    grade: { type: "string" },
    rule: { type: "string" },
    at: { type: "string" },
  });
  if (common.help) {
    process.stdout.write(HELP);
    return 0;
  }
  if (positionals.length > 0)
    throw new UsageError(`"${positionals[0]}" belongs to no option; labcanary notify --help says which there are`);
  if (values["dry-run"] !== true) {
    throw new UsageError(
      "this command sends nothing: say --dry-run to see who would be told. Whether somebody can be reached is tested on the console",
    );
  }
  const site = siteOf(settingsFor(common).site);
  const asked = askedOf(values, site);
  const at = timeOrNow(values.at, epochMs(Date.now()));
  process.stdout.write(notifyText(asked, at, site));
  return 0;
}

interface Words {
  readonly zone?: string | undefined;
  readonly priority?: string | undefined;
  readonly class?: string | undefined;
  readonly grade?: string | undefined;
  readonly rule?: string | undefined;
}

function askedOf({ zone, priority, class: className, grade, rule }: Words, site: Site): Asked {
  if (rule !== undefined) {
    const more = zone !== undefined || priority !== undefined || className !== undefined || grade !== undefined;
    if (more) throw new UsageError("a rule says its zone, priority and class itself; give --rule, or --zone with --priority");
    const of = ruleOf(site, rule);
    return { zoneId: of.rule.zoneId ?? of.signal.zoneId, class: classOfRule(of.rule, of.signal), priority: of.rule.priority, of };
  }
  const alarmClass = className === undefined ? "process" : oneOf(ALARM_CLASSES, className, "class");
  if (priority === undefined) throw new UsageError("give --rule RULE_ID, or --zone ZONE with --priority critical, high, medium or low");
  const asked = { class: alarmClass, priority: oneOf(PRIORITIES, priority, "priority"), ...gradeOf(grade, alarmClass) };
  if (alarmClass === "system") {
    if (zone !== undefined) throw new UsageError("alarms of the platform are in no zone; leave --zone out");
    return asked;
  }
  if (zone === undefined) throw new UsageError("name the zone with --zone, for example --zone room-114");
  return { ...asked, zoneId: zoneOf(site, zone).id };
}

function gradeOf(word: string | undefined, alarmClass: AlarmClass): { readonly grade?: LateGrade } {
  if (word === undefined) return {};
  if (!OVERDUE_CLASSES.includes(alarmClass))
    throw new UsageError(`only what is overdue has a grade: say --class ${OVERDUE_CLASSES.join(" or ")}, or leave --grade out`);
  const grade = LATE_GRADES.find((each) => String(each) === word);
  if (grade === undefined) throw new UsageError(`--grade takes no "${word}"; it is one of ${LATE_GRADES.join(", ")}`);
  return { grade };
}

function oneOf<T extends string>(known: readonly T[], word: string, name: string): T {
  const found = known.find((candidate) => candidate === word);
  if (found !== undefined) return found;
  throw new UsageError(`--${name} takes no "${word}"; ${insteadOf(word, known)}`);
}

// ---------------------------------------------------------------------------------------------------- what is printed

function notifyText(asked: Asked, at: EpochMs, site: Site): string {
  const { of, zoneId, ...question } = asked;
  const preview = previewRoute({ ...question, at, ...(zoneId === undefined ? {} : { zoneId }) }, site);
  const time = siteTime(site.timeZone);
  const what = of === undefined ? "An alarm" : of.rule.id;
  const place = zoneId === undefined ? "of the platform" : `in ${zoneOf(site, zoneId).path.en}`;
  const onScreen = preview.screenOnly
    ? `\nNobody would be told: alarms of priority ${asked.priority} are on the screen only (escalation.minimumPriority). The steps if it were higher:\n`
    : "";
  return `Nothing is sent. ${what}, ${asked.priority}, class ${asked.class}${asked.grade === undefined ? "" : `, grade ${asked.grade}`}, ${place}, raised ${time(at)} (${site.timeZone})
${onScreen}
Route ${preview.route.name.en} (${preview.route.id}), until somebody acknowledges:
${stepTable(preview, site, time)}${exampleOf(asked, site)}`;
}

function stepTable({ steps }: RoutePreview, site: Site, time: (at: EpochMs) => string): string {
  const rows = steps.flatMap((step) => {
    const [due, name] = [time(step.dueAt), step.last ? `${step.step} (last)` : step.step];
    if (step.recipients.length === 0) return [[due, name, "nobody", "", "", ""]];
    return step.recipients.map((recipient, index) => [
      index === 0 ? due : "",
      index === 0 ? name : "",
      nameOf(site, recipient.personId),
      roleText(recipient, site),
      channelsText(recipient),
      index === 0 ? [`proof: ${step.proof}`, repeatText(step)].filter((part) => part !== "").join("; ") : "",
    ]);
  });
  return table([["due", "step", "who", "as", "by", ""], ...rows]);
}

/** What the first step would read: of the rule that was named, or of one whose alarms are such as was asked for. */
function exampleOf(asked: Asked, site: Site): string {
  const found = asked.of ?? (asked.grade === undefined ? exampleRule(asked, site) : undefined);
  if (found === undefined) return "\nNo rule of the site raises such an alarm, so that there is no text to show.\n";
  const text = exampleText(found, site);
  const of = asked.of === undefined ? `, for example of ${found.rule.id}` : "";
  const withValue = exampleValue(found.rule) === undefined ? "" : ", with the value at its limit";
  return `\nThe first text${of}${withValue}:\n${table(LANGUAGES.map((language) => [language, text[language]]))}`;
}
