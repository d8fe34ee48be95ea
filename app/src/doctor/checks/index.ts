import type { Check } from "../check.ts";
import { accounts } from "./accounts.ts";
import { books } from "./books.ts";
import { brokerLimits } from "./broker-limits.ts";
import { canary } from "./canary.ts";
import { certificate } from "./certificate.ts";
import { clock } from "./clock.ts";
import { contacts } from "./contacts.ts";
import { dataFolder } from "./data-folder.ts";
import { devices } from "./devices.ts";
import { disk } from "./disk.ts";
import { influx } from "./influx.ts";
import { journal } from "./journal.ts";
import { kannel } from "./kannel.ts";
import { parts } from "./parts.ts";
import { reports } from "./reports.ts";
import { rotas } from "./rotas.ts";
import { running } from "./running.ts";
import { secrets } from "./secrets.ts";
import { signals } from "./signals.ts";
import { siteFile } from "./site-file.ts";
import { smtp } from "./smtp.ts";
import { stores } from "./stores.ts";
import { versions } from "./versions.ts";

/** Every check, in the order in which what is equally urgent is told: first what may leave people untold. */
export const CHECKS: readonly Check[] = [
  running,
  parts,
  canary,
  contacts,
  kannel,
  smtp,
  rotas,
  signals,
  devices,
  siteFile,
  disk,
  books,
  stores,
  reports,
  influx,
  clock,
  dataFolder,
  secrets,
  accounts,
  certificate,
  brokerLimits,
  journal,
  versions,
];
