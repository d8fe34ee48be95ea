import type { OutOfService, TracedFigure } from "@labcanary/domain/alarm";
import type { HandOver, HandOverList, HandOverRecord, JournalCheck, OperatorVerb } from "@labcanary/domain/messages";
import type { BudgetStanding, RoutePreview } from "@labcanary/domain/notification";
import type { ChannelKind, Plan, PlanPlace } from "@labcanary/domain/site";
import type { JournalPart } from "./journal/journal-book.ts";
import type { AlarmExplanation } from "../../src/http/alarm-explanation.ts";
import type { RegisterFilter } from "../../src/protection/register-filter.ts";
import type { ConsoleIdentity } from "./sound/console-identity.ts";
import type { AccessLine } from "./signals/access-list.ts";
import type { BacktestAnswer, RuleChange } from "../../src/rule-questions.ts";
import type {
  AlarmAnswer,
  AvailabilityAnswer,
  CommandWords,
  Contact,
  DutyAnswer,
  FiguresAnswer,
  ListedPlan,
  Me,
  PlanSignal,
  PreviewQuestion,
  RegisterAnswer,
  RegisterQuery,
  RotasAnswer,
  SamplesAnswer,
  SentRouteTest,
  ServiceWords,
  SignalWithStatus,
  SiteAnswer,
  SiteProposal,
  TimeExplanation,
  ToldProposal,
  ToldRoute,
} from "./answers.ts";
import { ask, sendPicture, sendVerb } from "./asking.ts";

/** A query without what is not asked for. */
const registerParams = (query: object): URLSearchParams =>
  new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) => (value === undefined || value === "" ? [] : [[name, String(value)]])),
  );

/** Where the register is given out as a file. */
export const registerFile = (filter: RegisterFilter): string => `/api/v1/impaired.csv?${registerParams(filter)}`;

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
    sendVerb<unknown>(`alarms/${id}/${verb}`, { commandId: crypto.randomUUID(), ...said }),
  /** Added once, however often it is sent. */
  addPhoto: ({ id, alarmId, takenAt }: { readonly id: string; readonly alarmId: string; readonly takenAt: number }, picture: Blob) =>
    sendPicture<unknown>(`alarms/${alarmId}/photos?${new URLSearchParams({ commandId: id, takenAt: String(takenAt) })}`, picture),
  /** As {@link api.addPhoto}, of an item of a check. */
  addCheckPhoto: (
    { id, check, item, takenAt }: { readonly id: string; readonly check: number; readonly item: string; readonly takenAt?: number },
    picture: Blob,
  ) =>
    sendPicture<unknown>(
      `checks/${check}/items/${encodeURIComponent(item)}/photos?${new URLSearchParams({ commandId: id, ...(takenAt === undefined ? {} : { takenAt: String(takenAt) }) })}`,
      picture,
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
