import { minutes, ok, plus, type Result, unreachable } from "../../basics/index.ts";
import { formatDay, fullTime } from "../../schedule/index.ts";
import type { Checklist, ChecklistItem } from "../../site/index.ts";
import { alarmValue, dayAndMinute } from "../alarm-value.ts";
import { itemName } from "../item-name.ts";
import { type GradedConditions, gradedCondition } from "../lateness.ts";
import type { Ledger, LedgerContext, LedgerRefusal, RecordAlarm } from "../ledger.ts";
import { createRefusals } from "../refusals.ts";
import { isFailed, refusalOfAnswer } from "./answer.ts";
import { CHECK_REFUSALS, type Check, type CheckAct, type CheckCommand, type CheckRefusalCode } from "./check.ts";
import { isTheirs } from "./doers.ts";

/** Pictures of one item (chosen: the whole and a detail from two sides). */
const MAXIMUM_ITEM_PHOTOS = 4;
/** How far a phone's clock may be ahead of the platform's (chosen: what a phone off the network drifts by in months). */
const CLOCKS_APART = minutes(5);

const MISSED: GradedConditions = ["check-missed", "check-missed-1d", "check-missed-3d"];

type Decision = Result<readonly CheckAct[], LedgerRefusal<CheckRefusalCode>>;
type Context = LedgerContext & { readonly others: () => readonly Check[] };
type OnItem = Extract<CheckCommand, { readonly verb: "answer" | "add-photo" }>;

/** Checks, each of one list in one zone. `listOf`: the published list of a number. */
export function createCheckLedger(
  listOf: (number: number) => Checklist | undefined,
): Ledger<Check, CheckCommand, CheckAct, CheckRefusalCode> {
  /** Throws where the check refers to a list that was never published: its lines say otherwise. */
  const itemsOf = ({ list, number }: Check): readonly ChecklistItem[] => {
    const known = listOf(list);
    if (known === undefined) throw new Error(`check ${number} is done by list ${list}, which was never published`);
    return known.items;
  };

  function decideOnItem(check: Check, command: OnItem, { at, others }: Pick<Context, "at" | "others">): Decision {
    const item = itemsOf(check).find(({ id }) => id === command.item);
    if (item === undefined) return refuse("CHECK_ITEM");
    const claimed = command.verb === "answer" ? command.saidAt : command.takenAt;
    if (claimed !== undefined && (claimed > plus(at, CLOCKS_APART) || claimed < check.window.opensAt)) return refuse("CHECK_SAID_AT");
    if (command.verb === "add-photo") {
      const { photo } = command;
      const taken = check.photos[item.id] ?? [];
      // Sent again under another id it is the same picture.
      if (taken.some(({ sha256 }) => sha256 === photo.sha256)) return ok([]);
      if ([check, ...others()].some((one) => hasPicture(one, photo.sha256))) return forbid("CHECK_PHOTO_KEPT");
      if (taken.length >= MAXIMUM_ITEM_PHOTOS) return refuse("CHECK_PHOTOS");
      return ok([{ act: "photographed", item: item.id, photo, ...(claimed === undefined ? {} : { takenAt: claimed }) }]);
    }
    const { answer } = command;
    const refusal = refusalOfAnswer(item, answer);
    if (refusal !== undefined) return refuse(refusal);
    const failed = isFailed(item, answer);
    return ok([{ act: "answered", item: item.id, answer, failed, ...(claimed === undefined ? {} : { saidAt: claimed }) }]);
  }

  return {
    name: "check",
    decide(check, command, { actor, site, at, others }): Decision {
      if (command.verb === "open") return ok([{ act: "opened", check: command.check }]);
      if (check === undefined) return refuse("CHECK_UNKNOWN");
      if (command.verb === "link") return ok([{ act: "hazard", item: command.item, hazard: command.hazard }]);
      if (check.state !== "open") return refuse("CHECK_OVER");
      switch (command.verb) {
        case "lapse":
          return ok([{ act: "lapsed", by: command.by }]);
        case "start":
          return ok([{ act: "started" }]);
        case "answer":
        case "add-photo":
          return decideOnItem(check, command, { at, others });
        case "sign": {
          if (command.signed !== "checked") return refuse("CHECK_MEANING");
          const refusal = refusalOfSignature(check, itemsOf(check), actor);
          if (refusal !== undefined) return refuse(refusal);
          const failed = Object.values(check.answers).filter((given) => given.failed).length;
          const note = command.note === undefined ? {} : { note: command.note };
          const late = at > check.window.dueAt;
          return ok([{ act: "signed", signed: command.signed, standIn: !isTheirs(check, actor, site), late, failed, ...note }]);
        }
        default:
          return unreachable(command);
      }
    },

    fold(check, act, { at, actor, number }): Check {
      if (act.act === "opened") {
        return { ...act.check, number, state: "open", openedAt: at, answers: {}, photos: {}, hazards: {} };
      }
      if (check === undefined) throw new Error(`check ${number} is ${act.act} before it was opened`);
      switch (act.act) {
        case "started":
          return { ...check, started: { by: actor, at } };
        case "answered": {
          const { item, answer, failed, saidAt } = act;
          const given = { answer, failed, by: actor, at, ...(saidAt === undefined ? {} : { saidAt }) };
          return { ...check, answers: { ...check.answers, [item]: given } };
        }
        case "photographed":
          return { ...check, photos: { ...check.photos, [act.item]: [...(check.photos[act.item] ?? []), act.photo] } };
        case "signed": {
          const { signed, standIn, note } = act;
          const signature = { by: actor, at, meaning: signed, standIn, ...(note === undefined ? {} : { note }) };
          // Its time is over, and nobody had looked yet.
          const missed = check.missedAt === undefined && at > check.window.dueAt ? { missedAt: check.window.dueAt } : {};
          return { ...check, ...missed, state: "done", signed: signature };
        }
        case "hazard":
          return { ...check, hazards: { ...check.hazards, [act.item]: act.hazard } };
        case "missed":
          return { ...check, missedAt: at };
        case "lapsed":
          return { ...check, state: "lapsed", lapsedBy: act.by };
        default:
          return unreachable(act);
      }
    },

    due({ state, window, missedAt }, { at }) {
      return state === "open" && missedAt === undefined && at > window.dueAt ? [{ act: "missed" }] : [];
    },

    isClosed: ({ state }) => state !== "open",

    alarms({ state, number, missedAt, patrolId, window }, { at, site }): readonly RecordAlarm[] {
      if (state !== "open" || missedAt === undefined) return [];
      const by = dayAndMinute(site, window.dueAt);
      return [
        {
          name: gradedCondition(MISSED, window.dueAt, at),
          value: alarmValue(itemName("check", number), { en: `due ${by}`, zh: `应于${by}前完成` }),
          detail: `check ${number} of patrol ${patrolId}, day ${formatDay(window.day)}, was to be done by ${fullTime(site.timeZone)(window.dueAt)}`,
        },
      ];
    },
  };
}

/** A picture shows how it was once, and one thing: yesterday's is no evidence of today, and one of the sink none of the cylinders. */
const hasPicture = ({ photos }: Check, hash: string): boolean =>
  Object.values(photos).some((taken) => taken.some(({ sha256 }) => sha256 === hash));

function refusalOfSignature({ answers, photos }: Check, items: readonly ChecklistItem[], actor: string): CheckRefusalCode | undefined {
  if (items.some(({ id }) => answers[id] === undefined)) return "CHECK_UNANSWERED";
  const lacks = ({ id, photo }: ChecklistItem): boolean =>
    photo === true && answers[id]?.answer.kind !== "not-applicable" && (photos[id] ?? []).length === 0;
  if (items.some(lacks)) return "CHECK_PHOTO_MISSING";
  return items.some(({ id }) => answers[id]?.by !== actor) ? "CHECK_SIGNER" : undefined;
}

/** Nobody signs for what another has answered, and what was tried with an old picture is kept. */
const { refuse, forbid } = createRefusals(CHECK_REFUSALS, ["CHECK_SIGNER"]);
