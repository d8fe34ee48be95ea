import { readFileSync } from "node:fs";
import { err, ok, type Result } from "@labcanary/domain/basics";
import type { Site } from "@labcanary/domain/site";
import { DEVICE_SOURCE_REFUSALS, withDeviceKeys } from "../site/device-keys.ts";
import { describingFile } from "../site/load.ts";
import { type SiteEdit, siteEdit } from "../site/site-edit.ts";
import type { Adoption } from "./adoption.ts";
import { candidateOf } from "./site-candidate.ts";

/** The site with what is adopted, as it would be; or why it cannot be so, a line each. */
export function adoptionEdit(adoption: Adoption, siteFile: string, site: Site): Result<SiteEdit, readonly string[]> {
  if (adoption.kind === "device") {
    const candidate = candidateOf(siteFile, site, [adoption.device]);
    return candidate.ok ? candidate : err(candidate.error.problems.map(wordsOf));
  }
  const { deviceId, name, described } = adoption;
  const file = describingFile(siteFile, "devices", deviceId);
  const written = withDeviceKeys(readFileSync(file, "utf8"), deviceId, [{ path: ["signals", name], value: described }]);
  if (!written.ok) return err([`${file}: ${deviceId}: ${DEVICE_SOURCE_REFUSALS[written.error]}`]);
  const edit = siteEdit(siteFile, file, written.value);
  return edit.ok ? ok(edit.value) : err(edit.error.map(wordsOf));
}

/** What is adopted, as the site calls it. */
export const nameOfAdopted = (adoption: Adoption): string =>
  adoption.kind === "device" ? adoption.device.id : `${adoption.deviceId}/${adoption.name}`;

const wordsOf = ({ key, message, code }: { readonly key: string; readonly message: string; readonly code: string }): string =>
  `${key}: ${message} (${code})`;
