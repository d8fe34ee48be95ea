import type { EpochMs, Language } from "@labcanary/domain/basics";
import type { PersonalData } from "./held.ts";

/** Headings and sentences of the readable export; what stands below them is data. */
const WORDS = {
  title: { en: "Personal data held by LabCanary", zh: "LabCanary 保存的个人信息" },
  of: { en: "Of", zh: "本人" },
  at: { en: "As of", zh: "截至" },
  account: { en: "Account", zh: "账户" },
  sessions: { en: "Sessions: from where, with what, when", zh: "登录会话：来源、浏览器、时间" },
  tokens: { en: "API tokens issued", zh: "签发的 API 令牌" },
  site: { en: "In the site's files", zh: "站点文件中的信息" },
  oldSites: {
    en: "In versions of the site's files that the accepted log is read by; each is deleted once the log no longer needs it",
    zh: "接收日志仍需使用的站点文件旧版本（不再需要时自动删除）",
  },
  unreadSites: {
    en: "versions of the site's files could not be read and were not searched:",
    zh: "个站点文件旧版本无法读取，未能查找：",
  },
  reached: { en: "Reached by (addresses as hashes alone)", zh: "联系通道（地址仅存哈希值）" },
  contacts: { en: "Ways to be reached left with reports from doors", zh: "在门口报告中留下的联系方式" },
  notices: { en: "Notifications", zh: "通知记录" },
  doors: { en: "At doors", zh: "门禁记录" },
  photos: { en: "Photos taken (hash, line of the journal)", zh: "拍摄的照片（哈希值、日志行号）" },
  words: {
    en: "Named in what people wrote (line of the journal, time, where, words)",
    zh: "他人或本人填写的文字中提及（日志行号、时间、位置、文字）",
  },
  clearWords: { en: "in the line itself, stays", zh: "直接写在日志行中，不能更改" },
  moreWords: { en: "more, not listed here", zh: "条未在此列出" },
  journal: { en: "Lines of the journal", zh: "日志记录" },
  clear: {
    en: "lines of earlier releases have the name itself; they are part of the chain and stay as they are",
    zh: "条旧版本日志直接写有姓名，属于日志链的一部分，不能更改",
  },
  kept: { en: "The name is kept with these records until", zh: "上述记录中的姓名保存至" },
  hold: { en: "On hold, nothing is removed:", zh: "已冻结，暂不删除：" },
  none: { en: "nothing", zh: "无" },
} as const;

/** A text file: what is held, in the order in which people ask. */
export function textOfPersonalData(data: PersonalData, language: Language): string {
  const say = (key: keyof typeof WORDS): string => WORDS[key][language];
  const time = (at: EpochMs | undefined): string => (at === undefined ? "" : new Date(at).toISOString());
  const part = (key: keyof typeof WORDS, lines: readonly string[]): string =>
    [`${say(key)} (${lines.length})`, ...(lines.length === 0 ? [say("none")] : lines), ""].join("\n");
  const {
    account,
    sessions,
    tokens,
    site,
    reachedBy,
    notices,
    doors,
    photos,
    lines,
    linesInClear,
    inWords,
    inWordsCount,
    contacts,
    sites,
    unreadableSites,
    keptUntil,
    hold,
  } = data;
  return [
    say("title"),
    `${say("of")}: ${data.names.join(", ")}`,
    `${say("at")}: ${time(data.at)}`,
    ...(keptUntil === undefined ? [] : [`${say("kept")} ${time(keptUntil)}`]),
    ...(hold === undefined ? [] : [`${say("hold")} ${hold.reason}`]),
    "",
    part("account", account === undefined ? [] : [JSON.stringify(account)]),
    part(
      "sessions",
      sessions.map(({ from = "", agent = "", createdAt }) => `${time(createdAt)} ${from} ${agent}`),
    ),
    part(
      "tokens",
      tokens.map(({ name, createdAt, expiresAt }) => `${name} ${time(createdAt)} – ${time(expiresAt)}`),
    ),
    part("site", site === undefined ? [] : [JSON.stringify(site)]),
    part(
      "oldSites",
      sites.map(({ version, since, person }) => `${version} ${time(since)} ${JSON.stringify(person)}`),
    ),
    ...(unreadableSites.length === 0 ? [] : [`${unreadableSites.length} ${say("unreadSites")} ${unreadableSites.join(", ")}`, ""]),
    part(
      "reached",
      reachedBy.map(({ channel, provenAt }) => `${channel} ${time(provenAt)}`),
    ),
    part(
      "contacts",
      contacts.map(({ contact, report }) => `${report === undefined ? "" : `PR-${report} `}${contact}`),
    ),
    part(
      "notices",
      notices.map(({ at, channel, state, alarmId = "" }) => `${time(at)} ${channel} ${state} ${alarmId}`),
    ),
    part(
      "doors",
      doors.map(({ at, deviceId, kind }) => `${time(at)} ${deviceId} ${kind}`),
    ),
    part(
      "photos",
      photos.map(({ sha256, line }) => `${sha256} ${line}`),
    ),
    part("words", [
      ...inWords.map(
        ({ line, at, field, text, isApart }) =>
          `${line} ${time(at)} ${field} ${JSON.stringify(text)}${isApart ? "" : ` (${say("clearWords")})`}`,
      ),
      ...(inWordsCount > inWords.length ? [`${inWordsCount - inWords.length} ${say("moreWords")}`] : []),
    ]),
    part(
      "journal",
      lines.map(({ number, at, kind, actor, detail }) => `${number} ${time(at)} ${kind} ${actor} ${JSON.stringify(detail)}`),
    ),
    ...(linesInClear === 0 ? [] : [`${linesInClear} ${say("clear")}`, ""]),
  ].join("\n");
}
