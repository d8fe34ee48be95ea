import { readAlarm } from "@labcanary/alerting";
import type { EpochMs } from "@labcanary/domain/basics";
import { UNIT_SYMBOLS } from "@labcanary/domain/quantity";
import { type Signal, type Site, withNames } from "@labcanary/domain/site";
import { parseCommand, UsageError } from "../command-line.ts";
import { storedHistory } from "../platform/stored-history.ts";
import { explanationOf } from "../questions/explanation.ts";
import { askedHistory } from "../questions/replayed-history.ts";
import { siteTime } from "../questions/site-time.ts";
import type { Settings } from "../settings/table.ts";
import { alarmText } from "./explain-alarm.ts";
import { eventsNotice, eventTable, fromHistory, isoTime, repeatsNotice, sampleTable, signalOf, siteOf, timeOf } from "./question.ts";
import { settingsFor } from "./settings.ts";

const HELP = `labcanary explain ALARM
labcanary explain --signal KEY --at ISO
                  [--site site.yaml] [--config labcanary.yaml] [--data DIR]

Why an alarm came, and what became of it: ALARM is its code or its id. Or why there was an alarm, or none, of a signal at a time: the
stored readings before it are put to the signal's rules as the site has them now, and each says where it stood and what decided.
Changes nothing; may run beside the platform.
`;

export async function explain(words: readonly string[]): Promise<number> {
  const { values, positionals, common } = parseCommand(words, { signal: { type: "string" }, at: { type: "string" } });
  if (common.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const [alarm, ...more] = positionals;
  const isAboutSignal = values.signal !== undefined || values.at !== undefined;
  if (isAboutSignal === (alarm !== undefined) || more.length > 0)
    throw new UsageError("labcanary explain ALARM, or labcanary explain --signal KEY --at TIME");
  const settings = settingsFor(common);
  const text = alarm === undefined ? await explainTime(values.signal, values.at, settings) : explainAlarm(alarm, settings);
  process.stdout.write(text);
  return 0;
}

function explainAlarm(codeOrId: string, settings: Settings): string {
  const record = readAlarm(settings.data, codeOrId);
  if (!record.ok) {
    throw new UsageError(
      record.error === "no-alarms"
        ? `there are no alarms in ${settings.data}; name the platform's data folder with --data`
        : `there is no alarm with the code or id "${codeOrId}"`,
    );
  }
  const site = siteOf(settings.site);
  const { source } = record.value.alarm;
  const signal = source.kind === "rule" ? site.signals.find(({ key }) => key === source.signal) : undefined;
  const rule = source.kind === "rule" ? signal?.rules.find(({ id }) => id === source.ruleId) : undefined;
  const text = alarmText(record.value, {
    rule,
    time: siteTime(site.timeZone),
    said: (value) => (signal === undefined ? String(value) : measured(value, signal)),
  });
  return withNames(text, site);
}

async function explainTime(key: string | undefined, atText: string | undefined, settings: Settings): Promise<string> {
  if (key === undefined) throw new UsageError("name the signal with --signal, for example --signal cab-17/vapour");
  const at = timeOf(atText, "at");
  const site = siteOf(settings.site);
  return explainSignalAt(signalOf(site, key), at, site, settings);
}

async function explainSignalAt(signal: Signal, at: EpochMs, site: Site, settings: Settings): Promise<string> {
  const stored = storedHistory(settings, site.id, process.env);
  const answer = await fromHistory(stored, site.signals, (store) => explanationOf(askedHistory(stored, store), { signal, at, site }));
  if (answer === undefined) throw new UsageError(`there is no history of ${signal.key} before ${isoTime(at)}`);
  const { samples, receivedLater, others, events, withoutEventsOf, mayRepeat } = answer;
  const time = siteTime(site.timeZone);
  const rules = answer.rules.map(
    ({ ruleId, ruleVersion, state, since, because }) =>
      `${ruleId}: ${state}${since === undefined ? "" : ` since ${time(since)}`}\n  ${because}\n  version ${ruleVersion}\n`,
  );
  const ofOthers = others.map((other) => {
    const described = signalOf(site, other.signal);
    return `\n${other.signal}, which its rules watch:\n${sampleTable(other.samples, time, (value) => measured(value, described))}`;
  });
  const later = receivedLater === 0 ? "" : `\nReceived only after that time, so not known to the rules: ${receivedLater}\n`;
  return `${signal.key} at ${time(at)} (${site.timeZone}), by the rules of ${settings.site} as it is now

${rules.join("")}
${sampleTable(samples, time, (value) => measured(value, signal))}${ofOthers.join("")}${eventTable(events, time)}${later}${eventsNotice(withoutEventsOf)}${repeatsNotice(mayRepeat)}`;
}

const measured = (value: number, { states, unit }: Signal): string => states?.[value] ?? `${value} ${UNIT_SYMBOLS[unit]}`.trimEnd();
