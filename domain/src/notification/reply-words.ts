/** What a person can answer: I have seen it; I am going there; I need others. */
export const REPLY_VERBS = ["acknowledge", "attend", "help"] as const;
export type ReplyVerb = (typeof REPLY_VERBS)[number];

/** Words people use for each, in capitals; the first of each language is the one the texts and guides name. */
const WORDS: Readonly<Record<ReplyVerb, readonly string[]>> = {
  acknowledge: [
    "ACK",
    "确认",
    "OK",
    "OKAY",
    "YES",
    "ACKNOWLEDGE",
    "ACKNOWLEDGED",
    "CONFIRM",
    "SEEN",
    "TAKEN",
    "確認",
    "收到",
    "确认收到",
    "知道",
    "好",
    "好的",
  ],
  attend: ["ATTEND", "前往", "ATTENDING", "COMING", "GOING", "OMW", "出发", "出發", "马上到", "马上去", "去", "来", "到场", "赶到", "处理"],
  help: ["HELP", "求助", "SOS", "ASSIST", "ASSISTANCE", "支援", "帮助", "救命", "求援", "需要支援", "需要帮助", "请求支援"],
};

const VERB_OF: ReadonlyMap<string, ReplyVerb> = new Map(REPLY_VERBS.flatMap((verb) => WORDS[verb].map((word) => [word, verb] as const)));

/** What stands before a word in Chinese, or after it, and changes nothing. */
const CHINESE_ASIDES = /^(?:我|已|请|回复|正在|马上)+(?=.)|(?:了|吧|的|中|您|谢谢)+$/g;

/** The verb a word stands for. Letters in capitals; a run of Chinese signs counts as one word. */
export function verbOf(word: string): ReplyVerb | undefined {
  return VERB_OF.get(word) ?? VERB_OF.get(word.replace(CHINESE_ASIDES, ""));
}

/** Words with Latin letters, the longest first: what a code may be written on to without a blank. */
export const LATIN_WORDS: readonly string[] = [...VERB_OF.keys()]
  .filter((word) => /^[A-Z]+$/.test(word))
  .toSorted((a, b) => b.length - a.length);
