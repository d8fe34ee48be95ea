import {
  DRILL_REFUSALS,
  type DrillRefusalCode,
  DOSSIER_REFUSALS,
  type DossierRefusalCode,
  HAZARD_REFUSALS,
  type HazardRefusalCode,
  LEAVE_REFUSALS,
  type LeaveRefusalCode,
  PERIOD_REFUSALS,
  type PeriodRefusalCode,
  STANDING_MEASURE_REFUSALS,
  type StandingMeasureRefusalCode,
} from "@labcanary/domain/governance";
import { withMeanings } from "../http/with-meanings.ts";

const STATUS_OF_HAZARD: Readonly<Record<HazardRefusalCode, number>> = {
  HAZARD_UNKNOWN: 404,
  HAZARD_WORDS: 400,
  HAZARD_ZONE: 404,
  HAZARD_FILED: 409,
  SETTLEMENT_INCOMPLETE: 400,
  SETTLEMENT_PERSON: 400,
  SETTLEMENT_DEADLINE: 400,
  DEADLINE_OWN: 403,
  HAZARD_STATE: 409,
  VERIFIER_SAME: 403,
  CORRECTION_SAME: 400,
  CORRECTION_NONE: 409,
  CORRECTION_CHANGED: 409,
  CORRECTOR_SAME: 403,
  HAZARD_PHOTOS: 409,
};
const STATUS_OF_MEASURE: Readonly<Record<StandingMeasureRefusalCode, number>> = {
  STANDING_MEASURE_UNKNOWN: 404,
  STANDING_MEASURE_WORDS: 400,
  STANDING_MEASURE_ZONE: 404,
  STANDING_MEASURE_OWNER: 400,
  STANDING_MEASURE_REVIEW: 400,
  STANDING_MEASURE_REVIEW_KEPT: 409,
  STANDING_MEASURE_HAZARDS: 400,
  STANDING_MEASURE_ENDED: 409,
};
const STATUS_OF_DOSSIER: Readonly<Record<DossierRefusalCode, number>> = {
  DOSSIER_UNKNOWN: 404,
  DOSSIER_ZONE: 404,
  DOSSIER_OPENED: 409,
  DOSSIER_WORDS: 400,
  DOSSIER_UNDER_WAY: 409,
  DOSSIER_STATE: 409,
  DOSSIER_CHANGED: 409,
  DOSSIER_FIGURES: 409,
  APPROVER_SAME: 403,
};

const STATUS_OF_PERIOD: Readonly<Record<PeriodRefusalCode, number>> = {
  KEY_PERIOD_UNKNOWN: 404,
  KEY_PERIOD_OVER: 409,
  CHECK_IN_NONE: 409,
  CHECK_IN_NOT_YOURS: 403,
  OPENING_NONE: 409,
  KEY_PERIOD_NOT_REPORTED: 409,
  KEY_PERIOD_AMENDED: 409,
  KEY_PERIOD_REVIEWED: 409,
  KEY_PERIOD_WORDS: 400,
};
const STATUS_OF_LEAVE: Readonly<Record<LeaveRefusalCode, number>> = {
  LEAVE_UNKNOWN: 404,
  LEAVE_DOOR: 404,
  LEAVE_PEOPLE: 400,
  LEAVE_SPAN: 400,
  LEAVE_WORDS: 400,
  LEAVE_NOT_ASKED: 409,
  LEAVE_NOT_GIVEN: 409,
  LEAVE_SAME_PERSON: 403,
  LEAVE_FOR_ONESELF: 403,
};
const STATUS_OF_DRILL: Readonly<Record<DrillRefusalCode, number>> = {
  DRILL_UNKNOWN: 404,
  DRILL_PLAN: 404,
  DRILL_PLANNED_FOR: 400,
  DRILL_LEADER: 400,
  DRILL_PHOTOS: 409,
  DRILL_WORDS: 400,
  DRILL_STATE: 409,
  DRILL_STEP: 409,
  DRILL_STEP_ORDER: 409,
  DRILL_STEP_NOT_NOTED: 409,
  DRILL_LESSONS: 400,
  DRILL_NOT_AS_PLANNED: 409,
  DRILL_UNDER_WAY: 409,
  DRILL_ALARM_STANDS: 409,
  DRILL_SCENARIO: 409,
};

/** Ways a ledger refuses, as the HTTP API says them. */
export const LEDGER_HTTP_ERRORS = {
  ...withMeanings(STATUS_OF_HAZARD, HAZARD_REFUSALS),
  ...withMeanings(STATUS_OF_DRILL, DRILL_REFUSALS),
  ...withMeanings(STATUS_OF_MEASURE, STANDING_MEASURE_REFUSALS),
  ...withMeanings(STATUS_OF_PERIOD, PERIOD_REFUSALS),
  ...withMeanings(STATUS_OF_LEAVE, LEAVE_REFUSALS),
  ...withMeanings(STATUS_OF_DOSSIER, DOSSIER_REFUSALS),
  DOSSIER_DRILL: { status: 400, meaning: "a drill is no excursion: what it moves is not what the sensor reads" },
  DOSSIER_TEMPERATURE: { status: 400, meaning: "a dossier is of an alarm of one temperature" },
  DOSSIER_STORE_FULL: {
    status: 507,
    meaning: "what a decision is made on cannot be kept: the disk is full, or dossiers.budgetBytes is used up; make room or raise it",
  },
  READINGS_TOO_MANY: { status: 409, meaning: "there are more readings than one paper has; look at the history, and export what is needed" },
  EVIDENCE_MONTH: { status: 400, meaning: "the month has not begun yet; name one that has, such as 2026-11" },
};
