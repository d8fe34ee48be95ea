import { expect, test } from "vitest";
import { at, cabinetStory, taken } from "../../../../test/support/cabinet-story.ts";
import { stockSite } from "../../../../test/support/stock-site.ts";
import { FINDING_KINDS, type Finding, type FindingKind, type NewFinding } from "./finding.ts";
import { findingLedger } from "./finding-ledger.ts";
import { holdAgainstSensors } from "./held-against.ts";
import { secondTriesOf } from "./second-tries.ts";

const site = stockSite();

function foundIn(kind: FindingKind, story: Parameters<typeof cabinetStory>[0]): NewFinding {
  const finding = holdAgainstSensors(cabinetStory(story)).findings.find((each) => each.kind === kind);
  if (finding === undefined) throw new Error(`the story has no ${kind}`);
  return finding;
}
const [open, halved, guest] = [
  [[0, 2]],
  [
    [-400, 1000],
    [1, 500],
  ],
  [[-1, "guest"]],
] as const;
const { shelf: _, ...unweighable } = taken(1, 1);
const second = { proposal: 1, by: "user:guest", at: at(0) };

/** Of every kind one in which the guest was at the door, made the record or counted. */
const OF_KIND: Readonly<Record<FindingKind, NewFinding>> = {
  "opened-unrecorded": foundIn("opened-unrecorded", { open, badges: guest, now: 90 }),
  "record-unopened": foundIn("record-unopened", {
    records: [taken(0, 1, { evidence: { kind: "record", container: 1, entry: 1, movement: "use", doneAt: at(0), by: "user:guest" } })],
    now: 90,
  }),
  "signer-absent": foundIn("signer-absent", { open, badges: guest, records: [taken(1, 0)], now: 90 }),
  "weight-differs": foundIn("weight-differs", { open, shelf: halved, badges: guest, records: [taken(1, 0)], now: 90 }),
  "weight-not-seen": foundIn("weight-not-seen", { open, unplugged: [-300, 900], badges: guest, records: [taken(1, 0)], now: 120 }),
  "out-of-hours": foundIn("out-of-hours", { open: [[-90, -88]], badges: [[-91, "guest"]], now: -60, judgeFrom: -200 }),
  "count-differs": {
    kind: "count-differs",
    zoneId: "store",
    from: at(0),
    to: at(0),
    evidence: [{ kind: "stock-take", stockTake: 1, doneAt: at(0), by: "user:wang", second: "user:guest" }],
  },
  "signer-same": secondTriesOf({ number: 1, zoneId: "store", signedTwice: [second, { ...second, at: at(1) }] } as never, site)[0]!,
};

function explained(found: NewFinding, actor: string) {
  const finding: Finding = { ...found, number: 1, state: "open", foundAt: at(0) };
  const command = { verb: "explain", words: "It was the wind.", signed: "explained" } as const;
  return findingLedger.decide(finding, command, { at: at(100), actor, site, number: 1, others: () => [] });
}

test.each(FINDING_KINDS)("who was there does not explain what was found: %s", (kind) => {
  expect(explained(OF_KIND[kind], "user:guest")).toMatchObject({ ok: false, error: { code: "EXPLAINER_INVOLVED", journaled: true } });
  // Nobody could tell that it is not the guest, under another account.
  expect(explained(OF_KIND[kind], "user:guest2")).toMatchObject({ ok: false, error: { code: "EXPLAINER_UNLINKED", journaled: true } });
  expect(explained(OF_KIND[kind], "user:zhao")).toMatchObject({ ok: true });
});

test.each<[string, NewFinding]>([
  [
    "that could not be weighed for a piece among it",
    foundIn("weight-not-seen", { open, shelf: halved, badges: guest, records: [unweighable], now: 90 }),
  ],
  [
    "while the door was not heard",
    foundIn("weight-differs", {
      silent: [0, 20],
      shelf: [
        [-400, 1000],
        [10, 500],
      ],
      badges: [
        [9, "guest"],
        [12, "guest"],
      ],
      now: 60,
    }),
  ],
])("nor a theft %s, which has each who badged", (_name, finding) => {
  expect(finding.evidence.filter(({ kind }) => kind === "badge")).toHaveLength(1);
  expect(explained(finding, "user:guest")).toMatchObject({ ok: false, error: { code: "EXPLAINER_INVOLVED" } });
});
