import type {
  Alarm,
  AlarmSystemFigures,
  BusyRule,
  FigureVerdict,
  JudgedFigure,
  OperatorPosition,
  OutOfService,
  ProposedDelay,
  ShelvingMode,
  TracedFigure,
} from "@labcanary/domain/alarm";
import type { Language, Text } from "@labcanary/domain/basics";
import type {
  ContactTestRefusalCode,
  HandOver,
  HandOverList,
  HandOverRecord,
  JournalCheck,
  JournalEntry,
  OperatorVerb,
  SiteProposal,
} from "@labcanary/domain/messages";
import type { BudgetStanding, ContactStanding, DeliveryStanding, OnDuty, RoutePreview } from "@labcanary/domain/notification";
import type { SignalStatus } from "@labcanary/domain/ports";
import type { Priority } from "@labcanary/domain/rules";
import type {
  AlarmClass,
  ChannelKind,
  ContactKind,
  Plan,
  PlanPlace,
  RouteMatch,
  Signal,
  Route as SiteRoute,
  Zone,
} from "@labcanary/domain/site";
import type { Translate } from "./text/translate.ts";
import type { JournalPart } from "./journal/journal-book.ts";
import type { AlarmExplanation } from "../../src/http/alarm-explanation.ts";
import type { PlanSignal } from "../../src/http/plan-routes.ts";
import type { ToldProposal } from "../../src/plans/told-proposal.ts";
import type { DutySpan } from "../../src/http/duty-routes.ts";
import type { Role } from "../../src/accounts/roles.ts";
import type { Availability } from "../../src/protection/ledger.ts";
import type { RegisterEntry } from "../../src/protection/register-entry.ts";
import type { RegisterFilter } from "../../src/protection/register-filter.ts";
import type { ConsoleIdentity } from "./sound/console-identity.ts";
import type { AccessLine } from "./signals/access-list.ts";
import type { BacktestAnswer, RuleChange, SignalExplanation } from "../../src/rule-questions.ts";
import type { Figures } from "./charts/chart-series.ts";

/** Who is signed in. */
export interface Me {
  readonly user: {
    readonly name: string;
    readonly role: Role;
    readonly rights: readonly string[];
    readonly zones?: readonly string[];
    /** The account has no password here: whoever signs shows at the provider that it is they. */
    readonly confirmsAt?: "provider";
  };
}
export type SignalWithStatus = Signal & { readonly status?: SignalStatus; readonly outOfService?: OutOfService };
export interface SiteAnswer {
  readonly site: {
    readonly id: string;
    readonly name: Text;
    readonly timeZone: string;
    readonly version: string;
    readonly securityCentrePhone?: string;
    /** Without those that the site has never had: absent of an older server. */
    readonly keyPeriods?: readonly {
      readonly id: string;
      readonly name: Text;
      readonly from: number;
      readonly to: number;
      readonly seals: number;
    }[];
  };
  /** `account`: where they sign in under another name than their id. */
  readonly people: readonly { readonly id: string; readonly name: string; readonly account?: string }[];
  readonly zones: readonly Zone[];
}
export interface AlarmAnswer {
  readonly alarm: Alarm;
  readonly timeline: readonly JournalEntry[];
  readonly deliveries: readonly DeliveryStanding[];
  /** Alarms of the same rule before it, newest first. */
  readonly earlier: readonly AlarmSpan[];
  /** Version of the rule as the site has it now; null: it has no such rule any more. Absent of alarms without a rule. */
  readonly ruleNow?: string | null;
}
export interface AlarmSpan {
  readonly id: string;
  readonly code: string;
  readonly priority: Priority;
  readonly from: number;
  readonly to?: number;
  readonly what: Text;
  readonly simulated: boolean;
}
export interface SamplesAnswer extends Figures {
  readonly signal: SignalWithStatus & { readonly zone?: Zone };
  readonly from: number;
  readonly to: number;
  readonly truncated?: boolean;
  /** How long each sum is, in ms, where readings are summed up. */
  readonly every?: number;
  readonly alarms: readonly AlarmSpan[];
}

export type { PlanSignal, SiteProposal, ToldProposal };
/** A plan without its drawing. */
export type ListedPlan = Omit<Plan, "drawing">;

/** A contact as the platform tells of it: without any address. */
export interface Contact {
  readonly id: string;
  readonly name: string;
  readonly kind: ContactKind;
  readonly language: Language;
  readonly channels: readonly ChannelKind[];
  readonly standings: readonly ContactStanding[];
  readonly roles: readonly string[];
  readonly securityCentre: boolean;
  /** Whether the person who looks may send this contact a test. */
  readonly mayTest: boolean;
  /** On leave, until a day such as `2026-11-30`. */
  readonly leave?: { readonly until: string; readonly substitute?: string };
}
/** A route as people read it: its hours by their name. */
export interface ToldRoute extends Omit<SiteRoute, "when"> {
  readonly when: Omit<RouteMatch, "during" | "duringName"> & { readonly during?: Text };
  /** Whom it tells depends on the zone of the alarm. */
  readonly needsZone: boolean;
}
/** What became of the test to one person of a route, as far as it is known when it is sent. */
export interface SentRouteTest {
  readonly personId: string;
  readonly name: string;
  readonly step: string;
  readonly channel?: ChannelKind;
  readonly refused?: ContactTestRefusalCode;
}
export interface PlannedRota {
  readonly id: string;
  readonly name: Text;
  readonly spans: readonly DutySpan[];
  readonly gaps: readonly { readonly from: number; readonly to: number }[];
}
export interface RotasAnswer {
  readonly from: number;
  readonly to: number;
  readonly rotas: readonly PlannedRota[];
}
export interface DutyAnswer {
  readonly at: number;
  readonly rotas: readonly { readonly id: string; readonly name: Text; readonly now: OnDuty; readonly next: OnDuty }[];
}
export interface PreviewQuestion {
  readonly zone?: string;
  readonly class: AlarmClass;
  readonly priority: Priority;
  readonly at?: string;
}

/** A busy rule as people know it, and the on-delay proposed for its fleeting alarms. */
export interface ToldRule extends BusyRule {
  readonly what?: Text;
  readonly where?: Text;
  readonly onDelay?: ProposedDelay;
}
export interface FiguresAnswer {
  readonly position: OperatorPosition;
  readonly figures: Omit<AlarmSystemFigures, "busiest"> & {
    readonly busiest: readonly ToldRule[];
  };
  readonly verdicts: Readonly<Record<JudgedFigure, FigureVerdict>>;
}

/** Why there was an alarm, or none, at a time, with the alarms that really stood then. */
export interface TimeExplanation extends SignalExplanation {
  readonly alarms: readonly (Pick<AlarmSpan, "id" | "code" | "priority" | "from" | "to"> & {
    readonly ruleId?: string;
    readonly ruleVersion?: string;
  })[];
}

/** What goes with a command, by its verb. */
export interface CommandWords {
  /** The commissioning test the alarm is one of as it is shown. */
  readonly asTest?: string;
  readonly comment?: string;
  readonly cause?: string;
  readonly reason?: string;
  readonly measure?: string;
  readonly to?: string;
  readonly minutes?: number;
  readonly mode?: ShelvingMode;
}

/** What is said when a signal is proposed to be taken out of service. */
export interface ServiceWords {
  readonly hours: number;
  readonly reason: string;
  readonly measure: string;
}

/** What of the register is asked for. */
export interface RegisterQuery extends RegisterFilter {
  readonly offset: number;
  readonly limit: number;
}
export interface RegisterAnswer {
  readonly revision: string;
  readonly total: number;
  readonly entries: readonly RegisterEntry[];
}
export type AvailabilityAnswer = Availability;

/** A query without what is not asked for. */
const registerParams = (query: object): URLSearchParams =>
  new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) => (value === undefined || value === "" ? [] : [[name, String(value)]])),
  );

/** Where the register is given out as a file. */
export const registerFile = (filter: RegisterFilter): string => `/api/v1/impaired.csv?${registerParams(filter)}`;

/** Why the platform did not do what was asked. `unreachable`: nobody answered. `unanswered`: it may have been done. */
export class ApiError extends Error {
  readonly code: string;
  /** What exactly, in English; empty where the code says all. */
  readonly detail: string;

  constructor(code: string, detail = "") {
    super(code);
    this.code = code;
    this.detail = detail;
  }
}

/** What to tell the person, in words of the client's language. */
export function wordsFor(error: unknown, t: Translate): string {
  const code = error instanceof ApiError ? error.code : "INTERNAL";
  const key = `error.${code}`;
  return t.has(key) ? t(key) : t("error.other", { code });
}

/** Asks the platform. What is called off fails as if nobody had answered; whoever called it off does not look at it. */
export async function ask<T>(method: string, path: string, body?: unknown, calledOff?: AbortSignal): Promise<T> {
  const sent = body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
  const calling = calledOff === undefined ? {} : { signal: calledOff };
  return said<T>(await fetch(`/api/v1/${path}`, { method, ...calling, ...sent }).catch(() => undefined), "unreachable");
}

/** How long whoever presses a button waits for the answer to a verb (chosen: a slow link answers, a dead one does not). */
const VERB_PATIENCE_MS = 10_000;
/** A photo at 20 kB/s; the platform itself gives up before. */
const PHOTO_PATIENCE_MS = 30_000;

/**
 * Sends what changes something, and does not wait for ever: a request that hangs in a tunnel would be carried out on the way out of it.
 * Without an answer nobody here knows whether it was done.
 */
async function change<T>(path: string, patience: number, content: Pick<RequestInit, "body" | "headers">): Promise<T> {
  const signal = AbortSignal.timeout(patience);
  return said<T>(await fetch(`/api/v1/${path}`, { method: "POST", signal, ...content }).catch(() => undefined), "unanswered");
}

/** Sends a picture; the address says by its `commandId` that it is one and the same, however often it is sent. */
export const sendPicture = <T>(path: string, picture: Blob): Promise<T> => change<T>(path, PHOTO_PATIENCE_MS, { body: picture });

async function said<T>(answer: Response | undefined, without: "unreachable" | "unanswered"): Promise<T> {
  if (answer === undefined) throw new ApiError(without);
  if (answer.status === 204) return undefined as T;
  const content: unknown = await answer.json().catch(() => ({}));
  const { code, detail } = content as { readonly code?: string; readonly detail?: string };
  if (!answer.ok) throw new ApiError(code ?? String(answer.status), detail);
  return content as T;
}

/** The address of a signal, from its key. */
const signalOf = (key: string): string => `signals/${key.split("/").map(encodeURIComponent).join("/")}`;

export const api = {
  /** With a code where the account has a second factor. `needsSecondFactor`: it must set one up before anything else. */
  signIn: (username: string, password: string, code?: string) =>
    ask<Me & { readonly needsSecondFactor?: boolean }>("POST", "session", { username, password, ...(code === undefined ? {} : { code }) }),
  signInWays: () => ask<{ readonly singleSignOn: boolean }>("GET", "session/ways"),
  signInOnce: (token: string) => ask<Me>("POST", "session/one-time", { token }),
  signOut: () => ask<void>("DELETE", "session"),
  me: () => ask<Me>("GET", "session"),
  site: () => ask<SiteAnswer>("GET", "zones"),
  alarm: (id: string) => ask<AlarmAnswer>("GET", `alarms/${id}`),
  whyAlarm: (id: string) => ask<AlarmExplanation>("GET", `alarms/${id}/explanation`),
  whyAt: (path: { readonly deviceId: string; readonly signal: string }, at: number) =>
    ask<TimeExplanation>(
      "GET",
      `signals/${encodeURIComponent(path.deviceId)}/${encodeURIComponent(path.signal)}/explanation?${new URLSearchParams({ at: String(at) })}`,
    ),
  backtest: (question: { readonly rule: string; readonly from: number; readonly to: number; readonly change: RuleChange }) =>
    ask<BacktestAnswer>("POST", "backtests", question),
  /** Carried out once, however often it is sent: the id says that it is the same. */
  command: (id: string, verb: OperatorVerb, said: CommandWords = {}) =>
    change<unknown>(`alarms/${id}/${verb}`, VERB_PATIENCE_MS, {
      body: JSON.stringify({ commandId: crypto.randomUUID(), ...said }),
      headers: { "content-type": "application/json" },
    }),
  /** Added once, however often it is sent. */
  addPhoto: ({ id, alarmId, takenAt }: { readonly id: string; readonly alarmId: string; readonly takenAt: number }, picture: Blob) =>
    change<unknown>(`alarms/${alarmId}/photos?${new URLSearchParams({ commandId: id, takenAt: String(takenAt) })}`, PHOTO_PATIENCE_MS, {
      body: picture,
    }),
  /** As {@link api.addPhoto}, of an item of a check. */
  addCheckPhoto: (
    { id, check, item, takenAt }: { readonly id: string; readonly check: number; readonly item: string; readonly takenAt?: number },
    picture: Blob,
  ) =>
    change<unknown>(
      `checks/${check}/items/${encodeURIComponent(item)}/photos?${new URLSearchParams({ commandId: id, ...(takenAt === undefined ? {} : { takenAt: String(takenAt) }) })}`,
      PHOTO_PATIENCE_MS,
      { body: picture },
    ),
  /** Alarms that stand and that the person who looks was told of, the newest first. */
  told: () => ask<{ readonly alarmIds: readonly string[] }>("GET", "told"),
  users: () => ask<{ readonly users: readonly { readonly name: string; readonly role: Me["user"]["role"] }[] }>("GET", "users"),
  proposeOutOfService: (key: string, said: ServiceWords) =>
    ask<unknown>("POST", `${signalOf(key)}/out-of-service`, { commandId: crypto.randomUUID(), ...said }),
  approveOutOfService: ({ signal, id }: Pick<OutOfService, "signal" | "id">) =>
    ask<unknown>("POST", `${signalOf(signal)}/out-of-service/approve`, { commandId: crypto.randomUUID(), proposal: id }),
  putInService: (key: string) => ask<unknown>("POST", `${signalOf(key)}/in-service`, { commandId: crypto.randomUUID() }),
  /** The last lines that are looked for. */
  journal: (question: Readonly<Record<string, string>>) => ask<JournalPart>("GET", `journal?${new URLSearchParams(question)}`),
  journalCheck: () => ask<{ readonly check: JournalCheck | null }>("GET", "journal/check"),
  checkJournal: () => ask<{ readonly check: JournalCheck }>("POST", "journal/check", {}),
  /** What people did at the doors of a device, newest first. */
  accessEvents: ({ device, from, to }: { readonly device: string; readonly from: number; readonly to: number }) =>
    ask<{ readonly events: readonly AccessLine[]; readonly truncated: boolean }>(
      "GET",
      `access-events?${new URLSearchParams({ device, from: String(from), to: String(to) })}`,
    ),
  plans: () => ask<{ readonly plans: readonly ListedPlan[]; readonly signals: Readonly<Record<string, number>> }>("GET", "plans"),
  plan: (id: string) => ask<{ readonly plan: Plan }>("GET", `plans/${encodeURIComponent(id)}`),
  signalsOfZone: (id: string) =>
    ask<{ readonly total: number; readonly signals: readonly PlanSignal[] }>("GET", `zones/${encodeURIComponent(id)}/signals`),
  placeOfSignal: (key: string) => ask<{ readonly zoneId: string }>("GET", `${signalOf(key)}/place`),
  planProposals: (id: string) => ask<{ readonly proposals: readonly ToldProposal[] }>("GET", `plans/${encodeURIComponent(id)}/proposals`),
  proposePlan: (id: string, said: { readonly places: readonly PlanPlace[]; readonly note?: string }) =>
    ask<{ readonly proposal: ToldProposal }>("POST", `plans/${encodeURIComponent(id)}/proposals`, said),
  removePlanProposal: ({ planId, id }: ToldProposal) =>
    ask<void>("DELETE", `plans/${encodeURIComponent(planId)}/proposals/${encodeURIComponent(id)}`),
  siteChange: () => ask<{ readonly change: SiteProposal | null }>("GET", "site/change"),
  approveSiteChange: (version: string) => ask<unknown>("POST", "site/change/approve", { version }),
  rejectSiteChange: (version: string, reason: string) => ask<unknown>("POST", "site/change/reject", { version, reason }),
  /** Which lines of the journal a figure of the span was counted from, those after the first `skip`; `rule`: the alarms of that rule. */
  figureLines: ({
    figure,
    rule,
    ...query
  }: {
    readonly figure: TracedFigure;
    readonly rule?: string;
    readonly from: number;
    readonly to: number;
    readonly skip: number;
  }) =>
    ask<{ readonly lines: readonly number[]; readonly of: number }>(
      "GET",
      `alarm-figures/${figure}/lines?${new URLSearchParams({ ...(rule === undefined ? {} : { rule }), from: String(query.from), to: String(query.to), skip: String(query.skip) })}`,
    ),
  figures: (query: { readonly from: number; readonly to: number }) =>
    ask<FiguresAnswer>("GET", `alarm-figures?${new URLSearchParams({ from: String(query.from), to: String(query.to) })}`),
  noteMeasure: (said: { readonly entry: string; readonly since: number; readonly measure: string; readonly dealtBy: string }) =>
    ask<unknown>("POST", "impaired/measure", { commandId: crypto.randomUUID(), ...said }),
  impaired: (query: RegisterQuery) => ask<RegisterAnswer>("GET", `impaired?${registerParams(query)}`),
  availability: (query: { readonly from: number; readonly to: number }) =>
    ask<AvailabilityAnswer>("GET", `protection?${new URLSearchParams({ from: String(query.from), to: String(query.to) })}`),
  people: () => ask<{ readonly people: readonly Contact[] }>("GET", "people"),
  testContact: (id: string, channel: ChannelKind) =>
    ask<unknown>("POST", `people/${encodeURIComponent(id)}/test`, { channel, commandId: crypto.randomUUID() }),
  routes: () => ask<{ readonly routes: readonly ToldRoute[] }>("GET", "routes"),
  testRoute: (id: string, zone: string | undefined) =>
    ask<{ readonly tests: readonly SentRouteTest[] }>("POST", `routes/${encodeURIComponent(id)}/test`, {
      commandId: crypto.randomUUID(),
      ...(zone === undefined ? {} : { zone }),
    }),
  rotas: (query: { readonly from: number; readonly to: number }) =>
    ask<RotasAnswer>("GET", `rotas?${new URLSearchParams({ from: String(query.from), to: String(query.to) })}`),
  duty: () => ask<DutyAnswer>("GET", "duty"),
  preview: (question: PreviewQuestion) => ask<{ readonly preview: RoutePreview }>("POST", "notifications/preview", question),
  budgets: () => ask<{ readonly budgets: readonly BudgetStanding[] }>("GET", "budgets"),
  answerPresence: (id: string) => ask<unknown>("POST", "presence", { id }),
  handOverList: () => ask<{ readonly list: HandOverList }>("GET", "hand-over"),
  handOvers: () => ask<{ readonly handOvers: readonly HandOverRecord[] }>("GET", "hand-overs"),
  handOver: (id: string) => ask<{ readonly handOver: HandOver }>("GET", `hand-overs/${encodeURIComponent(id)}`),
  /** As the list of this version says. */
  handOverShift: (said: { readonly version: string; readonly notes: string }) =>
    ask<{ readonly handOver: HandOverRecord }>("POST", "hand-overs", { commandId: crypto.randomUUID(), ...said }),
  /** Signs in whoever takes over, and out whoever was. */
  takeShiftOver: (id: string, said: { readonly username: string; readonly password: string; readonly code?: string }) =>
    ask<unknown>("POST", `hand-overs/${encodeURIComponent(id)}/take-over`, { commandId: crypto.randomUUID(), ...said }),
  soundHeard: (said: ConsoleIdentity & { readonly volume: number }) => ask<void>("POST", "sound-tests", said),
  silenceSound: (said: ConsoleIdentity & { readonly alarms: number }) => ask<void>("POST", "sound-silences", said),
  signals: (query: { readonly zone?: string; readonly offset?: number; readonly limit: number }) =>
    ask<{ readonly total: number; readonly signals: readonly SignalWithStatus[] }>(
      "GET",
      `signals?${new URLSearchParams({ offset: String(query.offset ?? 0), limit: String(query.limit), ...(query.zone === undefined ? {} : { zone: query.zone }) })}`,
    ),
  samples: (
    path: { readonly deviceId: string; readonly signal: string },
    query: { readonly from: number; readonly to: number; readonly every?: string },
  ) =>
    ask<SamplesAnswer>(
      "GET",
      `signals/${encodeURIComponent(path.deviceId)}/${encodeURIComponent(path.signal)}/samples?${new URLSearchParams({
        from: String(query.from),
        to: String(query.to),
        ...(query.every === undefined ? {} : { every: query.every }),
      })}`,
    ),
};
