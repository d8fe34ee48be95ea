import { describe, expect, test } from "vitest";
import { RECORD_CONDITIONS, type RecordConditionName } from "../alarm/index.ts";
import { epochMs, LANGUAGES } from "../basics/index.ts";
import { composeMessage, smsSize } from "../notification/index.ts";
import { alarmValue, dayAndMinute, LONGEST_VALUE } from "./alarm-value.ts";
import { FINDING_KINDS, type Finding, type FindingKind, findingLedger } from "./index.ts";
import { testSite } from "../../../test/support/site.ts";

const at = (iso: string) => epochMs(Date.parse(iso));
const site = { ...testSite(), timeZone: "Asia/Shanghai" };
const OPENED = at("2026-11-25T08:10:05Z");
const CLOSED = at("2026-11-25T08:12:00Z");
const NOW = at("2026-11-25T19:00:00Z");

const door = { kind: "door", signal: "store/door", openedAt: OPENED, closedAt: CLOSED } as const;
const record = { kind: "record", container: 3, entry: 2, movement: "withdraw", doneAt: OPENED, by: "user:wang" } as const;
const EVIDENCE: Readonly<Record<FindingKind, Finding["evidence"]>> = {
  "opened-unrecorded": [door, { kind: "badge", at: OPENED, person: "wang", granted: true }],
  "record-unopened": [record],
  "signer-absent": [door, record],
  "weight-differs": [{ kind: "weight", signal: "store/weight", before: 500_000, after: 350_000, expected: -50_000 }, door],
  "weight-not-seen": [{ kind: "weight-not-heard", signal: "store/weight" }, door],
  "out-of-hours": [door],
  "count-differs": [
    { kind: "count", container: 3, unit: "g", booked: 500_000, counted: 450_500, stockTake: 2 },
    { kind: "surplus", tag: "T-9", unit: "g", counted: 12_000, stockTake: 2 },
  ],
  "signer-same": [{ kind: "second-try", container: 3, proposal: 4, by: "user:wang", at: CLOSED }],
};
const finding = (kind: FindingKind, evidence = EVIDENCE[kind]): Finding => ({
  kind,
  number: 12,
  zoneId: "cabinet-17",
  from: OPENED,
  to: CLOSED,
  evidence,
  state: "open",
  foundAt: NOW,
});
const told = (of: Finding) => findingLedger.alarms(of, { at: NOW, site })[0]!;

/** What is told eleven hours later, as clocks at the site show it. */
const SAID: Readonly<Record<FindingKind, { readonly en: string; readonly zh: string }>> = {
  "opened-unrecorded": { en: "CF-12, 11-25 16:10", zh: "CF-12，11-25 16:10" },
  "record-unopened": { en: "CF-12, SC-3, 11-25 16:10", zh: "CF-12，SC-3，11-25 16:10" },
  "signer-absent": { en: "CF-12, SC-3, 11-25 16:10", zh: "CF-12，SC-3，11-25 16:10" },
  "weight-differs": { en: "CF-12, −100 g, 11-25 16:10", zh: "CF-12，−100 g，11-25 16:10" },
  "weight-not-seen": { en: "CF-12, 11-25 16:10", zh: "CF-12，11-25 16:10" },
  "out-of-hours": { en: "CF-12, 11-25 16:10", zh: "CF-12，11-25 16:10" },
  "count-differs": { en: "CF-12, SC-3 −49.5 g, 1 more", zh: "CF-12，SC-3 −49.5 g，另有1项" },
  "signer-same": { en: "CF-12, SC-3, 11-25 16:12", zh: "CF-12，SC-3，11-25 16:12" },
};

describe("a finding of controlled substances is told with when it was and by how much", () => {
  test.each(FINDING_KINDS)("%s", (kind) => {
    const { value, detail } = told(finding(kind));
    expect(value).toEqual(SAID[kind]);
    expect(detail).toContain("2026-11-25 16:10:05 +08:00");
    // What is told stays in the journal in clear, where nobody is named.
    expect(`${detail}${value.en}`).not.toContain("wang");
  });

  test.each(FINDING_KINDS)("%s without its evidence is told all the same", (kind) => {
    expect(told(finding(kind, [])).value.en).toMatch(/^CF-12, 11-25 16:1[02]$/);
  });

  test("who tried to sign for two of a count is told of the stock-take", () => {
    const tried = { kind: "second-count", stockTake: 2, doneAt: OPENED, by: "user:wang", at: CLOSED } as const;
    expect(told(finding("signer-same", [tried])).value.en).toBe("CF-12, ST-2, 11-25 16:12");
  });

  test("what the books do not have at all has no container", () => {
    const surplus = finding("count-differs", [{ kind: "surplus", tag: "T-9", unit: "mL", counted: 500_000, stockTake: 2 }]);
    expect(told(surplus).value).toEqual({ en: "CF-12, unbooked +500 mL", zh: "CF-12，账外 +500 mL" });
  });

  test.each(FINDING_KINDS)("the text about %s has all of it, and fits one message", (kind) => {
    const { value } = told(finding(kind));
    const { what, firstAction, consequence } = RECORD_CONDITIONS[`stock-${kind}` satisfies RecordConditionName];
    const where = { en: "Chemistry Building › B2 Toxic Store", zh: "化学楼 › B2剧毒品库" };
    const description = { what, where, limit: { en: "", zh: "" }, valueText: value, firstAction, consequence };
    const subject = { kind: "one", alarm: { code: "7KQ2", description } } as const;
    for (const language of LANGUAGES) {
      const { text } = composeMessage({
        kind: "alarm",
        language,
        mark: "none",
        subject,
        as: "responsible",
        telling: "first",
        replyCode: "",
      });
      expect(text.replace("−", "-")).toContain(value[language].replace("−", "-"));
      expect(smsSize(text).parts).toBe(1);
    }
  });
});

test.each([
  { zone: "Asia/Shanghai", iso: "2026-12-31T16:00:00Z", is: "01-01 00:00" },
  { zone: "Europe/Berlin", iso: "2026-07-01T22:05:59Z", is: "07-02 00:05" },
  { zone: "UTC", iso: "2026-02-28T23:59:59Z", is: "02-28 23:59" },
])("$iso is $is at a site of $zone", ({ zone, iso, is }) => expect(dayAndMinute({ timeZone: zone }, at(iso))).toBe(is));

test("a value is never longer than a text has room for: what does not fit is left out from the end, and never cut", () => {
  const value = alarmValue("SM-12345", "Department of Analytical Chemistry and Physics", { en: "due 11-25", zh: "" });
  expect(value).toEqual({ en: "SM-12345, due 11-25", zh: "SM-12345" });
  for (const language of LANGUAGES) expect(value[language].length).toBeLessThanOrEqual(LONGEST_VALUE);
});
