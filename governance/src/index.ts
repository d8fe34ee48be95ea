export { createGovernance, type Governance, type GovernanceDeps, type GovernanceOptions } from "./governance.ts";
