import type { Component } from "svelte";
import type { PageName } from "../../../src/pages.ts";
import { loadEvidence } from "../alarms/detail/load-evidence.ts";
import { language } from "../text/language.svelte.ts";

/**
 * The pages that are not needed to see alarms and answer them: each is loaded when somebody goes there, or before, as soon as the
 * console has nothing else to do, so that it is there when the network is not.
 */
export const LAZY_PAGES: Readonly<Record<Exclude<PageName, "alarms">, LoadPage>> = {
  code: () => import("../responder/CodePage.svelte"),
  signals: () => import("../signals/SignalListPage.svelte"),
  history: () => import("../history/HistoryPage.svelte"),
  signal: () => import("../signals/SignalPage.svelte"),
  try: () => import("../trial/TrialPage.svelte"),
  plans: () => import("../plans/PlansPage.svelte"),
  planEditor: () => import("../plans/editor/PlanEditorPage.svelte"),
  duty: () => import("../duty/DutyPage.svelte"),
  people: () => import("../duty/PeoplePage.svelte"),
  routes: () => import("../duty/RoutesPage.svelte"),
  channels: () => import("../duty/ChannelsPage.svelte"),
  "hand-over": () => import("../shift/HandOverPage.svelte"),
  checks: () => import("../safety/ChecksPage.svelte"),
  hazards: () => import("../safety/HazardsPage.svelte"),
  drills: () => import("../safety/DrillsPage.svelte"),
  measures: () => import("../safety/MeasuresPage.svelte"),
  keyPeriods: () => import("../safety/KeyPeriodsPage.svelte"),
  dossiers: () => import("../safety/dossiers/DossiersPage.svelte"),
  reports: () => import("../safety/ReportsPage.svelte"),
  weekly: () => import("../weekly/WeeklyPage.svelte"),
  yearly: () => import("../weekly/YearlyPage.svelte"),
  doors: () => import("../safety/DoorCodesPage.svelte"),
  substances: () => import("../substances/SubstancesPage.svelte"),
  journal: () => import("../journal/JournalPage.svelte"),
  protection: () => import("../protection/ProtectionPage.svelte"),
  availability: () => import("../protection/AvailabilityPage.svelte"),
  figures: () => import("../figures/FigurePage.svelte"),
  health: () => import("../health/HealthPage.svelte"),
  accounts: () => import("../administration/AccountsPage.svelte"),
  sessions: () => import("../administration/SessionsPage.svelte"),
  tokens: () => import("../administration/TokensPage.svelte"),
  personalData: () => import("../administration/PersonalDataPage.svelte"),
  devices: () => import("../administration/DevicesPage.svelte"),
  commissioning: () => import("../commissioning/CommissioningPage.svelte"),
  account: () => import("../account/AccountPage.svelte"),
  wall: () => import("../wall/WallPage.svelte"),
};
/** What an address says is the page's to read: its props are texts. */
export type LoadPage = () => Promise<{ readonly default: Component<never> }>;

/** The form that takes a photo away, with the texts it shares with pages: an alarm shows photos before any of those is there. */
export async function loadPhotoRemoval() {
  const [form] = await Promise.all([import("../components/PhotoRemoval.svelte"), language.loadPages()]);
  return form.default;
}

/** What an alarm from the books is about, with the texts it shares with the pages of those. */
export async function loadRecordFacts() {
  const [facts] = await Promise.all([import("../safety/RecordFacts.svelte"), language.loadPages()]);
  return facts.default;
}

/** After the first snapshot (chosen: the list is painted and answered by then; a walk to another page takes longer). */
const SETTLE_MS = 1000;

/** Loads all of them, and the other language, when there is nothing else to do; then does what comes after; returns what calls that off. One that fails is loaded when it is gone to. */
export function loadPagesWhenIdle(afterwards: () => Promise<void>): () => void {
  const loadAll = async (): Promise<void> => {
    // One after the other: a reading or an alarm never waits behind all of them.
    for (const load of [loadEvidence, ...Object.values(LAZY_PAGES), language.loadAll]) await load().catch(() => undefined);
    await afterwards();
  };
  let idle: number | undefined;
  const settled = setTimeout(() => {
    // Safari has no requestIdleCallback.
    if (typeof requestIdleCallback === "undefined") void loadAll();
    else idle = requestIdleCallback(() => void loadAll());
  }, SETTLE_MS);
  return () => {
    clearTimeout(settled);
    if (idle !== undefined) cancelIdleCallback(idle);
  };
}
