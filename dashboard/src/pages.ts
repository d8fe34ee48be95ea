/**
 * Addresses of the console's pages. What begins with a colon is said by whoever goes there. The server gives the console out at each of
 * them, and the client finds the page by them: one that is not here does not exist for either.
 */
export const PAGES = {
  alarms: ["/"],
  /** The alarm of a code: what a text on a phone names it by. */
  code: ["/a/:code"],
  signals: ["/signals"],
  signal: ["/signals/:deviceId/:signal"],
  /** What is shown is said after a question mark. */
  history: ["/history"],
  /** Of a plan, of a zone, or of whatever shows a signal. */
  plans: ["/plans", "/plans/:planId", "/plans/zone/:zoneId", "/plans/at/:deviceId/:signal"],
  planEditor: ["/plan-editor/:planId"],
  /** With a signal: it is chosen already. */
  try: ["/try", "/try/:deviceId/:signal"],
  /** With a number: that one, to be done. */
  checks: ["/safety/checks", "/safety/checks/:number"],
  /** With a number: that one alone. */
  hazards: ["/safety/hazards", "/safety/hazards/:number"],
  /** With a number: that one, held and signed there. */
  drills: ["/safety/drills", "/safety/drills/:number"],
  /** As hazards. */
  measures: ["/safety/measures", "/safety/measures/:number"],
  /** As hazards. */
  keyPeriods: ["/safety/key-periods", "/safety/key-periods/:number"],
  dossiers: ["/safety/dossiers", "/safety/dossiers/:number"],
  reports: ["/safety/reports", "/safety/reports/:number"],
  doors: ["/safety/doors"],
  /** With a number: that container alone. */
  substances: ["/safety/substances", "/safety/substances/:number"],
  /** With a number: that report alone. */
  weekly: ["/safety/weekly", "/safety/weekly/:number"],
  /** As weekly. */
  yearly: ["/safety/yearly", "/safety/yearly/:number"],
  /** With an alarm: its lines alone. */
  journal: ["/journal", "/journal/:alarmId"],
  /** With a kind of impairment: what is impaired so, alone. */
  protection: ["/protection", "/protection/:kind"],
  availability: ["/availability"],
  figures: ["/figures"],
  duty: ["/duty"],
  people: ["/people"],
  routes: ["/routes"],
  channels: ["/channels"],
  /** With a hand-over: as it was signed. */
  "hand-over": ["/hand-over", "/hand-over/:handOverId"],
  health: ["/health"],
  accounts: ["/administration"],
  sessions: ["/administration/sessions"],
  tokens: ["/administration/tokens"],
  /** With a name (`user:mei`): what is held of that person. */
  personalData: ["/administration/people", "/administration/people/:name"],
  devices: ["/administration/devices"],
  commissioning: ["/administration/commissioning"],
  account: ["/account"],
  /** Without rail and header, for a screen nobody touches. */
  wall: ["/wall"],
} as const satisfies Record<string, readonly string[]>;
export type PageName = keyof typeof PAGES;

/** Every address, as a pattern. */
export const PAGE_PATTERNS: readonly string[] = Object.values(PAGES).flat();
