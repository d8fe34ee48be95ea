/** Lines of ledgers, accounts, devices, plans and the site: the page Journal has them, and no timeline of an alarm. */
export const LEDGER_LINES = {
  "journal.say.public-report-recorded":
    "{who}: report PR-{record} {act, select, sent {came from a door} photo_added {has a photo more} linked {is in the ledger of hazards} answered {was answered} contact_read {: how to reach the reporter was read} other {: how to reach the reporter was removed}}.",
  "journal.say.substance-recorded":
    "{who}: container SC-{record} {act, select, requested {is asked for, to be approved by a second person} approved {is to be bought} proposed {{movement}: said to be done, and to be signed by a second person} moved {{movement}: signed} refused {: somebody did not sign what was said to be done} lapsed {: nobody signed in time what was said to be done} signed_twice {: tried to sign as the second person for what they had recorded themselves} other {is not there in time}}.",
  "journal.say.dossier-recorded":
    "{who}: dossier DS-{record} {act, select, opened {was opened} decided {: it was decided what becomes of the contents} approved {: the decision was approved and signed} other {: the decision was sent back}}.",
  "journal.say.custody-recorded":
    "{who}: CF-{record}, {act, select, found {what the sensors saw and the books of controlled substances say do not agree} accounted {the door was heard of late} other {is explained}}.",
  "journal.say.stock-take-recorded":
    "{who}: stock-take ST-{record} {act, select, opened {has begun} proposed {: a cabinet was counted, and is to be counted by a second person} counted {: a cabinet was counted and signed} refused {: somebody did not sign a count} lapsed {: nobody signed a count in time} signed_twice {: tried to sign as the second person for what they had counted themselves} other {was not finished in time}}.",
  "journal.say.substances-exported": "{who} exported records of controlled substances.",
  "journal.say.report-recorded":
    "{who}: safety report {record} {act, select, made {was made} signed {was reviewed and signed} unsignable {could be signed by nobody of the site} signable {can be signed by somebody again} voided {is void, as it was made while the clock was ahead} void_lifted {is no longer void: the clock by which it was voided was behind} other {was not signed in time}}.",
  "journal.say.hazard-recorded":
    "{who}: hazard HZ-{record} {act, select, filed {was filed} settled {has its five settlements} remedied {is said to be remedied} overdue {was not dealt with in time} reopened {was opened again} commented {was commented on} corrected {was corrected} correction_proposed {is to have a lower level, if somebody else signs} correction_refused {keeps its level} photographed {has a new photo} other {was looked at, and is {passed, select, no {not remedied} other {written off}}}}.",
  "journal.say.measure-recorded":
    "{who}: standing measure SM-{record} {act, select, added {was added} changed {was changed} reviewed {was reviewed} ended {is no longer in force} other {was not reviewed in time}}.",
  "journal.say.drill-recorded":
    "{who}: drill DR-{record} {act, select, planned {was planned} begun {was begun, signed} cancelled {is not held} reached {has come to: {drillStep, select, detected {detected} told {somebody was told} acknowledged {acknowledged} safe {safe} other {on site}}} step_corrected {: {withdrawn, select, yes {the step {drillStep, select, safe {safe} other {on site}} was withdrawn} other {the time of {drillStep, select, safe {safe} other {on site}} was corrected}}} noted {was observed} photographed {has a photo} ended {is over{drillEnd, select, interrupted {: a real alarm came} other {}}} hazard {has filed a lesson as hazard HZ-{hazard}} other {has its result, signed}}.",
  "journal.say.checklist-recorded": "The checklist {list}, version {version}, is kept as it reads now: a check was opened by it.",
  "journal.say.patrol-recorded":
    "Patrol {patrol} {act, select, round {has its round of {day}{drawn, select, yes {; its zones were drawn by the hash of line {line}} other {}}} begun {is watched from now on} other {is no longer in the site's files}}.",
  "journal.say.check-recorded":
    "{who}: check CK-{record} {act, select, opened {was opened} started {was begun} answered {has an answer to {item}{failed, select, yes {, which is failed} other {}}} photographed {has a photo of {item}} signed {was signed as checked{late, select, yes {, late} other {}}} hazard {has filed {item} as hazard HZ-{hazard}} missed {was not done in time} other {lapsed: CK-{by} was done instead}}.",
  "journal.say.watched": "The platform watched without a gap from {since} to {end}.",
  "journal.say.protection-impaired": "{signal} {again, select, yes {still does not} other {does not}} protect as it should: {impairment}.",
  "journal.say.protection-restored": "{signal} is over this: {impairment}.",
  "journal.say.site-changed":
    "The site description changed: {added, plural, one {# rule} other {# rules}} added, {removed} removed, {changed} changed.",
  "journal.say.site-change-proposed":
    "A change of the site loosens protection of life and waits for a second person{known, select, no {; the site file does not say who changed it} other { besides {author}}}.",
  "journal.say.site-change-approved": "{who} agreed to the change of the site by {author}.",
  "journal.say.site-change-rejected": "{who} rejected the change of the site.",
  "journal.say.site-change-withdrawn": "The change of the site that waited is no longer in its files.",
  "journal.say.plan-proposed": "{who} proposed a change of the plan {plan}: {placed} placed, {moved} moved, {off} taken off.",
  "journal.say.plan-proposal-withdrawn": "{who} took away a proposed change of the plan {plan}.",
  "journal.say.signed-in": "{who} signed in as {role} with {by} from {from}.",
  "journal.say.sign-in-refused": "A sign-in with {by} from {from} was refused.",
  "journal.say.session-revoked": "{who} signed {user} out{count, plural, one {} other { of # sessions}}.",
  "journal.say.personal-data-read": "{who} read what is held of {about}.",
  "journal.say.personal-data-removed": "{who} removed what may be removed of {about}.",
  "journal.say.personal-data-expired":
    "{count, plural, one {A name} other {# names}} whose time was over {count, plural, one {is} other {are}} no longer behind {count, plural, one {its key} other {their keys}}.",
  "journal.say.legal-hold-set": "{who} put what is held of {about} on hold: nothing of it is removed.",
  "journal.say.legal-hold-lifted": "{who} lifted the hold on what is held of {about}.",
  "journal.say.words-removed": "{who} removed what somebody wrote in line {line}.",
  "journal.say.photo-removed": "{who} removed a photo of {shown}.",
  "journal.say.photos-expired":
    "{count, plural, one {A photo} other {# photos}} whose time was over {count, plural, one {is} other {are}} deleted.",
  "journal.say.api-token-issued": "{who} issued the API token {token} as {role}, until {end}.",
  "journal.say.api-token-revoked": "{who} revoked the API token {token}.",
  "journal.say.device-enrolled": "{who} gave {device} a {again, select, yes {new token; the one before no longer counts} other {token}}.",
  "journal.say.device-revoked": "{who} took the token of {device} away.",
  "journal.say.device-token-rotated": "{who} gave {device} a new token; the one before counts until {end} at the latest.",
  "journal.say.device-token-ended":
    "{device} is past its old token: {ending, select, used {it has used the new one} other {the time was over}}.",
  "journal.say.device-replaced":
    "{device} was replaced{serial, select, none {} other { by the one with the serial number {serialNumber}}}: nothing is known yet of what measures {signal} now.",
  "journal.say.device-proposed": "{who} proposed to take {device} into the site.",
  "journal.say.device-proposal-withdrawn": "{who} took away the proposal for {device}.",
  "journal.say.user-changed": "{who} changed the account {user}: {userChange}.",
} as const;
