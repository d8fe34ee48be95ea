import type { Language } from "@labcanary/domain/basics";
import type { HazardClass, HazardState } from "@labcanary/domain/governance";

/**
 * What the page at a door says, in both languages at once: whoever stands there has not chosen one, and changing it must not need the
 * network. `{name}` stands for a value.
 */
export interface DoorWords {
  readonly title: string;
  readonly other: string;
  readonly loading: string;
  readonly unknownDoor: string;
  /** On its way out. */
  readonly offline: string;
  /** On its way in. */
  readonly away: string;
  readonly placeAway: string;
  readonly tooOften: string;
  readonly markup: string;
  readonly unreadable: string;
  readonly refused: string;
  readonly youAreAt: string;
  readonly leaveFirst: string;
  readonly call: string;
  readonly callRoom: string;
  readonly what: string;
  readonly danger: string;
  readonly dangerMeans: string;
  readonly risk: string;
  readonly riskMeans: string;
  readonly about: string;
  readonly classes: Readonly<Record<HazardClass, string>>;
  readonly words: string;
  readonly wordsOfDanger: string;
  readonly photos: string;
  readonly addPhoto: string;
  readonly removePhoto: string;
  readonly photoUnreadable: string;
  readonly photosMissing: string;
  readonly contact: string;
  readonly contactMeans: string;
  readonly sendRisk: string;
  readonly sendDanger: string;
  readonly sending: string;
  readonly sent: string;
  readonly sentDanger: string;
  readonly sentRisk: string;
  readonly leftOut: string;
  readonly followIt: string;
  readonly followMeans: string;
  readonly copy: string;
  readonly copied: string;
  readonly followed: string;
  readonly followUnknown: string;
  readonly reportedAt: string;
  readonly hazard: Readonly<Record<HazardState, string>>;
  readonly notSeen: string;
  readonly seen: string;
  readonly attended: string;
  readonly ended: string;
  readonly answers: string;
  readonly noAnswers: string;
  readonly lookAgain: string;
}

const EN: DoorWords = {
  title: "Report a risk or a danger",
  other: "中文",
  loading: "One moment…",
  unknownDoor: "This code belongs to no door of this site. In danger, call for help.",
  offline: "Not sent: there is no connection. What you wrote is still here; send it again. In danger, call.",
  away: "There is no answer just now; look again. In danger, call.",
  placeAway: "The name of this place cannot be shown just now. Report all the same: the code on the door says where you are.",
  tooOften: "Too much was asked or reported just now. In danger, call.",
  unreadable:
    "Not taken: what you wrote holds characters that cannot be read. Type it anew instead of pasting it. If people are in danger now, choose that, or call.",
  markup:
    "Not taken: what you wrote holds code of a web page, such as <script>. Leave that out, put a space after <, and send it again. In danger, choose “Danger now” or call.",
  refused: "This could not be taken. Look at what you wrote, and send it again. In danger, call.",
  youAreAt: "You are at",
  leaveFirst: "In danger: leave first, then call.",
  call: "Security centre {phone}",
  callRoom: "This place {phone}",
  what: "What is it?",
  danger: "Danger now",
  dangerMeans: "Smoke, a smell of gas, a spill, somebody hurt. The security centre is called at once.",
  risk: "Not safe",
  riskMeans: "A blocked way out, a loose cylinder, a broken lock. It goes into the ledger of hazards.",
  about: "What is it about?",
  classes: {
    gas: "Gas",
    fire: "Fire",
    "hazardous-chemicals": "Chemicals",
    radiation: "Radiation",
    biology: "Biological material",
    building: "Building and equipment",
    information: "Computers and data",
  },
  words: "What is the matter?",
  wordsOfDanger: "What is the matter? (if there is time)",
  photos: "Photos",
  addPhoto: "Add a photo",
  removePhoto: "Remove photo {number}",
  photoUnreadable: "This browser cannot read that picture.",
  photosMissing: "The report is there; {count} of its photos could not be sent.",
  contact: "How you can be reached (optional)",
  contactMeans: "Without it you stay anonymous. It is kept apart, seen by those who deal with this alone, and removed when you ask.",
  sendRisk: "Report it",
  sendDanger: "Call for help",
  sending: "Sending…",
  sent: "Reported: PR-{number}",
  sentDanger: "The security centre has it. If you are in danger, leave now.",
  sentRisk: "It is in the ledger of hazards, where it stays until somebody has checked that it is remedied.",
  leftOut: "Words with code of a web page in them were left out. Call and say what is the matter.",
  followIt: "See what becomes of it",
  followMeans: "Keep this link: it is the only way to the answer, and nobody else has it.",
  copy: "Copy the link",
  copied: "Copied",
  followed: "Your report PR-{number}",
  followUnknown: "There is no report for this link.",
  reportedAt: "Reported {time}",
  hazard: {
    filed: "In the ledger of hazards; nobody has been made responsible yet",
    settled: "Somebody is responsible, and a deadline is agreed",
    remedied: "Said to be remedied; somebody else will check",
    "written-off": "Checked by somebody else, and found remedied",
  },
  notSeen: "The security centre has been called",
  seen: "Seen by the security centre {time}",
  attended: "Somebody has taken charge {time}",
  ended: "Dealt with {time}",
  answers: "Answers",
  noAnswers: "No answer yet",
  lookAgain: "Look again",
};

const ZH: DoorWords = {
  title: "报告隐患或险情",
  other: "English",
  loading: "请稍候…",
  unknownDoor: "此二维码不属于本单位的任何房间。如遇险情，请电话求助。",
  offline: "未发出：网络不通。填写内容仍在，请重新发送。如遇险情，请打电话。",
  away: "暂时无法查询，请稍后刷新。如遇险情，请打电话。",
  placeAway: "暂时无法显示房间名称，仍可报告：门上的二维码已注明位置。",
  tooOften: "短时间内报告或查询过多，请稍后再试。如遇险情，请打电话。",
  unreadable: "未受理：填写内容含无法显示的字符，请重新输入，不要直接粘贴。如遇险情，请选“正在发生的险情”或打电话。",
  markup: "未受理：填写内容含网页代码（如 <script>）。请删去后重新发送，“<”后请留空格。如遇险情，请选“正在发生的险情”或打电话。",
  refused: "未能受理，请检查填写内容后重新发送。如遇险情，请打电话。",
  youAreAt: "您所在位置",
  leaveFirst: "遇险请先撤离，再打电话。",
  call: "安全中心 {phone}",
  callRoom: "本房间 {phone}",
  what: "情况",
  danger: "正在发生的险情",
  dangerMeans: "冒烟、闻到燃气味、泄漏、有人受伤。将立即通知安全中心。",
  risk: "安全隐患",
  riskMeans: "通道堵塞、气瓶未固定、门锁损坏等。将登记进隐患台账。",
  about: "类别",
  classes: {
    gas: "气体",
    fire: "消防",
    "hazardous-chemicals": "危险化学品",
    radiation: "辐射",
    biology: "生物",
    building: "建筑与设备",
    information: "信息系统",
  },
  words: "情况说明",
  wordsOfDanger: "情况说明（来得及就填）",
  photos: "照片",
  addPhoto: "添加照片",
  removePhoto: "删除第 {number} 张照片",
  photoUnreadable: "此浏览器无法读取该图片。",
  photosMissing: "报告已受理，有 {count} 张照片未能发出。",
  contact: "联系方式（选填）",
  contactMeans: "不填则匿名。联系方式单独保存，仅处理人员可查看，可应您的要求删除。",
  sendRisk: "提交隐患",
  sendDanger: "立即求助",
  sending: "正在发送…",
  sent: "已受理：PR-{number}",
  sentDanger: "安全中心已收到。如您身处险境，请立即撤离。",
  sentRisk: "已登记进隐患台账，经他人复查确认整改后方可销号。",
  leftOut: "含网页代码的内容未予收录。请打电话说明情况。",
  followIt: "查看处理进展",
  followMeans: "请保存此链接：这是查看答复的唯一途径，其他人没有此链接。",
  copy: "复制链接",
  copied: "已复制",
  followed: "您的报告 PR-{number}",
  followUnknown: "此链接没有对应的报告。",
  reportedAt: "报告时间 {time}",
  hazard: {
    filed: "已登记进隐患台账，尚未落实责任人",
    settled: "已落实责任人和整改期限",
    remedied: "报称整改完成，待他人复查",
    "written-off": "经他人复查，整改合格，已销号",
  },
  notSeen: "已通知安全中心",
  seen: "安全中心已查看 {time}",
  attended: "已有人接手处置 {time}",
  ended: "处理完毕 {time}",
  answers: "答复",
  noAnswers: "暂无答复",
  lookAgain: "刷新",
};

export const DOOR_WORDS: Readonly<Record<Language, DoorWords>> = { en: EN, zh: ZH };

/** The words with their values in place. */
export const saying = (words: string, values: Readonly<Record<string, string | number>>): string =>
  words.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
