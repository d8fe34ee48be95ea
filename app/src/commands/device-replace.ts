import { readFileSync } from "node:fs";
import { epochMs } from "@labcanary/domain/basics";
import { parseCommand, UsageError } from "../command-line.ts";
import { insteadOf } from "../nearest.ts";
import { type ReplacementProblem, writeReplacement } from "../onboarding/replacement.ts";
import { openDeviceDirectory } from "../platform/device-directory.ts";
import { signInIds } from "../platform/signs-in.ts";
import { describingFile } from "../site/load.ts";
import { changeBetween } from "../site/site-change.ts";
import { siteEdit } from "../site/site-edit.ts";
import { formatProblem } from "../yaml-source.ts";
import { rightSite } from "./right-site.ts";
import { settingsFor } from "./settings.ts";

const HELP = `labcanary device replace DEVICE [--serial NUMBER] [--address ADDRESS] [--calibrated DATE] [--bump-tested DATE]
                         [--apply] [--config labcanary.yaml] [--site site.yaml] [--data DIR]

Another device takes the place of one that is broken. Its signals keep their names and their history, and the chart marks when. What was
learned from the old one begins anew: how fast its values moved, the count of its messages, its clock. Its token ends at once, and the new
one is printed once; a device behind a gateway has none, and is called by --address. Calibration and bump test are overdue until they are
said to have been done, and a commissioning test that the old one passed proves nothing of the new one. Without --apply nothing is changed,
and what would be is shown.
`;

export async function deviceReplace(words: readonly string[]): Promise<number> {
  const { positionals, values, common } = parseCommand(words, {
    serial: { type: "string" },
    address: { type: "string" },
    calibrated: { type: "string" },
    "bump-tested": { type: "string" },
    apply: { type: "boolean" },
  });
  if (common.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const [deviceId, ...more] = positionals;
  if (deviceId === undefined || more.length > 0) throw new UsageError("name one device: labcanary device replace DEVICE");
  const settings = settingsFor(common);
  const site = rightSite(settings.site);
  const known = site.devices.map(({ id }) => id);
  const device = site.devices.find(({ id }) => id === deviceId);
  if (device === undefined)
    return refuse({ code: "REPLACE_DEVICE", message: `the site has no device ${deviceId}; ${insteadOf(deviceId, known)}` });
  const { serial, address, calibrated, "bump-tested": bumpTested } = values;
  const wish = {
    deviceId,
    ...(serial === undefined ? {} : { serial }),
    ...(address === undefined ? {} : { address }),
    ...(calibrated === undefined ? {} : { calibrated }),
    ...(bumpTested === undefined ? {} : { bumpTested }),
  };
  const file = describingFile(settings.site, "devices", deviceId);
  const place = { at: epochMs(Date.now()), timeZone: site.timeZone };
  const written = writeReplacement(readFileSync(file, "utf8"), wish, place);
  if (!written.ok) return refuse(written.error);
  const edit = siteEdit(settings.site, file, written.value.text);
  if (!edit.ok) {
    for (const problem of edit.error) process.stderr.write(`${formatProblem(problem)}\n`);
    process.stderr.write("nothing was changed\n");
    return 1;
  }
  const hasToken = signInIds(site.devices).get(deviceId) === deviceId;
  const names = device.signals.map((key) => key.slice(deviceId.length + 1)).join(", ");
  const lines = [
    `${deviceId}: another device from now on${names === "" ? "" : `; ${names} keep their history`}`,
    ...(hasToken ? ["the token of the old one ends, and the new one is told once"] : []),
    ...(device.gateway === undefined
      ? []
      : [`${device.gateway} calls it ${address ?? device.address ?? deviceId}${address === undefined ? ", as before" : ""}`]),
    ...written.value.lines,
    "a commissioning test that the old one passed proves nothing of the new one",
    ...(changeBetween(site, edit.value.site).isForTwo
      ? ["this loosens protection of life: the site changes when a second person agrees"]
      : []),
  ];
  process.stdout.write(`${lines.join("\n")}\n${edit.value.diff}`);
  if (values.apply !== true) {
    process.stdout.write("Nothing was changed; --apply does it.\n");
    return 0;
  }
  // First: whoever has the old one's token is out before the new one is expected.
  if (hasToken)
    for (const { token } of openDeviceDirectory(settings.data).enrol([deviceId])) process.stdout.write(`${deviceId} ${token}\n`);
  edit.value.keep();
  process.stdout.write(`${deviceId} is replaced in ${file}.\n`);
  return 0;
}

function refuse({ code, message }: ReplacementProblem): number {
  process.stderr.write(`${message} (${code})\nnothing was changed\n`);
  return 1;
}
