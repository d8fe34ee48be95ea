/**
 * Addresses of the console's pages. What begins with a colon is said by whoever goes there. The server gives the console out at each of
 * them, and the client finds the page by them: one that is not here does not exist for either.
 */
export const PAGES = {
  alarms: ["/"],
  signals: ["/signals"],
  signal: ["/signals/:deviceId/:signal"],
  /** What is shown is said after a question mark. */
  history: ["/history"],
  /** Of a plan, of a zone, or of whatever shows a signal. */
  plans: ["/plans", "/plans/:planId", "/plans/zone/:zoneId", "/plans/at/:deviceId/:signal"],
  planEditor: ["/plan-editor/:planId"],
  /** With a signal: it is chosen already. */
  try: ["/try", "/try/:deviceId/:signal"],
  /** With an alarm: its lines alone. */
  journal: ["/journal", "/journal/:alarmId"],
  figures: ["/figures"],
  duty: ["/duty"],
  people: ["/people"],
  routes: ["/routes"],
  channels: ["/channels"],
  health: ["/health"],
} as const satisfies Record<string, readonly string[]>;
export type PageName = keyof typeof PAGES;

/** Every address, as a pattern. */
export const PAGE_PATTERNS: readonly string[] = Object.values(PAGES).flat();
