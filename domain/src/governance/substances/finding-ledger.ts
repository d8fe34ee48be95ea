import { ok, unreachable } from "../../basics/index.ts";
import type { Site } from "../../site/index.ts";
import type { Ledger, RecordAlarm } from "../ledger.ts";
import { createRefusals } from "../refusals.ts";
import { type Evidence, FINDING_REFUSALS, type Finding, type FindingAct, type FindingCommand, type FindingRefusalCode } from "./finding.ts";
import { findingAlarm } from "./finding-alarm.ts";
import { isKnownPerson, isSamePerson, personBehind } from "../person.ts";
import { isSaid } from "../words.ts";

/** What the sensors and the books do not agree on, until somebody has explained it. */
export const findingLedger: Ledger<Finding, FindingCommand, FindingAct, FindingRefusalCode> = {
  name: "custody",
  decide(finding, command, { actor, site }) {
    if (command.verb === "find") return ok([{ act: "found", finding: command.finding }]);
    if (finding === undefined) return refuse("FINDING_UNKNOWN");
    if (command.verb === "account") return ok(finding.state === "open" ? [{ act: "accounted", evidence: command.evidence }] : []);
    if (finding.state === "explained") return refuse("FINDING_STATE");
    const { words, signed } = command;
    if (!isSaid(words, "finding")) return refuse("FINDING_WORDS");
    if (isInvolved(finding, actor, site)) return forbid("EXPLAINER_INVOLVED");
    if (!isKnownPerson(actor, site)) return forbid("EXPLAINER_UNLINKED");
    return ok([{ act: "explained", words: words.trim(), signed }]);
  },
  fold(finding, act, { at, actor, number }) {
    if (act.act === "found") return { ...act.finding, number, state: "open", foundAt: at };
    if (finding === undefined) throw new Error(`finding ${number} is ${act.act} before it was found`);
    switch (act.act) {
      case "accounted":
        return { ...finding, state: "accounted", ended: { at, by: actor, evidence: act.evidence } };
      case "explained":
        return { ...finding, state: "explained", ended: { at, by: actor, words: act.words } };
      default:
        return unreachable(act);
    }
  },
  due: () => [],
  isClosed: ({ state }) => state !== "open",
  alarms: (finding, { site }): readonly RecordAlarm[] => (finding.state === "open" ? [findingAlarm(finding, site)] : []),
};

/** Whoever was there is no witness of what it was. */
function isInvolved({ evidence }: Finding, actor: string, site: Site): boolean {
  const own = personBehind(actor, site)?.id;
  const isOwn = (each: Evidence): boolean =>
    ((each.kind === "record" || each.kind === "stock-take") &&
      [each.by, each.second].some((other) => other !== undefined && isSamePerson(other, actor, site))) ||
    ((each.kind === "second-try" || each.kind === "second-count") && isSamePerson(each.by, actor, site)) ||
    (each.kind === "badge" && each.person !== undefined && each.person === own);
  return evidence.some(isOwn);
}

const { refuse, forbid } = createRefusals(FINDING_REFUSALS);
