import { type AlarmDescription, meaningOfRecordCondition } from "@labcanary/domain/alarm";
import type { RecordCondition } from "@labcanary/domain/messages";
import { type Site, zonesById } from "@labcanary/domain/site";

/** What is shown and sent about a record: the item of the ledger stands where a sensor's value would. */
export function describeRecordCondition(
  { name, zoneId, value }: Pick<RecordCondition, "name" | "zoneId" | "value">,
  { zones }: Pick<Site, "zones">,
): AlarmDescription {
  const { what, firstAction, consequence, responseTime } = meaningOfRecordCondition(name);
  return {
    what,
    where: zonesById(zones).get(zoneId)?.path ?? { en: zoneId, zh: zoneId },
    limit: { en: "", zh: "" },
    valueText: value,
    firstAction,
    consequence,
    responseTime,
  };
}
