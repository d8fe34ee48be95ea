import { days, type EpochMs, plus } from "@labcanary/domain/basics";
import type { NewHazard, Settlement } from "@labcanary/domain/governance";
import type { DrillDesk, HazardDesk, PublicReportDesk, StandingMeasureDesk, SubstanceDesk } from "@labcanary/domain/ports";

export type DemoDesks = HazardDesk & StandingMeasureDesk & DrillDesk & SubstanceDesk & Pick<PublicReportDesk, "sendReport">;

/** Li Na keeps the books of the example, Wang Fang and Alex Smith answer for its rooms. */
const [LI, SMITH, WANG] = ["user:li", "user:smith", "user:wang"];

type Outcome = { readonly ok: true } | { readonly ok: false; readonly error: { readonly code: string; readonly message: string } };

/**
 * What a safety office has in its books on any day, in the rooms of the example: hazards at each step, a rule that stands, a drill that is
 * planned, a purchase that was approved, and a report from a door. Nothing of it is an alarm. Written once: each command has an id that stays.
 */
export function fillBooks(desks: DemoDesks, now: EpochMs): void {
  const inDays = (count: number): EpochMs => plus(now, days(count));
  let commands = 0;
  const id = (): string => `demo ${++commands}`;
  const hazard = (found: Omit<NewHazard, "origin">): number => {
    const filed = desks.hazards().carryOut({ id: id(), actor: LI, order: { verb: "file", hazard: { origin: "inspection", ...found } } });
    done(filed);
    return filed.ok ? filed.value.number : 0;
  };
  const settle = (number: number, settlement: Omit<Settlement, "interimPlan">): void =>
    done(
      desks.hazards().carryOut({
        id: id(),
        actor: LI,
        number,
        order: { verb: "settle", settlement: { interimPlan: "Looked at every morning / 每日早间查看", ...settlement } },
      }),
    );

  hazard({ zoneId: "room-210", class: "building", level: "general", words: "冰箱插座松动，未使用独立回路" });
  const chained = hazard({ zoneId: "room-b1", class: "gas", level: "major", words: "Hydrogen cylinder is not chained" });
  settle(chained, {
    responsible: "smith",
    department: "Organic Synthesis",
    measures: "A rail on the wall, two chains a cylinder",
    funds: "1 200 CNY",
    deadline: inDays(7),
  });
  const exit = hazard({ zoneId: "room-114", class: "fire", level: "general", words: "Boxes stand before the way out" });
  settle(exit, { responsible: "wang", department: "有机合成", measures: "Boxes go to the basement", funds: "0", deadline: inDays(3) });
  done(desks.hazards().carryOut({ id: id(), actor: SMITH, number: exit, order: { verb: "remedy", words: "The way out is free" } }));

  const measure = {
    zoneId: "room-b1",
    kind: "rule",
    words: "Nobody works alone with hydrogen after 20:00 / 20:00后不得单人使用氢气",
    owner: "smith",
    reviewBy: inDays(90),
    hazards: [chained],
  } as const;
  done(desks.standingMeasures().carryOut({ id: id(), actor: LI, order: { verb: "add", measure } }));

  const drill = {
    zoneId: "room-b1",
    plan: "hydrogen-leak",
    plannedFor: inDays(14),
    leader: "smith",
    who: "Wang Fang observes; whoever is in the building takes part",
  };
  done(desks.drills().carryOut({ id: id(), actor: LI, order: { verb: "plan", drill } }));

  const purchase = {
    verb: "approve",
    substance: "sodium-cyanide",
    cabinet: "room-b2",
    quantity: "100",
    supplier: "Reagent Co. / 国药试剂",
    permit: "GM-DEMO-1",
    expectedBy: inDays(5),
    signed: "approved",
  } as const;
  const asked = desks.containers().carryOut({ id: id(), actor: SMITH, order: purchase });
  done(asked);
  const second = { verb: "witness", proposal: 0, signed: "approved" } as const;
  done(desks.containers().carryOut({ id: id(), actor: WANG, number: asked.ok ? asked.value.number : 0, order: second }));

  const report = { kind: "risk", zoneId: "room-114", class: "gas", words: "闻到轻微的溶剂味，通风橱没有关" } as const;
  done(desks.sendReport({ id: id(), secret: crypto.randomUUID(), ...report }));
}

/** What of the example is refused is a fault of the example. */
function done(outcome: Outcome): void {
  if (!outcome.ok) throw new Error(`the books of the demo: ${outcome.error.code}, ${outcome.error.message}`);
}
