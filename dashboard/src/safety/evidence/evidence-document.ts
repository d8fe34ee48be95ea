import type { EpochMs, Language } from "@labcanary/domain/basics";
import type { Block, PrintedDocument, TableColumn } from "@labcanary/domain/document";
import {
  type CustodyMonth,
  type CustodyRecord,
  type Evidence,
  type Finding,
  formatAmount,
  isPart,
  nameOfReport,
  REGIME_WORDS,
  type ReportItem,
  type StockTake,
} from "@labcanary/domain/governance";
import { filled, type JournalCheck } from "@labcanary/domain/messages";
import type { Site } from "@labcanary/domain/site";
import { indexOf } from "../../http/site-index.ts";
import { type PaperRecord, recordBlocks } from "../../paper/records.ts";
import type { ToldSection } from "../../weekly/told-report.ts";
import { comma, lasting, nameOfActor, stamp } from "../printed-words.ts";
import { EVIDENCE_WORDS, FINDING_STATE_WORDS, FINDING_WORDS, MOVEMENT_WORDS } from "./evidence-words.ts";
import type { CabinetDoor, CustodyEvidence } from "./read-evidence.ts";

export interface EvidenceReader {
  readonly language: Language;
  readonly site: Site;
  /** `2026-11`. */
  readonly month: string;
  readonly at: EpochMs;
  /** Of the records as CSV. */
  readonly csvSha256: string;
  /** Whoever asked sees a part of the site. */
  readonly isPart: boolean;
  readonly stand: EvidenceStand;
}

/** What a paper is: signed by whoever printed it, or filed by the platform and reviewed by somebody. */
export type EvidenceStand =
  | {
      readonly kind: "printed";
      /** `user:NAME`. */
      readonly by: string;
      /** Of the whole journal, made for this paper; absent where whoever asked sees a part of the site. */
      readonly check?: JournalCheck;
    }
  | { readonly kind: "filed"; readonly item: FiledItem; readonly sections: readonly ToldSection[] };
/** A report of the custody of a month. */
export interface FiledItem extends ReportItem {
  readonly report: CustodyMonth;
}

/** The paper of a month's custody. */
export function evidenceDocument(evidence: CustodyEvidence, reader: EvidenceReader): PrintedDocument {
  const { language, month, at } = reader;
  return {
    title: [
      sayer(reader).say("title", { month, regime: REGIME_WORDS[evidence.regime][language] }),
      ...(reader.stand.kind === "filed" ? [nameOfReport(reader.stand.item)] : []),
    ].join(" · "),
    language,
    at,
    blocks: [
      ...warnings(evidence, reader),
      ...head(evidence, reader),
      ...(reader.stand.kind === "filed" ? reader.stand.sections.flatMap((section) => filedSection(section, reader)) : []),
      ...movements(evidence, reader),
      ...stockTakes(evidence, reader),
      ...findings(evidence, reader),
      ...evidence.doors.flatMap((door) => visits(door, reader)),
      ...chain(reader),
      ...recordBlocks(
        [
          ...(reader.stand.kind === "filed" ? figureRecords(reader.stand.sections, language) : []),
          ...evidence.lines.map(({ record, lines }) => ({ about: record, lines })),
        ],
        language,
      ),
    ],
  };
}

function sayer({ language, site }: EvidenceReader) {
  return {
    say: (key: keyof typeof EVIDENCE_WORDS, values: Readonly<Record<string, string>> = {}): string =>
      filled(EVIDENCE_WORDS[key], language, values),
    time: stamp(site.timeZone),
    person: (actor: string): string => nameOfActor(actor.includes(":") ? actor : `user:${actor}`, site),
    place: (zoneId: string): string => indexOf(site).zones.get(zoneId)?.path[language] ?? zoneId,
    movement: (kind: string): string => MOVEMENT_WORDS[kind]?.[language] ?? kind,
  };
}

function warnings({ span, findings: found, doors }: CustodyEvidence, reader: EvidenceReader): readonly Block[] {
  const { say, time, place } = sayer(reader);
  const open = found.filter(({ state }) => state === "open").length;
  const said = [
    ...(reader.at < span.to ? [say("not-over", { time: time(reader.at) })] : []),
    ...(reader.isPart ? [say("part")] : []),
    ...(reader.stand.kind === "filed" ? warningsOf(reader.stand.item, say) : []),
    ...(open === 0 ? [] : [say("open", { count: String(open) })]),
    ...doors.flatMap(({ zoneId, unheard }) =>
      unheard === 0 ? [] : [say("unheard", { cabinet: place(zoneId), time: lasting(unheard, reader.language) })],
    ),
  ];
  return said.map((words) => ({ kind: "paragraph", words, tone: "warning" }));
}

function head({ regime, span, cabinets }: CustodyEvidence, reader: EvidenceReader): readonly Block[] {
  const { say, time, place } = sayer(reader);
  return [
    { kind: "heading", level: 1, text: say("what") },
    {
      kind: "facts",
      facts: [
        { name: say("regime"), words: REGIME_WORDS[regime][reader.language] },
        { name: say("span"), words: say("span-is", { from: time(span.from), to: time(span.to), zone: reader.site.timeZone }) },
        { name: say("cabinets"), words: cabinets.map(place).join("\n") },
        ...standFacts(reader),
      ],
    },
  ];
}

function standFacts(reader: EvidenceReader): (Block & { readonly kind: "facts" })["facts"] {
  const { say, time, person } = sayer(reader);
  const { stand } = reader;
  if (stand.kind === "printed")
    return [{ name: say("printed-by"), words: say("signature-means", { name: person(stand.by), time: time(reader.at) }) }];
  const { item } = stand;
  const { signed } = item;
  const review =
    signed === undefined
      ? say(item.voidedAt !== undefined ? "void" : item.unreadAt === undefined ? "not-reviewed" : "unread")
      : [say("reviewed", { name: person(signed.by), time: time(signed.at) }), ...(signed.words === "" ? [] : [signed.words])].join("\n");
  return [
    { name: say("filed"), words: say("filed-is", { name: nameOfReport(item), time: time(item.madeAt) }) },
    { name: say("review"), words: review },
    { name: say("hash"), words: item.sha256 },
  ];
}

function warningsOf({ signed, unreadAt, voidedAt }: FiledItem, say: (key: "unread" | "void") => string): readonly string[] {
  if (voidedAt !== undefined) return [say("void")];
  return signed === undefined && unreadAt !== undefined ? [say("unread")] : [];
}

/** What was counted and filed, and what its hash covers: in sentences, and figure by figure. */
function filedSection({ title, sentences, figures }: ToldSection, reader: EvidenceReader): readonly Block[] {
  const { say } = sayer(reader);
  const { language } = reader;
  return [
    { kind: "heading", level: 1, text: title[language] },
    ...sentences.map((sentence) => ({ kind: "paragraph", words: sentence[language] }) as const),
    ...(figures.length === 0
      ? []
      : [
          {
            kind: "table",
            columns: [{ head: say("figure") }, { head: say("month-before"), align: "end" }, { head: say("this-month"), align: "end" }],
            rows: figures.map(({ label, text, earlierTexts }) => [
              label[language],
              earlierTexts[0]?.[language] ?? "–",
              [{ text: text[language], strong: true }],
            ]),
            empty: "",
          } satisfies Block,
        ]),
  ];
}

const figureRecords = (sections: readonly ToldSection[], language: Language): readonly PaperRecord[] =>
  sections.flatMap(({ title, figures }) =>
    figures.map(({ label, lines, of }) => ({ about: `${title[language]}${language === "en" ? ": " : "："}${label[language]}`, lines, of })),
  );

function movements({ rows }: CustodyEvidence, reader: EvidenceReader): readonly Block[] {
  const { say, person, movement } = sayer(reader);
  const { language } = reader;
  const columns: readonly TableColumn[] = [
    { head: say("record") },
    { head: say("when") },
    { head: say("substance") },
    { head: say("movement") },
    { head: say("quantity"), align: "end" },
    { head: say("balance"), align: "end" },
    { head: say("signed") },
    { head: say("words") },
  ];
  return [
    { kind: "heading", level: 1, text: say("movements") },
    {
      kind: "table",
      columns,
      rows: rows.map((row) => [
        row.record,
        row.done_at.slice(0, "2026-11-22T16:00".length).replace("T", " "),
        `${language === "zh" ? row.name_zh : row.name_en}${row.tag === "" ? "" : ` ${row.tag}`}`,
        movement(row.movement),
        row.quantity === "" ? "" : `${row.quantity} ${row.unit}`,
        `${row.balance} ${row.unit}`,
        [row.by, row.second]
          .filter((name) => name !== "")
          .map(person)
          .join("\n"),
        [row.words, row.counterparty, row.permit].filter((part) => part !== "").join("; "),
      ]),
      empty: say("movements-none"),
    },
    { kind: "paragraph", words: say("csv", { hash: reader.csvSha256 }), tone: "note" },
  ];
}

function stockTakes({ counts }: CustodyEvidence, reader: EvidenceReader): readonly Block[] {
  const { say, time, person, place } = sayer(reader);
  return [
    { kind: "heading", level: 1, text: say("takes") },
    {
      kind: "table",
      columns: [{ head: say("take") }, { head: say("when") }, { head: say("cabinet") }, { head: say("counted") }, { head: say("signed") }],
      rows: counts.map(({ stockTake, count }) => [
        takeName(stockTake, reader),
        time(count.doneAt),
        place(count.cabinet),
        [
          ...count.lines.map(({ container, booked, counted, unit, where }) =>
            say(where === undefined ? "booked" : `booked-${where}`, {
              container: `SC-${container}`,
              counted: counted === undefined ? say("count-unseen") : `${formatAmount(counted, unit)} ${unit}`,
              booked: `${formatAmount(booked, unit)} ${unit}`,
            }),
          ),
          ...(count.surplus ?? []).map(({ tag, counted, unit }) =>
            say("surplus", { tag, counted: `${formatAmount(counted, unit)} ${unit}` }),
          ),
        ].join("\n"),
        [count.by, ...(count.second === undefined ? [] : [count.second])].map(person).join("\n"),
      ]),
      empty: say("takes-none"),
    },
  ];
}

/** With how much of its zone it is about, where that is not all. */
function takeName(stockTake: StockTake, reader: EvidenceReader): string {
  const { say, place } = sayer(reader);
  const { number, cabinets, of, zoneId } = stockTake;
  if (!isPart(stockTake)) return `ST-${number}`;
  return `ST-${number}\n${say("take-part", { count: String(cabinets.length), of: String(of), zone: place(zoneId) })}`;
}

function findings({ findings: found }: CustodyEvidence, reader: EvidenceReader): readonly Block[] {
  const { say, time, person, place } = sayer(reader);
  const { language } = reader;
  const explanation = ({ state, ended }: Finding): string => {
    if (ended?.words !== undefined) return say("explained", { name: person(ended.by), time: time(ended.at), words: ended.words });
    return state === "open" ? say("not-explained") : FINDING_STATE_WORDS[state][language];
  };
  return [
    { kind: "heading", level: 1, text: say("findings") },
    {
      kind: "table",
      columns: [
        { head: say("finding") },
        { head: say("seen") },
        { head: say("cabinet") },
        { head: say("movement") },
        { head: say("explanation") },
      ],
      rows: found.map((finding) => [
        `CF-${finding.number}`,
        time(finding.from),
        place(finding.zoneId),
        FINDING_WORDS[finding.kind][language],
        [{ text: explanation(finding), strong: finding.state === "open" }],
      ]),
      empty: say("findings-none"),
    },
  ];
}

function visits({ zoneId, visits: seen, unopened }: CabinetDoor, reader: EvidenceReader): readonly Block[] {
  const { say, time, place } = sayer(reader);
  const recorded = ({ evidence, doneAt, signers }: CustodyRecord): string =>
    [recordName(evidence, reader), time(doneAt), signers.map(sayer(reader).person).join(" + ")].join(comma(reader.language));
  return [
    { kind: "heading", level: 1, text: say("visits", { cabinet: place(zoneId) }) },
    {
      kind: "table",
      columns: [{ head: say("opened") }, { head: say("closed") }, { head: say("records") }],
      rows: seen.map(({ opening, records }) => [
        opening.wasSeen ? time(opening.openedAt) : say("not-seen", { time: time(opening.openedAt) }),
        opening.closedAt === undefined ? say("not-closed") : time(opening.closedAt),
        records.length === 0 ? [{ text: say("no-record"), strong: true }] : records.map(recorded).join("\n"),
      ]),
      empty: say("visits-none"),
    },
    { kind: "heading", level: 2, text: say("unopened") },
    { kind: "table", columns: [{ head: say("record") }], rows: unopened.map((record) => [recorded(record)]), empty: say("unopened-none") },
  ];
}

function recordName(evidence: Evidence, reader: EvidenceReader): string {
  const { movement } = sayer(reader);
  if (evidence.kind === "record") return `SC-${evidence.container}/${evidence.entry} ${movement(evidence.movement)}`;
  return evidence.kind === "stock-take" ? `ST-${evidence.stockTake} ${movement("count")}` : evidence.kind;
}

function chain(reader: EvidenceReader): readonly Block[] {
  const { say } = sayer(reader);
  const { stand } = reader;
  if (stand.kind === "filed") {
    const { line, hash } = stand.item.report.upTo;
    return [
      { kind: "heading", level: 1, text: say("chain") },
      { kind: "paragraph", words: say("chain-filed", { line: String(line), head: hash }) },
    ];
  }
  const { check } = stand;
  const outcome =
    check?.ok === true ? say("chain-ok") : say("chain-bad", { codes: check?.findings.map(({ code }) => code).join(", ") ?? "" });
  return [
    { kind: "heading", level: 1, text: say("chain") },
    {
      kind: "paragraph",
      words: check === undefined ? say("chain-part") : say("chain-is", { lines: String(check.lines), outcome, head: check.head }),
      ...(check?.ok === false ? { tone: "warning" as const } : {}),
    },
  ];
}
