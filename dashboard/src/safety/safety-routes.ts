import type { ConfirmPerson } from "../http/confirm-person.ts";
import type { App } from "../http/typed-app.ts";
import type { PhotoStore } from "../photos/photo-store.ts";
import type { DashboardDeps } from "../ports.ts";
import { dossierRoutes } from "./dossier/dossier-routes.ts";
import type { KeptBodies } from "./dossier/kept/kept-bodies.ts";
import { custodyMonthRoutes } from "./evidence/custody-month-routes.ts";
import { evidenceRoutes } from "./evidence/evidence-routes.ts";
import { drillRoutes } from "./drill-routes.ts";
import { hazardRoutes } from "./hazard-routes.ts";
import { keyPeriodRoutes } from "./key-period-routes.ts";
import { measureRoutes } from "./measure-routes.ts";
import { sealRoutes } from "./seal-routes.ts";

export interface SafetyRouteDeps extends DashboardDeps {
  readonly confirm: ConfirmPerson;
  readonly photos: PhotoStore;
  readonly keptBodies: KeptBodies;
  /** As HttpAppOptions. */
  readonly publicOrigin?: string;
}

/** The safety office: what of it there is. */
export async function safetyRoutes(app: App, deps: SafetyRouteDeps): Promise<void> {
  const { drills, hazards, keyPeriods, measures, dossiers, substances, weekly, press } = deps;
  sealRoutes(app, { ...deps, keyPeriods });
  if (drills !== undefined) await drillRoutes(app, { ...deps, drills });
  if (hazards === undefined) return;
  await hazardRoutes(app, { ...deps, hazards });
  if (measures !== undefined) measureRoutes(app, { ...deps, hazards, measures });
  if (keyPeriods !== undefined) keyPeriodRoutes(app, { ...deps, keyPeriods });
  if (press === undefined) return;
  if (dossiers !== undefined) dossierRoutes(app, { ...deps, dossiers, press });
  if (substances === undefined) return;
  evidenceRoutes(app, { ...deps, substances, press });
  if (weekly !== undefined) custodyMonthRoutes(app, { ...deps, substances, weekly, press });
}
