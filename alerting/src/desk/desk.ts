import type { AlarmBooks } from "@labcanary/domain/alarm";
import type { DeliveryReport, Reply } from "@labcanary/domain/notification";
import type {
  AccessLog,
  AlarmDesk,
  CommissioningDesk,
  ConditionSink,
  CheckInTexts,
  DrillStage,
  EventSink,
  HealthSource,
  NotificationDesk,
  RecordConditionSink,
  RecordJournal,
  ReportLineSource,
  ShiftDesk,
} from "@labcanary/domain/ports";
import type { ChannelKind } from "@labcanary/domain/site";
import type { AlarmTable } from "../alarms/alarm-table.ts";
import type { InboundRefusal, RouteSwitch } from "../ports.ts";

/** Alerting while its database is open. */
export interface Desk
  extends ConditionSink,
    EventSink,
    AccessLog,
    Omit<AlarmDesk, "onChange">,
    Omit<NotificationDesk, "onReach">,
    ShiftDesk,
    CommissioningDesk,
    Omit<DrillStage, "onDrill">,
    Omit<CheckInTexts, "onCheckInAnswer">,
    RecordJournal,
    RecordConditionSink,
    ReportLineSource,
    HealthSource {
  books(): AlarmBooks;
  readonly counts: AlarmTable["counts"];
  pendingNotifications(channel: ChannelKind): number;
  takeReport(channel: ChannelKind, report: DeliveryReport): void;
  /** Throws when it could not be kept: the provider is to say it again. */
  takeReply(reply: Reply): void;
  refuseReport(channel: ChannelKind, reason: InboundRefusal): void;
  takeSwitch(channel: ChannelKind, change: RouteSwitch): void;
  close(): Promise<void>;
}
