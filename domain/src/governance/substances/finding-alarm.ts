import { unreachable } from "../../basics/index.ts";
import { meaningOfRecordCondition } from "../../alarm/index.ts";
import { fullTime } from "../../schedule/index.ts";
import type { Site } from "../../site/index.ts";
import { alarmValue, dayAndMinute } from "../alarm-value.ts";
import { itemName } from "../item-name.ts";
import type { RecordAlarm } from "../ledger.ts";
import { formatAmount } from "./amount.ts";
import type { Evidence, Finding } from "./finding.ts";

type Of<Kind extends Evidence["kind"]> = Extract<Evidence, { readonly kind: Kind }>;

/**
 * What is told of a finding that nobody has explained: besides its number when it was and by how much, since it is found up to hours after
 * the door has closed, and of late word up to a month. Nobody is named: what is told stays in the journal as it is.
 */
export function findingAlarm(finding: Finding, site: Pick<Site, "timeZone">): RecordAlarm {
  const { number, kind, from, zoneId } = finding;
  const name = `stock-${kind}` as const;
  const parts = partsOf(finding, site);
  const { what } = meaningOfRecordCondition(name);
  const said = parts.map((part) => (typeof part === "string" ? part : part.en)).join(", ");
  return {
    name,
    value: alarmValue(itemName("custody", number), ...parts),
    detail: `${itemName("custody", number)} at ${zoneId}, ${fullTime(site.timeZone)(from)}: ${what.en}${said === "" ? "" : ` (${said})`}`,
  };
}

/** What counts most comes first. */
function partsOf({ kind, from, to, evidence }: Finding, site: Pick<Site, "timeZone">): Parameters<typeof alarmValue>[1][] {
  const when = dayAndMinute(site, from);
  switch (kind) {
    case "opened-unrecorded":
    case "out-of-hours":
    case "weight-not-seen":
      return [when];
    case "weight-differs": {
      const weight = evidence.find((each): each is Of<"weight"> => each.kind === "weight");
      return weight === undefined ? [when] : [`${signed(weight.after - weight.before - weight.expected, "g")} g`, when];
    }
    case "record-unopened":
    case "signer-absent": {
      const record = evidence.find((each): each is Of<"record"> | Of<"stock-take"> => each.kind === "record" || each.kind === "stock-take");
      return record === undefined
        ? [when]
        : [record.kind === "record" ? itemName("substance", record.container) : itemName("stock-take", record.stockTake), when];
    }
    case "signer-same": {
      const last = evidence.findLast((each) => each.kind === "second-try" || each.kind === "second-count");
      if (last === undefined) return [dayAndMinute(site, to)];
      const of = last.kind === "second-try" ? itemName("substance", last.container) : itemName("stock-take", last.stockTake);
      return [of, dayAndMinute(site, to)];
    }
    case "count-differs": {
      const counts = evidence.filter((each): each is Of<"count"> | Of<"surplus"> => each.kind === "count" || each.kind === "surplus");
      const [first] = counts;
      if (first === undefined) return [when];
      const more = counts.length - 1;
      return [differenceOf(first), ...(more > 0 ? [{ en: `${more} more`, zh: `另有${more}项` }] : [])];
    }
    default:
      return unreachable(kind);
  }
}

const differenceOf = (count: Of<"count"> | Of<"surplus">) =>
  count.kind === "count"
    ? `${itemName("substance", count.container)} ${signed(count.counted - count.booked, count.unit)} ${count.unit}`
    : { en: `unbooked ${signed(count.counted, count.unit)} ${count.unit}`, zh: `账外 ${signed(count.counted, count.unit)} ${count.unit}` };

/** A difference always has its sign: `−100`, `+50`. */
function signed(amount: number, unit: Parameters<typeof formatAmount>[1]): string {
  return `${amount < 0 ? "−" : "+"}${formatAmount(Math.abs(amount), unit)}`;
}
