import { days, type EpochMs, hours, minutes } from "@labcanary/domain/basics";
import type { HazardCommand, MovementOrder, NewHazard, Settlement } from "@labcanary/domain/governance";
import type { Checklist, ChecklistItem, Site } from "@labcanary/domain/site";
import type { MemoryLedgers } from "./memory-ledgers.ts";
import { putPicturedRecords } from "./pictured-records.ts";
import { type BookTime, type PicturedWriter, pictureMoment, writerOf } from "./pictured-writer.ts";
import { STOCK, stockSite } from "./stock-site.ts";

const WANG = "user:wang";
const SMITH = "user:smith";
const OFFICER = "user:officer";

const statement = (id: string, en: string, zh: string, over: Partial<ChecklistItem> = {}): ChecklistItem => ({
  id,
  words: { en, zh },
  hazard: { class: "gas", level: "general" },
  source: "own: weekly round",
  ...over,
});
/** `exit`: of the item that may ask for a photo. */
const roundWith = (exit: Partial<ChecklistItem>): Checklist => ({
  id: "gas",
  version: "1",
  name: { en: "Gases and chemicals", zh: "气体与化学品" },
  source: "own: weekly round",
  items: [
    statement("chained", "Every cylinder is chained", "气瓶均已固定"),
    statement("pressure", "Pressure of the ring main", "管网压力", { number: { unit: "bar", min: 1, max: 8 } }),
    statement("labels", "Every bottle is labelled", "试剂瓶均有标签", { hazard: { class: "hazardous-chemicals", level: "general" } }),
    statement("exit", "The way out is free", "疏散通道畅通", { hazard: { class: "fire", level: "major" }, ...exit }),
    statement("shower", "The emergency shower has been run", "应急喷淋已试水", { hazard: { class: "building", level: "general" } }),
  ],
});

/** What of the site the books are about: a store of controlled substances, and who is asked for two signatures there. */
export function controlledStock(): NonNullable<Site["stock"]> {
  const { stock } = stockSite({ ...STOCK, policies: {} });
  if (stock === undefined) throw new Error("the site of the test has no stock");
  return {
    ...stock,
    cabinets: [
      {
        zoneId: "store",
        regimes: ["highly-toxic", "drug-precursor", "radioactive-source"],
        door: "store-1/door",
        open: [1],
        readers: [],
      },
    ],
  };
}

/** Some weeks of a safety office: things late, things under way and things done in each of its books. */
export function putPicturedLedgers(ledgers: MemoryLedgers, time: BookTime): void {
  const now = time.now();
  const writer = writerOf(ledgers, time, now);
  putHazards(writer);
  putReports(ledgers, writer);
  putChecks(ledgers, writer);
  putMeasures(ledgers, writer);
  putStock(ledgers, writer);
  const moment = pictureMoment(now);
  putPicturedRecords(ledgers, writerOf(ledgers, time, moment, "record"), moment);
  time.today();
  ledgers.look();
}

function putHazards({ before, hazard, in: due }: PicturedWriter): void {
  const found = (over: Partial<NewHazard> & Pick<NewHazard, "words">): HazardCommand => ({
    verb: "file",
    hazard: { zoneId: "room-114", origin: "inspection", class: "gas", level: "general", ...over },
  });
  const agreed = (over: Partial<Settlement>): HazardCommand => ({
    verb: "settle",
    settlement: {
      responsible: "wang",
      department: "化学系",
      measures: "Weld a rail to the wall, two chains a cylinder",
      funds: "1 200 CNY, from the safety budget",
      deadline: due(0),
      interimPlan: "Cylinder closed, moved into the outside store every evening",
      ...over,
    },
  });
  before(days(26));
  hazard(OFFICER, found({ words: "Fume hood 3 draws 0.31 m/s at the sash", class: "hazardous-chemicals", cause: "equipment" }));
  before(days(25));
  hazard(OFFICER, agreed({ measures: "Filter is replaced", deadline: due(-days(18)) }), 1);
  before(days(19));
  hazard(WANG, { verb: "remedy", words: "New filter, 0.52 m/s measured" }, 1);
  before(days(18.5));
  hazard(SMITH, { verb: "verify", passed: true, words: "0.52 m/s at five points", signed: "verified" }, 1);
  before(days(12));
  hazard(OFFICER, found({ words: "氢气钢瓶未固定，距溶剂柜不足 1 m", level: "major", cause: "conduct" }));
  hazard(OFFICER, agreed({ deadline: due(-days(2)) }), 2);
  before(days(9));
  hazard(
    OFFICER,
    found({ zoneId: "pharmacy", words: "Boxes stand before the emergency exit", class: "fire", level: "major", cause: "management" }),
  );
  hazard(
    OFFICER,
    agreed({ responsible: "smith", department: "Pharmacy", measures: "Boxes go to the basement", deadline: due(days(4)) }),
    3,
  );
  before(hours(20));
  hazard(SMITH, { verb: "remedy", words: "Exit is free, floor is marked" }, 3);
  before(days(3));
  const silent = { en: "Store door has not been heard of for 3 days", zh: "库房门磁已 3 天无信号" };
  hazard(
    "system",
    found({ zoneId: "store", words: silent.en, found: silent, origin: "impaired-protection", class: "building", source: "silent store-1" }),
  );
}

function putReports(ledgers: MemoryLedgers, { before, done, id }: PicturedWriter): void {
  const send = (report: Omit<Parameters<MemoryLedgers["sendReport"]>[0], "id" | "secret">): void => {
    done(ledgers.sendReport({ id: id(), secret: `secret of ${id()}`, ...report }));
  };
  const answer = (number: number, words: string, ends: boolean): void => {
    const seen = ledgers.publicReports().all().length;
    done(ledgers.answerReport({ id: id(), by: "officer", number, words, ends, seen }));
  };
  before(days(2));
  send({ kind: "risk", zoneId: "room-114", class: "gas", words: "闻到轻微的溶剂味，通风橱没有关", contact: "138 0000 0009" });
  before(days(2) - hours(1));
  answer(1, "Thank you. The sash was open; we have talked to the group.", false);
  before(hours(27));
  send({ kind: "danger", zoneId: "pharmacy", class: "fire", words: "Smoke from the plug of fridge 3" });
  before(hours(26.5));
  answer(2, "The plug was pulled, the fire brigade has been here.", true);
  before(minutes(6));
  send({ kind: "danger", zoneId: "room-114", class: "hazardous-chemicals", words: "2 L of toluene on the floor, two people in the room" });
  before(minutes(4));
  answer(3, "Leave the room, close the door. Help is on its way.", false);
}

function putChecks(ledgers: MemoryLedgers, { before, done, id }: PicturedWriter): void {
  const order = (number: number, actor: string, command: Parameters<ReturnType<MemoryLedgers["checks"]>["carryOut"]>[0]["order"]): void => {
    done(ledgers.checks().carryOut({ id: id(), actor, number, order: command }));
  };
  const noPhoto = roundWith({});
  before(days(1) + hours(8));
  ledgers.openCheck("store", noPhoto);
  before(days(1) + hours(7));
  ledgers.openCheck("pharmacy", noPhoto);
  before(days(1) + hours(6));
  for (const { id: item, number } of noPhoto.items)
    order(2, SMITH, { verb: "answer", item, answer: number === undefined ? { kind: "yes" } : { kind: "number", value: 5.2 } });
  order(2, SMITH, { verb: "sign", signed: "checked" });
  before(hours(3));
  ledgers.openCheck("room-114", roundWith({ photo: true }));
  before(minutes(50));
  order(3, WANG, { verb: "start" });
  order(3, WANG, { verb: "answer", item: "chained", answer: { kind: "yes" } });
  before(minutes(48));
  order(3, WANG, { verb: "answer", item: "pressure", answer: { kind: "number", value: 9.5, words: "Regulator creeps" } });
  order(3, WANG, { verb: "answer", item: "labels", answer: { kind: "no", words: "两个烧杯无标签" } });
}

function putMeasures(ledgers: MemoryLedgers, { before, done, id, in: due }: PicturedWriter): void {
  const add = (measure: Parameters<ReturnType<MemoryLedgers["standingMeasures"]>["carryOut"]>[0]["order"], number?: number): void => {
    done(ledgers.standingMeasures().carryOut({ id: id(), actor: OFFICER, order: measure, ...(number === undefined ? {} : { number }) }));
  };
  before(days(200));
  add({
    verb: "add",
    measure: {
      zoneId: "room-114",
      kind: "rule",
      words: "Nobody works alone with hydrogen after 20:00",
      owner: "wang",
      reviewBy: due(-days(3)),
      hazards: [2],
    },
  });
  add({
    verb: "add",
    measure: {
      zoneId: "store",
      kind: "measure",
      words: "剧毒化学品库双人双锁，钥匙分别保管",
      owner: "smith",
      reviewBy: due(-days(60)),
      hazards: [],
    },
  });
  before(days(61));
  add({ verb: "review", words: "Both locks and the list of keys looked at", reviewBy: due(days(120)), signed: "reviewed" }, 2);
  before(days(100));
  add({
    verb: "add",
    measure: {
      zoneId: "pharmacy",
      kind: "measure",
      words: "Fire door is held open by a magnet",
      owner: "smith",
      reviewBy: due(days(30)),
      hazards: [],
    },
  });
  before(days(40));
  add({ verb: "end", signed: "approved", words: "The door closes by itself since the works of October" }, 3);
}

function putStock(ledgers: MemoryLedgers, { before, container, done, id, in: due }: PicturedWriter): void {
  const approve = (substance: string, quantity: string, supplier: string, expectedBy: EpochMs): void => {
    const { number, pending } = container(WANG, {
      verb: "approve",
      substance,
      cabinet: "store",
      quantity,
      supplier,
      permit: "GM-2026-0411",
      expectedBy,
      signed: "approved",
    });
    if (pending !== undefined) container(SMITH, { verb: "witness", proposal: pending.proposal, signed: "approved" }, number);
  };
  const both = (number: number, movement: MovementOrder): void => {
    const { pending } = container(WANG, { verb: "move", movement, signed: "carried-out" }, number);
    if (pending === undefined) return;
    const { quantity } = movement;
    container(
      SMITH,
      { verb: "witness", proposal: pending.proposal, signed: "witnessed", ...(quantity === undefined ? {} : { quantity }) },
      number,
    );
  };
  before(days(30));
  approve("nacn", "500", "国药集团化学试剂", due(-days(27)));
  approve("acetone", "5000", "Reagent Co.", due(-days(27)));
  before(days(28));
  both(1, { kind: "receive", tag: "HT-0001", quantity: "500", tare: "120" });
  both(1, { kind: "store", tag: "HT-0001", cabinet: "store" });
  both(2, { kind: "receive", tag: "DP-0107", quantity: "5000" });
  both(2, { kind: "store", tag: "DP-0107", cabinet: "store" });
  before(days(9));
  both(1, { kind: "withdraw", tag: "HT-0001", quantity: "12.5", words: "Gold leaching, series 4" });
  before(days(9) - hours(2));
  both(1, { kind: "return", tag: "HT-0001", quantity: "4.3" });
  both(2, { kind: "withdraw", tag: "DP-0107", quantity: "750", words: "玻璃器皿清洗" });
  before(days(5));
  approve("cs137", "1", "CIRP", due(days(10)));
  const finding = { kind: "opened-unrecorded", zoneId: "store", from: due(-days(4)), to: due(-days(4) + minutes(3)) } as const;
  const door = { kind: "door", signal: "store-1/door", openedAt: finding.from, closedAt: finding.to } as const;
  const found = (over: object = {}) =>
    done(
      ledgers
        .findings()
        .carryOut({ id: id(), actor: "system", order: { verb: "find", finding: { ...finding, evidence: [door], ...over } } }),
    );
  before(days(4));
  found();
  before(days(3.5));
  const words = "Fire drill of the campus: the door was opened by the fire panel, nobody went in (camera looked at)";
  done(ledgers.findings().carryOut({ id: id(), actor: OFFICER, number: 1, order: { verb: "explain", words, signed: "explained" } }));
  before(minutes(45));
  const [openedAt, closedAt] = [due(-minutes(58)), due(-minutes(50))];
  found({ from: openedAt, to: closedAt, evidence: [{ ...door, openedAt, closedAt }] });
  before(minutes(12));
  container(
    WANG,
    {
      verb: "move",
      movement: { kind: "withdraw", tag: "HT-0001", quantity: "8", words: "Gold leaching, series 5" },
      signed: "carried-out",
    },
    1,
  );
  before(minutes(10));
  const stockTake = {
    verb: "open",
    zoneId: "store",
    cabinets: ["store"],
    dueAt: due(days(2)),
    words: "Monthly stock-take",
    signed: "approved",
  } as const;
  done(ledgers.stockTakes().carryOut({ id: id(), actor: OFFICER, order: stockTake }));
}
