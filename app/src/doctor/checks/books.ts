import { type AlarmBook, sumOf, unbalanced } from "@labcanary/domain/alarm";
import { type Check, type Finding, found, type FindingKind } from "../check.ts";

const UNBALANCED: FindingKind = {
  code: "BOOKS_UNBALANCED",
  urgency: "now",
  remedy: {
    en: "Readings were lost or counted twice: keep a copy of the data folder, and report it with the platform's log.",
    zh: "有读数丢失或重复计数：请备份数据目录，并连同平台日志一起上报。",
  },
};
const ALARMS_UNBALANCED: FindingKind = {
  code: "ALARM_BOOKS_UNBALANCED",
  urgency: "now",
  remedy: {
    en: "An alarm or a notification is gone, or came from nowhere: keep a copy of the data folder, and look who writes to alarms.sqlite. Acknowledge the alarm and restart to take the books anew.",
    zh: "有报警或通知丢失或来历不明：请备份数据目录，查明何程序写入 alarms.sqlite。确认该报警并重启后，账目将重新建立。",
  },
};
const BACKLOG: FindingKind = {
  code: "HISTORY_BACKLOG",
  urgency: "soon",
  remedy: {
    en: "The history store is away or too slow. Alarms go on; charts lag, and the accepted log grows until its budget.",
    zh: "历史存储不可用或过慢。报警照常；曲线会滞后，接收日志将增长到预算上限。",
  },
};
const RULES_BEHIND: FindingKind = {
  code: "RULES_BEHIND",
  urgency: "now",
  remedy: {
    en: "Alarms are late: look for what takes the processor, and restart the platform if nothing does.",
    zh: "报警已延迟：请查找占用处理器的程序；若没有，请重启平台。",
  },
};

/** Frames. Chosen: some seconds of the highest load the platform is made for, so that a burst is none. */
const BACKLOG_LIMIT = 100_000;
/** Frames. Chosen: a second of the same. */
const RULES_LIMIT = 10_000;

const BOOK_ZH: Readonly<Record<AlarmBook, string>> = { changes: "判定", alarms: "报警", notices: "通知" };

/** Whether every reading that was accepted has come to something, and everything that followed from it. */
export const books: Check = {
  name: "books",
  kinds: [UNBALANCED, ALARMS_UNBALANCED, BACKLOG, RULES_BEHIND],
  needsLive: true,
  look({ live }) {
    if (live === undefined) return [];
    const findings: Finding[] = [];
    const { balanced, received, stored, duplicate, rejected, quarantined, waitingFrames } = live.books;
    if (!balanced) {
      const figures = `${received} ≠ ${stored} + ${duplicate} + ${rejected} + ${quarantined}`;
      findings.push(found(UNBALANCED, `the books do not balance: ${figures}`, `账目不平：${figures}`));
    }
    for (const book of unbalanced(live.alarmBooks)) {
      const { came, became } = sumOf(live.alarmBooks, book);
      findings.push(
        found(
          ALARMS_UNBALANCED,
          `the books of ${book} do not balance: ${came} ≠ ${became}`,
          `${BOOK_ZH[book]}账目不平：${came} ≠ ${became}`,
        ),
      );
    }
    if (waitingFrames > BACKLOG_LIMIT)
      findings.push(found(BACKLOG, `${waitingFrames} frames wait for the history`, `${waitingFrames} 帧数据等待写入历史`));
    const behind = live.figures.durable - live.figures.rules;
    if (behind > RULES_LIMIT) findings.push(found(RULES_BEHIND, `the rules are ${behind} frames behind`, `规则计算落后 ${behind} 帧`));
    return findings;
  },
};
