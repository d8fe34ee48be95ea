export { openAccountDatabase } from "./accounts/account-database.ts";
export { COMMAND_LINE, noteChange } from "./accounts/change-notes.ts";
export { mayDo, ROLES, type Role } from "./accounts/roles.ts";
export type { SecondFactorPolicy } from "./accounts/second-factor-policy.ts";
export type { SingleSignOnOptions } from "./accounts/single-sign-on.ts";
export {
  createUserDirectory,
  USER_ERRORS,
  type User,
  type UserDirectory,
  type UserError,
  type UserErrorCode,
} from "./accounts/user-directory.ts";
export { createDashboard, type Dashboard, type DashboardOptions, DashboardStartError, START_ERRORS } from "./dashboard.ts";
export { HTTP_ERRORS, type HttpErrorCode } from "./http/http-errors.ts";
export type { Change, ClientEvents, Pulse, ServerEvents, Snapshot } from "./live/feed-messages.ts";
export type { CommissioningAnswer, ToldCommissioning } from "./http/commissioning-routes.ts";
export { type AdoptionProposal, adoptionProposalsIn, toldAdoption } from "./adoption/adoption-proposals.ts";
export { describedDevice, tellUnknown, type UnknownAnswer } from "./http/unknown-routes.ts";
export { SOCKET_REFUSALS } from "./live/live-socket.ts";
export { type PlanProposal, planProposalsIn } from "./plans/plan-proposals.ts";
export { type ToldProposal, toldProposal } from "./plans/told-proposal.ts";
export { withNamesInJson } from "./http/say-names.ts";
export { accountDataIn } from "./personal-data/account-data.ts";
export { textOfPersonalData } from "./personal-data/export-text.ts";
export { isKnown, notSearched, type PersonalData, personalData } from "./personal-data/held.ts";
export { wordsOnHold } from "./personal-data/named-in-words.ts";
export { withoutProposed } from "./safety/kept-back.ts";
export type { DashboardDeps, DeviceAccess, RejectedFrame } from "./ports.ts";
export {
  type BacktestAnswer,
  type BacktestQuestion,
  type ExcursionList,
  type ExplainedEvent,
  type MayRepeat,
  type ExplainedSample,
  type ExplainQuestion,
  QUESTION_REFUSALS,
  type QuestionRefusal,
  type RuleChange,
  type RuleQuestions,
  type SignalExplanation,
  type TrialOutcome,
} from "./rule-questions.ts";
export { createReportSigners, signersAmong } from "./weekly/report-signers.ts";
