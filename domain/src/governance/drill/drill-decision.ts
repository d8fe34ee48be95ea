import type { Result } from "../../basics/index.ts";
import type { LedgerContext, LedgerRefusal } from "../ledger.ts";
import { createRefusals } from "../refusals.ts";
import { DRILL_REFUSALS, type Drill, type DrillAct, type DrillRefusalCode } from "./drill.ts";

export type Decision = Result<readonly DrillAct[], LedgerRefusal<DrillRefusalCode>>;
export type Context = LedgerContext & { readonly others: () => readonly Drill[] };

export const { refuse, forbid } = createRefusals(DRILL_REFUSALS);
