import { minutes, type Text } from "../../basics/index.ts";
import type { FigureName } from "./figure.ts";
import { checkSentences, custodySentences, doorSentences, drillSentences, hazardSentences, measureSentences } from "./ledger-sentences.ts";
import { type Figures, figuresOf, many, was } from "./sentence-parts.ts";
import type { SectionName } from "./counted-report.ts";
import { openingSentences } from "./opening-sentences.ts";
import { isCustodyMonth, isYearly, type SafetyReport } from "./report.ts";
import { yearSentences } from "./year-sentences.ts";

/** What a section says in plain words, with its numbers. */
export interface Sentence {
  readonly section: SectionName;
  readonly text: Text;
}

/** The report in plain sentences, in the order in which it is read. */
export function sentencesOf(report: SafetyReport): readonly Sentence[] {
  const figures = figuresOf(report);
  const ofYear = isYearly(report) ? yearSentences(report, figures) : undefined;
  const openings = isCustodyMonth(report) ? openingSentences(report.doors) : [];
  return report.sections.flatMap(({ name }) => [
    ...as(name, SAID[name]?.(figures) ?? []),
    ...as(name, ofYear?.[name] ?? []),
    ...as(name, name === "openings" ? openings : []),
  ]);
}

const SAID: Readonly<Partial<Record<SectionName, (figures: Figures) => readonly Text[]>>> = {
  alarms: alarmSentences,
  impaired: impairedSentences,
  hazards: hazardSentences,
  measures: measureSentences,
  doors: doorSentences,
  checks: checkSentences,
  drills: drillSentences,
  custody: custodySentences,
  "not-counted": notCountedSentences,
  kept: keptSentences,
};

const as = (section: SectionName, texts: readonly Text[]): readonly Sentence[] => texts.map((text) => ({ section, text }));

function alarmSentences({ said, value, lasted, before }: Figures): readonly Text[] {
  const alarms = value("alarms");
  const last = before("alarms");
  const compared =
    last === undefined ? { en: "", zh: "" } : { en: `; the ${said.en} before ${last}`, zh: `；${said.zh.before} ${last} 次` };
  const unreached = value("nobody-reached");
  const reaching =
    unreached === 0
      ? []
      : [{ en: `For ${many(unreached, "alarm")} nobody was reached in time.`, zh: `有 ${unreached} 次报警未能及时联系到任何人。` }];
  if (alarms === 0)
    return [{ en: `No alarm was put before people${compared.en}.`, zh: `${said.zh.now}无报警${compared.zh}。` }, ...reaching];
  const [critical, high, medium, low] = [value("alarms-critical"), value("alarms-high"), value("alarms-medium"), value("alarms-low")];
  return [
    {
      en: `${many(alarms, "alarm")} ${was(alarms)} put before people: ${critical} critical, ${high} high, ${medium} medium, ${low} low${compared.en}.`,
      zh: `${said.zh.now}报警 ${alarms} 次：紧急 ${critical} 次，高 ${high} 次，中 ${medium} 次，低 ${low} 次${compared.zh}。`,
    },
    acknowledgement({ said, value, lasted }),
    firstHuman(value, lasted),
    ...reaching,
  ];
}

function acknowledgement({ said, value, lasted }: Pick<Figures, "said" | "value" | "lasted">): Text {
  const [done, open] = [value("acknowledged"), value("not-acknowledged")];
  const [median, longest] = [lasted("acknowledge-median"), lasted("acknowledge-longest")];
  const left = { en: `${open} ${was(open)} not acknowledged by the end of the ${said.en}`, zh: `截至期末仍有 ${open} 次未确认` };
  if (median === undefined || longest === undefined) return { en: `None was acknowledged; ${left.en}.`, zh: `均未确认；${left.zh}。` };
  const rest = open === 0 ? { en: "", zh: "" } : { en: `; ${left.en}`, zh: `；${left.zh}` };
  return {
    en: `${done} ${was(done)} acknowledged, half of them within ${median.en}, the slowest after ${longest.en}${rest.en}.`,
    zh: `已确认 ${done} 次，半数在 ${median.zh}内确认，最慢 ${longest.zh}${rest.zh}。`,
  };
}

function firstHuman(value: Figures["value"], lasted: Figures["lasted"]): Text {
  const nobody = value("no-human");
  const [median, longest] = [lasted("first-human-median"), lasted("first-human-longest")];
  if (median === undefined || longest === undefined) return { en: "No person answered any of them.", zh: "所有报警均无人响应。" };
  const rest = nobody === 0 ? { en: "", zh: "" } : { en: `; ${nobody} had no answer`, zh: `；${nobody} 次无人响应` };
  return {
    en: `A person first answered, half of the time, within ${median.en}, and at the latest after ${longest.en}${rest.en}.`,
    zh: `首次有人响应：半数在 ${median.zh}内，最迟 ${longest.zh}${rest.zh}。`,
  };
}

function impairedSentences({ said, value, lasted }: Figures): readonly Text[] {
  const row = (begun: FigureName, time: FigureName, atEnd: FigureName, ofMany: (n: number) => Text): readonly Text[] => {
    const [count, standing, span] = [value(begun), value(atEnd), lasted(time)];
    if (span === undefined || (count === 0 && value(time) === 0)) return [];
    const { en, zh } = ofMany(count);
    const rest =
      standing === 0 ? { en: "", zh: "" } : { en: `; ${standing} still at the end of the ${said.en}`, zh: `；截至期末仍有 ${standing} 个` };
    return [{ en: `${en}, ${span.en} in all within the ${said.en}${rest.en}.`, zh: `${zh}，${said.zh.now}累计 ${span.zh}${rest.zh}。` }];
  };
  const rows = [
    ...row("shelvings-begun", "shelved-time", "shelved-at-end", (n) => ({
      en: `Alarms were shelved ${many(n, "time")}`,
      zh: `搁置报警 ${n} 次`,
    })),
    ...row("out-of-service-begun", "out-of-service-time", "out-of-service-at-end", (n) => ({
      en: `Signals were taken out of service ${many(n, "time")}`,
      zh: `停用信号 ${n} 次`,
    })),
    ...row("silences-begun", "silent-time", "silent-at-end", (n) => ({
      en: `Signals fell silent ${many(n, "time")}`,
      zh: `信号静默 ${n} 次`,
    })),
    ...row("faulty-begun", "faulty-time", "faulty-at-end", (n) => ({
      en: `Signals became faulty ${many(n, "time")}`,
      zh: `信号故障 ${n} 次`,
    })),
    ...row("over-range-begun", "over-range-time", "over-range-at-end", (n) => ({
      en: `Signals went over range ${many(n, "time")}`,
      zh: `信号超量程 ${n} 次`,
    })),
    ...row("suspect-begun", "suspect-time", "suspect-at-end", (n) => ({
      en: `What signals read after being over range was suspect ${many(n, "time")}`,
      zh: `信号超量程后读数存疑 ${n} 次`,
    })),
    ...row("inhibited-begun", "inhibited-time", "inhibited-at-end", (n) => ({
      en: `Signals were inhibited or worked at ${many(n, "time")}`,
      zh: `信号处于抑制、预热、校准或维护 ${n} 次`,
    })),
    ...row("simulated-begun", "simulated-time", "simulated-at-end", (n) => ({
      en: `Signals sent simulated readings ${many(n, "time")}`,
      zh: `信号发送模拟数据 ${n} 次`,
    })),
    ...row("uncalibrated-begun", "uncalibrated-time", "uncalibrated-at-end", (n) => ({
      en: `Signals became overdue for calibration ${many(n, "time")}`,
      zh: `信号校准逾期 ${n} 次`,
    })),
    ...row("suppressions-begun", "suppressed-time", "suppressed-at-end", (n) => ({
      en: `Alarms were suppressed by design ${many(n, "time")}`,
      zh: `报警被设计抑制 ${n} 次`,
    })),
  ];
  // Reports made before, and weeks of before, have not counted how signals protect.
  if (rows.length === 0 && lasted("faulty-time") === undefined)
    return [{ en: "Nothing was shelved, out of service or silent.", zh: `${said.zh.now}无报警搁置、信号停用或静默。` }];
  return rows.length > 0 ? rows : [{ en: "Nothing that impairs protection is in the journal.", zh: "日志中无保护受损记录。" }];
}

function notCountedSentences({ value }: Figures): readonly Text[] {
  const [test, simulated, withheld] = [value("not-counted-test"), value("not-counted-simulated"), value("not-counted-withheld")];
  return [
    {
      en: `Not among the alarms: ${test} raised in tests and drills, ${simulated} of simulated readings, ${withheld} recorded and not put before people.`,
      zh: `未计入报警：投用测试或演练 ${test} 次，模拟数据 ${simulated} 次，仅记录未提示 ${withheld} 次。`,
    },
  ];
}

/** A restart takes so long; less is said in the table alone (chosen). */
const SAID_FROM = minutes(5);

function keptSentences({ said, value, lasted }: Figures): readonly Text[] {
  const days = value("days-kept");
  const gap = lasted("unwatched-time");
  const watched: readonly Text[] =
    gap === undefined
      ? []
      : value("unwatched-time") < SAID_FROM
        ? [{ en: "No gap in its watching is known.", zh: "未发现监视中断。" }]
        : [
            {
              en: `For ${gap.en} it is not known to have watched: what happened then is not in these figures.`,
              zh: `其中 ${gap.zh}无持续监视记录：该时段内的情况未包含在上述数字中。`,
            },
          ];
  if (days >= said.days)
    return [{ en: `The journal has lines of all ${said.days} days.`, zh: `${said.days} 天均有平台日志。` }, ...watched];
  return [
    {
      en: `The journal has lines of ${days} of ${said.days} days only: what happened on the others is not in these figures.`,
      zh: `仅 ${days} 天有平台日志（共 ${said.days} 天）：其余日期的情况未包含在上述数字中。`,
    },
    ...watched,
  ];
}
