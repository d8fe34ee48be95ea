export type { FilingDeps } from "./filing/filing.ts";
export { contactsIn } from "./public-reports/contacts.ts";
export { placeOf } from "./reports/counting.ts";
export { createGovernance, type Governance, type GovernanceDeps, type GovernanceOptions } from "./governance.ts";
