import type { DurationMs, EpochMs, Language, Text } from "../basics/index.ts";
import type { Signal } from "../rules/index.ts";
import type { Schedule } from "../schedule/index.ts";
import type { DeviceId, ModbusPoll, SignalKey, Speech } from "../telemetry/index.ts";
import type { Checklist, Patrol } from "./checks/index.ts";
import type { ChannelKind, EndpointKind, Leave } from "./contact.ts";
import type { KeyPeriod } from "./key-period/key-period.ts";
import type { DrillPlan } from "./drills/drill-plan.ts";
import type { Plan } from "./plan/plan.ts";
import type { Rota, Route } from "./routing.ts";
import type { Stock } from "./stock/stock.ts";

export type { Signal } from "../rules/index.ts";

/** A site after it was read and checked: everything refers to something that exists. Plain data, so that it can cross to a worker. */
export interface Site {
  readonly id: string;
  readonly name: Text;
  /** IANA zone the site lives by. */
  readonly timeZone: string;
  /** Hash of the content; two sites with the same version behave the same. */
  readonly version: string;
  /** Account name of who made the last change, as the file says; a change that one person may not make alone needs it. */
  readonly changedBy?: string;
  readonly zones: readonly Zone[];
  readonly people: readonly Person[];
  readonly devices: readonly Device[];
  /** Every signal of every device, in the order of the files; a rule belongs to one of them. */
  readonly signals: readonly Signal[];
  /** Absent: none is drawn. */
  readonly plans?: readonly Plan[];
  /** Reached when nobody of the zone was. A person id, or several. */
  readonly securityCentre: readonly string[];
  /** E.164: the security centre's telephone, for whoever stands at the place. */
  readonly securityCentrePhone?: string;
  readonly escalation: EscalationPolicy;
  /** In the order in which they are looked at; where none matches, or there is none, `escalation` says who is told. */
  readonly routes?: readonly Route[];
  readonly rotas?: readonly Rota[];
  /** At the security centre. Absent: nobody is asked whether they are there. */
  readonly presence?: PresencePolicy;
  /** Absent: nobody is sent a test but by hand. */
  readonly contactTests?: ContactTestPolicy;
  /** Absent: there are none. */
  readonly checklists?: readonly Checklist[];
  readonly patrols?: readonly Patrol[];
  /** Absent: there are none. */
  readonly keyPeriods?: readonly KeyPeriod[];
  readonly drills?: readonly DrillPlan[];
  /** Absent: no controlled substances are kept. */
  readonly stock?: Stock;
}

export type ZoneId = string;
export const ZONE_KINDS = ["site", "building", "floor", "room", "cabinet"] as const;

export interface Zone {
  readonly id: ZoneId;
  readonly kind: (typeof ZONE_KINDS)[number];
  readonly name: Text;
  readonly parent?: ZoneId;
  /** Names from the outermost zone inwards, joined by " › ". */
  readonly path: Text;
  /** Person ids, inherited from the parent where the zone names none. */
  readonly responsible?: string;
  readonly deputy?: string;
  readonly department?: Text;
  /** E.164: the telephone that rings there. Its own; see {@link landlineOf} for the nearest. */
  readonly phone?: string;
  /** Gas is kept or used here: a gas detector must work in it. Its own. */
  readonly gasRoom?: true;
  /** 0-1: how much of 7 days rooms here must be protected, inherited from the parent. Absent: as the installation is set. */
  readonly minimumAvailability?: number;
}

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly language: Language;
  /** E.164, digits with a leading plus. Absent: this person cannot be texted. */
  readonly phone?: string;
  readonly email?: string;
  /** Names of endpoints of the installation, such as a chat robot; their addresses and secrets are not the site's. */
  readonly endpoints?: Readonly<Partial<Record<EndpointKind, string>>>;
  /** Of a siren: its device. */
  readonly siren?: DeviceId;
  /** In order of preference. Absent: all there is an address for, in the order of CHANNEL_KINDS. */
  readonly channels?: readonly ChannelKind[];
  /** Absent: a person. */
  readonly kind?: "group" | "siren";
  /** Account name on the dashboard; absent: the id. */
  readonly account?: string;
  readonly leave?: readonly Leave[];
  /** Numbers of the cards this person carries, as readers say them. */
  readonly badges?: readonly string[];
  /** What the person is allowed to be in a rule of custody: `keeper`, `user`. Words of the site's own. */
  readonly roles?: readonly string[];
  /** Where the person works; besides, people are of the departments of the zones they answer for. */
  readonly department?: Text;
}

export interface Device {
  readonly id: DeviceId;
  readonly name: Text;
  readonly zoneId: ZoneId;
  readonly signals: readonly SignalKey[];
  /** Of a gateway: the convention of what it carries. Absent: it speaks the platform's own. */
  readonly speaks?: Speech;
  /** Of one that is asked by Modbus TCP. */
  readonly modbus?: ModbusPoll;
  /** The gateway that speaks for it. */
  readonly gateway?: DeviceId;
  /** What the convention calls it; absent: its id. */
  readonly address?: string;
  /** Its buttons by which somebody calls for help (manual call points), by the `object` of the event. */
  readonly callPoints?: readonly string[];
  /** When the hardware was last replaced. */
  readonly replacedAt?: EpochMs;
  /** Of the hardware there is now, as its maker wrote it. */
  readonly serial?: string;
}

/** An unacknowledged critical alarm asks the desk whether anybody is there. */
export interface PresencePolicy {
  /** From raising; unanswered, the next step of the alarm's route is due. */
  readonly answerWithin: DurationMs;
}

/** Every address is sent a test when its last delivered one is so old. */
export interface ContactTestPolicy {
  readonly every: DurationMs;
  /** In force when tests may be sent. */
  readonly during?: Schedule;
  readonly duringName?: Text;
}

/** Plain route: the zone's responsible person at once, then the deputy, then the security centre. */
export interface EscalationPolicy {
  /** Wait without acknowledgement before the deputy is told too. */
  readonly deputyAfter: DurationMs;
  /** Wait without acknowledgement, from raising, before the security centre is texted too. */
  readonly securityCentreAfter: DurationMs;
  /** Lowest priority that texts anybody: alarms below it are on the screen only. */
  readonly minimumPriority: "critical" | "high" | "medium" | "low";
  /** Wait without acknowledgement, from raising, before it counts as nobody reached; by default 15 min. */
  readonly nobodyReachedAfter?: DurationMs;
}
