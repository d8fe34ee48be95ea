export * from "./happening.ts";
export { type AlarmNamed, happeningsOf } from "./from-journal.ts";
export { isFor, judge, type RefusedDeeds, type Verdict } from "./judge.ts";
export { isStory, loadStory, parseStory } from "./load-story.ts";
export { whoText } from "./person-sentences.ts";
export { SENTENCE_KINDS, shownSentence } from "./sentences.ts";
export { type StoryClock, storyTimeText } from "./story-time.ts";
export { TIME_WIDTH, verdictText } from "./verdict-text.ts";
export type * from "./story.ts";
