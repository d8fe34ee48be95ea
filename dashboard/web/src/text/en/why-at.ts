export const WHY_AT = {
  "why-at.title": "Why, or why not, at a time",
  "why-at.time": "Time",
  "why-at.ask": "Why?",
  "why-at.now": "Now",
  "why-at.asking": "Reading the history…",
  "why-at.hint": "Type a time, or click on the chart.",
  "why-at.rules-now": "At {time}, by the rules as they are now:",
  "why-at.since": "since {time}",
  "why-at.alarms": "Alarms that stood then, by the rules of that time:",
  "why-at.no-alarms": "No alarm stood then.",
  "why-at.later":
    "{count, plural, one {# reading} other {# readings}} of that time or before came in only later, so the rules did not know of them.",
  "why-at.no-events": "Nothing is kept of what people did at {devices}.",
  "why-at.may-repeat":
    "The history does not keep which values a gateway only repeated (retained, or from its cache). Here each counts as read when it came: {signals}.",
  "why-at.events": "The last that people did there",
  "why-at.members": "Of {of} signals {silent} silent, {overdue} overdue.",
} as const;
