import type { Language } from "@labcanary/domain/basics";
import type { Urgency } from "./check.ts";
import type { Report } from "./run.ts";

const HEADINGS: Readonly<Record<Urgency, Readonly<Record<Language, string>>>> = {
  now: { en: "Now", zh: "立即处理" },
  soon: { en: "Soon", zh: "尽快处理" },
  advice: { en: "Advice", zh: "建议" },
};

const WORDS = {
  en: {
    running: (version: string) => `LabCanary ${version} is running.`,
    stopped: "LabCanary does NOT answer; looked at what is on disk.",
    well: (count: number) => `All is well: ${count} checks found nothing.`,
    counted: (count: number, checks: number) => `${count} ${count === 1 ? "thing" : "things"} to do, found by ${checks} checks.`,
    notLooked: "Not looked at, since it does not answer: ",
    separator: ", ",
  },
  zh: {
    running: (version: string) => `LabCanary ${version} 正在运行。`,
    stopped: "LabCanary 没有应答；以下只根据磁盘上的内容检查。",
    well: (count: number) => `一切正常：${count} 项检查均未发现问题。`,
    counted: (count: number, checks: number) => `共 ${checks} 项检查，有 ${count} 处需要处理。`,
    notLooked: "因平台没有应答而未检查：",
    separator: "、",
  },
} as const;

/** The report for a terminal, without colours: it is also read in a mail. */
export function reportText({ findings, looked, notLooked }: Report, language: Language, version: string | undefined): string {
  const words = WORDS[language];
  const lines = [version === undefined ? words.stopped : words.running(version)];
  for (const urgency of ["now", "soon", "advice"] as const) {
    const those = findings.filter((finding) => finding.urgency === urgency);
    if (those.length > 0) lines.push("", HEADINGS[urgency][language]);
    for (const { code, said, remedy } of those) lines.push(`  ${upper(said[language])} (${code})`, `    → ${remedy[language]}`);
  }
  lines.push("", findings.length === 0 ? words.well(looked.length) : words.counted(findings.length, looked.length));
  if (notLooked.length > 0) lines.push(`${words.notLooked}${notLooked.join(words.separator)}`);
  return `${lines.join("\n")}\n`;
}

const upper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
