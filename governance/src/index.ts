export type { FilingDeps } from "./filing/filing.ts";
export { createGovernance, type Governance, type GovernanceDeps, type GovernanceOptions } from "./governance.ts";
