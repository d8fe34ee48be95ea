import type { PageName } from "../../dashboard/src/pages.ts";
import { PICTURED_AT } from "./pictured-site.ts";

/** How a page is come to, and what on it shows that it is all there. */
export const SHOWN: Readonly<Record<PageName, { readonly path: string; readonly shows: string }>> = {
  alarms: { path: "/", shows: "[data-alarm]" },
  code: { path: "/a/K7QF", shows: "aside.detail canvas" },
  signals: { path: "/signals", shows: "main table tbody tr" },
  signal: { path: "/signals/cab-17/vapour", shows: "main canvas" },
  history: {
    path: `/history?signals=cab-17/vapour,fridge-2/temperature&from=${PICTURED_AT - 7_200_000}&to=${PICTURED_AT}`,
    shows: "main [data-reading=false] canvas",
  },
  plans: { path: "/plans/ground-floor", shows: "[data-mark]" },
  planEditor: { path: "/plan-editor/ground-floor", shows: "main h2" },
  try: { path: "/try/cab-17/vapour", shows: "main form" },
  hazards: { path: "/safety/hazards", shows: "[data-hazard], p:has(+ [data-hazards])" },
  reports: { path: "/safety/reports", shows: "[data-reports] li, p:has(+ [data-reports])" },
  doors: { path: "/safety/doors", shows: "[data-door]" },
  journal: { path: "/journal", shows: "[data-line]" },
  protection: { path: "/protection", shows: "[data-register-total]" },
  availability: { path: "/availability", shows: "[data-room], [data-availability-none]" },
  figures: { path: "/figures", shows: "main table" },
  duty: { path: "/duty", shows: "[data-week] tbody tr" },
  people: { path: "/people", shows: "[data-person]" },
  routes: { path: "/routes", shows: "main li" },
  channels: { path: "/channels", shows: "main li" },
  "hand-over": { path: "/hand-over", shows: "[data-hand-over-sign]" },
  health: { path: "/health", shows: "main h2" },
  accounts: { path: "/administration", shows: "[data-account]" },
  sessions: { path: "/administration/sessions", shows: "main li" },
  tokens: { path: "/administration/tokens", shows: "[data-add]" },
  devices: { path: "/administration/devices", shows: "[data-device]" },
  commissioning: { path: "/administration/commissioning", shows: "[data-commissioning]" },
  account: { path: "/account", shows: "[data-second-factor]" },
  wall: { path: "/wall", shows: "[data-wall]" },
};
