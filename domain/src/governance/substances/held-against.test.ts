import { describe, expect, test } from "vitest";
import { at, cabinetStory, taken } from "../../../../test/support/cabinet-story.ts";
import type { Finding } from "./finding.ts";
import { holdAgainstSensors, isSameFinding } from "./held-against.ts";

const found = (story: Parameters<typeof cabinetStory>[0]) => holdAgainstSensors(cabinetStory(story)).findings.map(({ kind }) => kind);
const SHELF_LESS_20 = [
  [-400, 1000],
  [1, 980],
] as const;

describe("an opening and a record", () => {
  test.each([
    { what: "typed before it was opened", records: [taken(-20, 20)], ends: [] },
    { what: "typed while it was open", records: [taken(1, 20)], ends: [] },
    { what: "typed after it was closed", records: [taken(25, 20)], ends: [] },
    { what: "that still waits for its second signature", records: [taken(20, 20, { isPending: true })], ends: [] },
    { what: "typed an hour before", records: [taken(-60, 20)], ends: ["opened-unrecorded", "record-unopened"] },
    { what: "that there is none of", records: [], ends: ["opened-unrecorded", "weight-differs"] },
  ])("of a record $what: $ends", ({ records, ends }) => {
    const kinds = found({ open: [[0, 2]], shelf: SHELF_LESS_20, records, now: 90 });
    expect(kinds.filter((kind) => kind !== "weight-differs" || records.length === 0).toSorted()).toEqual(ends.toSorted());
  });

  test("nobody is asked while a record may still be on its way, and then at once", () => {
    expect(found({ open: [[0, 2]], now: 32 })).toEqual([]);
    expect(found({ open: [[0, 2]], now: 33 })).toEqual(["opened-unrecorded"]);
    expect(found({ open: [[0]], now: 90 })).toEqual([]);
    expect(found({ open: [[0]], now: 91 })).toEqual(["opened-unrecorded"]);
  });

  test("one record explains one visit: who comes again for more needs another", () => {
    const [finding, ...more] = holdAgainstSensors(
      cabinetStory({
        open: [
          [0, 2],
          [20, 22],
        ],
        records: [taken(1, 0)],
        now: 90,
      }),
    ).findings;
    expect(more).toEqual([]);
    expect(finding).toMatchObject({
      kind: "opened-unrecorded",
      from: at(20),
      evidence: [{ kind: "door", openedAt: at(20), closedAt: at(22) }],
    });
    expect(
      found({
        open: [
          [0, 2],
          [20, 22],
        ],
        // Both written down afterwards: each is of one of them.
        records: [taken(24, 0), taken(25, 0)],
        now: 90,
      }),
    ).toEqual([]);
  });

  test("a door pulled to for a moment is one visit", () => {
    expect(
      found({
        open: [
          [0, 2],
          [3, 4],
        ],
        records: [taken(1, 0)],
        now: 90,
      }),
    ).toEqual([]);
  });

  test("a record of what nobody opened the door for is asked about once the door was heard all the while", () => {
    expect(found({ records: [taken(0, 20)], now: 30 })).toEqual([]);
    expect(found({ records: [taken(0, 20)], now: 31 })).toEqual(["record-unopened"]);
    expect(found({ records: [taken(0, 20, { isPending: true })], now: 60 })).toEqual([]);
  });

  test("late word raises no false theft and hides none", () => {
    const silent: readonly [number, number] = [-5, 10];
    // The device was away while it was opened: nothing is claimed for an hour.
    expect(found({ open: [[0, 2]], silent, records: [taken(1, 0)], now: 85 })).toEqual([]);
    // Its word has come: all is well; or it never comes, and the finding says so.
    expect(found({ open: [[0, 2]], records: [taken(1, 0)], now: 95 })).toEqual([]);
    const [never] = holdAgainstSensors(cabinetStory({ open: [[0, 2]], silent, records: [taken(1, 0)], now: 95 })).findings;
    expect(never).toMatchObject({
      kind: "record-unopened",
      evidence: [{ kind: "record" }, { kind: "door-not-heard", from: at(-5.5), to: at(10) }],
    });
    // An opening that is only known afterwards is asked about all the same.
    expect(found({ open: [[0, 2]], silent, now: 40 })).toEqual([]);
    expect(found({ open: [[0, 2]], now: 40 })).toEqual(["opened-unrecorded"]);
  });

  test("a door found open after a gap accounts for a record, and is asked about with the gap", () => {
    const story = { open: [[0, 12]] as const, silent: [-5, 10] as const, now: 95 };
    expect(found({ ...story, records: [taken(11, 0)] })).toEqual([]);
    const [finding, ...more] = holdAgainstSensors(cabinetStory(story)).findings;
    expect(more).toEqual([]);
    expect(finding).toMatchObject({
      kind: "opened-unrecorded",
      evidence: [
        { kind: "door", openedAt: at(10), closedAt: at(12) },
        { kind: "door-not-heard", from: at(-5.5), to: at(10) },
      ],
    });
    expect(found({ open: [[-90, -78]], silent: [-95, -80], now: -78, judgeFrom: -200, records: [taken(-79, 0)] })).toEqual([
      "out-of-hours",
    ]);
  });

  test.each([
    { what: "one reading that is not to be trusted", bad: [-0.5, 0] as const },
    { what: "five minutes of maintenance", bad: [-5, 0] as const },
  ])("$what before it was opened hides no opening", ({ bad }) => {
    expect(found({ open: [[0, 2]], bad, now: 90 })).toEqual(["opened-unrecorded"]);
    expect(found({ open: [[0, 2]], bad, records: [taken(1, 0)], now: 90 })).toEqual([]);
  });

  test("some reports that are lost while the door stands open make no second visit of it; a longer time may be another", () => {
    const story = { open: [[0, 40]] as const, records: [taken(1, 0)], now: 120 };
    expect(found({ ...story, silent: [10, 18] })).toEqual([]);
    expect(found({ ...story, silent: [10, 30] })).toEqual(["opened-unrecorded"]);
  });

  test("what was before the register began is not asked about", () => {
    expect(found({ open: [[0, 2]], now: 90, judgeFrom: 10 })).toEqual([]);
  });
});

describe("the weight", () => {
  test.each([
    { recorded: 20, grams: 980, ends: [] },
    { recorded: 20, grams: 985, ends: [] },
    { recorded: 20, grams: 974.9, ends: ["weight-differs"] },
    { recorded: 20, grams: 1000, ends: ["weight-differs"] },
  ])("$recorded g recorded, and the shelf is at $grams g: $ends", ({ recorded, grams, ends }) => {
    const shelf = [
      [-400, 1000],
      [1, grams],
    ] as const;
    expect(found({ open: [[0, 2]], shelf, records: [taken(1, recorded)], now: 90 })).toEqual(ends);
  });

  test("its evidence is what the scale showed, what the books say, and the opening", () => {
    const [finding] = holdAgainstSensors(
      cabinetStory({
        open: [[0, 2]],
        shelf: [
          [-400, 1000],
          [1, 930],
        ],
        records: [taken(1, 20)],
        now: 90,
      }),
    ).findings;
    expect(finding).toMatchObject({
      kind: "weight-differs",
      evidence: [
        { kind: "weight", before: 1_000_000, after: 930_000, expected: -20_000 },
        { kind: "door" },
        { kind: "record", container: 1 },
      ],
    });
  });

  test("visits too close together to weigh between are weighed as one", () => {
    const open = [
      [0, 2],
      [5, 6],
    ] as const;
    const records = [taken(1, 20), taken(5, 30)];
    expect(
      found({
        open,
        shelf: [
          [-400, 1000],
          [1, 980],
          [5, 950],
        ],
        records,
        now: 90,
      }),
    ).toEqual([]);
    expect(
      found({
        open,
        shelf: [
          [-400, 1000],
          [1, 980],
          [5, 900],
        ],
        records,
        now: 90,
      }),
    ).toEqual(["weight-differs"]);
    const tight = [
      [0, 2],
      [3.5, 4],
      [5, 6],
    ] as const;
    expect(
      found({
        open: tight,
        shelf: [
          [-400, 1000],
          [1, 950],
        ],
        records: [taken(1, 50)],
        now: 90,
      }),
    ).toEqual([]);
  });
});

describe("a record of what nobody can weigh", () => {
  const { shelf: _, ...unweighable } = taken(1, 1);
  const weighed = (grams: number, over: Partial<Parameters<typeof cabinetStory>[0]> = {}) =>
    holdAgainstSensors(
      cabinetStory({
        open: [[0, 2]],
        shelf: [
          [-400, 1000],
          [1, grams],
        ],
        records: [unweighable],
        now: 90,
        ...over,
      }),
    ).findings;

  // It was once not judged at all: with a record of one piece a thief took whatever else stood there. Now it is asked what the weight was.
  test("stands for no change of the shelf: what moved beyond the tolerance is asked about, with that record", () => {
    expect(weighed(996)).toEqual([]);
    expect(weighed(500)).toMatchObject([
      {
        kind: "weight-not-seen",
        from: at(0),
        to: at(2),
        evidence: [
          { kind: "weight", before: 1_000_000, after: 500_000, expected: 0, unweighed: 1 },
          { kind: "door" },
          { kind: "record", container: 1 },
        ],
      },
    ]);
  });

  test("hides nothing of what others of the visit say, and changes nothing of it", () => {
    const records = [unweighable, taken(1, 20)];
    expect(weighed(980, { records })).toEqual([]);
    expect(weighed(900, { records })).toMatchObject([
      {
        kind: "weight-not-seen",
        evidence: [{ expected: -20_000, unweighed: 1 }, { kind: "door" }, { kind: "record" }, { kind: "record" }],
      },
    ]);
  });

  test("is not asked about while another still waits for its second signature", () => {
    expect(weighed(500, { records: [unweighable, taken(20, 20, { isPending: true })] })).toEqual([]);
  });
});

describe("while the door is not heard", () => {
  const theft = {
    silent: [0, 20] as const,
    shelf: [
      [-400, 1000],
      [10, 500],
    ] as const,
  };

  test("what went from the shelf is asked about once nobody can record it any more, with the silence", () => {
    expect(found({ ...theft, now: 50 })).toEqual([]);
    const [finding, ...more] = holdAgainstSensors(cabinetStory({ ...theft, now: 51 })).findings;
    expect(more).toEqual([]);
    expect(finding).toMatchObject({
      kind: "weight-differs",
      from: at(-0.5),
      evidence: [
        { kind: "weight", before: 1_000_000, after: 500_000, expected: 0 },
        { kind: "door-not-heard", from: at(-0.5), to: at(20) },
      ],
    });
  });

  test("door and scale of one device are away together, and it is seen by what the scale shows before and after", () => {
    expect(found({ ...theft, unplugged: [0, 20], now: 60 })).toEqual(["weight-differs"]);
    expect(found({ silent: [0, 20], unplugged: [0, 20], now: 60 })).toEqual([]);
  });

  test("what was recorded meanwhile is no theft; its opening is asked about as before", () => {
    const records = [taken(9, 500)];
    expect(found({ ...theft, records, now: 60 })).toEqual([]);
    expect(found({ ...theft, records, now: 110 })).toEqual(["record-unopened"]);
    expect(found({ ...theft, records: [taken(9, 20)], now: 60 })).toEqual(["weight-differs"]);
  });

  test("nobody waits for a door that is not heard any more; what goes later is another finding", () => {
    const story = {
      silent: [0, 900] as const,
      shelf: [
        [-400, 1000],
        [10, 500],
        [200, 100],
      ] as const,
    };
    expect(found({ ...story, now: 60 })).toEqual([]);
    const first = holdAgainstSensors(cabinetStory({ ...story, now: 90 })).findings[0]!;
    expect(first).toMatchObject({ kind: "weight-differs", from: at(-0.5), to: at(30) });
    const known: Finding = { ...first, number: 1, state: "open", foundAt: at(90) };
    const again = (now: number) =>
      holdAgainstSensors(cabinetStory({ ...story, now })).findings.filter(({ kind }) => kind === "weight-differs");
    expect(again(100).map((each) => isSameFinding(each, known))).toEqual([true]);
    expect(again(300).map((each) => isSameFinding(each, known))).toEqual([false]);
    // A record may be of before or after the moment: it waits until that is clear.
    expect(again(90)).toHaveLength(1);
    expect(found({ ...story, records: [taken(10, 500)], now: 90 })).toEqual([]);
    expect(found({ ...story, records: [taken(10, 500)], now: 150 })).toEqual(["record-unopened"]);
    // Also where the silence is longer than what is looked at.
    expect(found({ ...story, now: 300, judgeFrom: 100 })).toEqual(["weight-differs"]);
    expect(found({ ...story, now: 300, judgeFrom: 210 })).toEqual([]);
  });
});

describe("while the door is not heard any more, after 500 g have gone", () => {
  const weighed = (later: readonly (readonly [number, number])[], now: number, over: Partial<Parameters<typeof cabinetStory>[0]> = {}) =>
    holdAgainstSensors(cabinetStory({ silent: [0, 900], shelf: [[-400, 1000], [10, 500], ...later], now, ...over })).findings.filter(
      ({ kind }) => kind === "weight-differs",
    );
  const known = (finding = weighed([], 90)[0]!): Finding => ({ ...finding, number: 1, state: "open", foundAt: at(90) });

  test.each([
    { what: "300 g are put back by the books, and others taken", later: [], grams: -300, isSame: false },
    { what: "300 g are put back by the books", later: [[200, 800]], grams: -300, isSame: true },
    { what: "300 g are taken by the books", later: [[200, 200]], grams: 300, isSame: true },
    { what: "as much again is taken as the books say", later: [[200, 100]], grams: 200, isSame: false },
  ] as const)("$what: the same finding, $isSame", ({ later, grams, isSame }) => {
    const again = weighed(later, 300, { records: [taken(200, grams)] });
    expect(again.map((each) => isSameFinding(each, known()))).toEqual([isSame]);
  });

  test("a look that begins between two of them finds the second one, as it is known", () => {
    const more = [[200, 100]] as const;
    const both = known(weighed(more, 300)[0]);
    const again = weighed(more, 300, { judgeFrom: 100 });
    expect(again.map((each) => isSameFinding(each, both))).toEqual([true]);
  });
});

describe("a scale that does not say enough", () => {
  const visit = {
    open: [[0, 2]] as const,
    shelf: [
      [-400, 1000],
      [1, 500],
    ] as const,
    records: [taken(1, 20)],
  };

  test.each([
    { what: "unplugged over the visit", scale: { unplugged: [-30, 40] as const } },
    { what: "reporting every four minutes", scale: { weighEvery: 240 } },
  ])("$what: what it shows before and after is weighed", ({ scale }) => {
    expect(found({ ...visit, ...scale, now: 90 })).toEqual(["weight-differs"]);
  });

  test.each([
    { what: "gone since before", scale: { unplugged: [-30, 900] as const }, silence: { from: at(-30.5) } },
    { what: "gone since long before, and back", scale: { unplugged: [-330, 40] as const }, silence: { from: at(-330.5), to: at(40) } },
    { what: "reporting every ten minutes", scale: { weighEvery: 600 }, silence: { from: at(-10), to: at(10) } },
  ])("$what: the visit was not weighed, which is asked about once no late word comes", ({ scale, silence }) => {
    expect(found({ ...visit, ...scale, now: 92 })).toEqual([]);
    const [finding, ...more] = holdAgainstSensors(cabinetStory({ ...visit, ...scale, now: 93 })).findings;
    expect(more).toEqual([]);
    expect(finding).toMatchObject({ kind: "weight-not-seen", from: at(0), to: at(2) });
    expect(finding?.evidence).toEqual([
      { kind: "weight-not-heard", signal: "store/weight", ...silence },
      { kind: "door", signal: "store/door", openedAt: at(0), closedAt: at(2) },
      taken(1, 20).evidence,
    ]);
  });

  test("each visit is asked about, and a time in which the door was not heard is not", () => {
    const unplugged = [-300, 900] as const;
    const visits = holdAgainstSensors(
      cabinetStory({
        ...visit,
        open: [
          [0, 2],
          [30, 32],
        ],
        records: [taken(1, 0), taken(31, 0)],
        unplugged,
        now: 200,
      }),
    );
    expect(visits.findings.map(({ kind, from }) => [kind, from])).toEqual([
      ["weight-not-seen", at(0)],
      ["weight-not-seen", at(30)],
    ]);
    expect(found({ silent: [0, 20], unplugged, now: 200 })).toEqual([]);
  });
});

describe("people and hours", () => {
  test.each([
    {
      badges: [
        [-1, "wang"],
        [-1, "li"],
      ] as const,
      ends: [],
    },
    {
      badges: [
        [-1, "wang"],
        [-0.5, "wang"],
      ] as const,
      ends: ["signer-absent"],
    },
    {
      badges: [
        [-1, "wang"],
        [-1, "guest"],
      ] as const,
      ends: ["signer-absent"],
    },
    { badges: [[-20, "wang"]] as const, ends: [] },
  ])("two signed and $badges badged: $ends", ({ badges, ends }) => {
    expect(found({ open: [[0, 2]], badges, records: [taken(1, 0)], now: 90 })).toEqual(ends);
  });

  test("where the site names a reader and nobody badged, who signed is asked about, once a reader that was away could have told", () => {
    const visit = { open: [[0, 2]] as const, records: [taken(1, 0)] };
    expect(found({ ...visit, hasReader: true, now: 92 })).toEqual([]);
    expect(found({ ...visit, hasReader: true, now: 93 })).toEqual(["signer-absent"]);
    expect(found({ ...visit, hasReader: false, now: 93 })).toEqual([]);
    expect(found({ ...visit, records: [taken(1, 0, { isPending: true })], hasReader: true, now: 93 })).toEqual([]);
  });

  test("a store opened before seven is asked about at once", () => {
    const [finding] = holdAgainstSensors(
      cabinetStory({ open: [[-90, -88]], records: [taken(-89, 0)], now: -88, judgeFrom: -200 }),
    ).findings;
    expect(finding).toMatchObject({ kind: "out-of-hours", from: at(-90), evidence: [{ kind: "door" }, { kind: "record" }] });
  });
});

test("looked at again, also after word that came late, it is the same finding", () => {
  const again = (story: Parameters<typeof cabinetStory>[0]) => holdAgainstSensors(cabinetStory(story)).findings[0]!;
  const known: Finding = { ...again({ open: [[0, 2]], now: 40 }), number: 1, state: "open", foundAt: at(40) };
  expect(isSameFinding(again({ open: [[0, 2]], now: 60 }), known)).toBe(true);
  expect(isSameFinding(again({ open: [[-1, 2]], now: 60 }), known)).toBe(true);
  expect(isSameFinding(again({ open: [[20, 22]], now: 90 }), known)).toBe(false);
  const record: Finding = { ...again({ records: [taken(0, 1)], now: 40 }), number: 2, state: "open", foundAt: at(40) };
  expect(isSameFinding(again({ records: [taken(0, 1)], now: 80 }), record)).toBe(true);
  expect(isSameFinding(again({ records: [taken(1, 1)], now: 80 }), record)).toBe(false);
  expect(isSameFinding(record, known)).toBe(false);
});
