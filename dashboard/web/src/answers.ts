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
} from "@labcanary/domain/alarm";
import type { Language, Text } from "@labcanary/domain/basics";
import type { ContactTestRefusalCode, JournalEntry, SiteProposal } from "@labcanary/domain/messages";
import type { ContactStanding, DeliveryStanding, OnDuty } from "@labcanary/domain/notification";
import type { SignalStatus } from "@labcanary/domain/ports";
import type { Priority } from "@labcanary/domain/rules";
import type { AlarmClass, ChannelKind, ContactKind, Plan, RouteMatch, Signal, Route as SiteRoute, Zone } from "@labcanary/domain/site";
import type { PlanSignal } from "../../src/http/plan-routes.ts";
import type { ToldProposal } from "../../src/plans/told-proposal.ts";
import type { ToldRecord } from "../../src/safety/told-record.ts";
import type { DutySpan } from "../../src/http/duty-routes.ts";
import type { Role } from "../../src/accounts/roles.ts";
import type { Availability } from "../../src/protection/ledger.ts";
import type { RegisterEntry } from "../../src/protection/register-entry.ts";
import type { RegisterFilter } from "../../src/protection/register-filter.ts";
import type { SignalExplanation } from "../../src/rule-questions.ts";
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
  /** Of an alarm from the books: what it is about, where that is not everybody's page to read. */
  readonly about?: ToldRecord;
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
