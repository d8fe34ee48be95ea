import type { UnknownAnswer } from "@labcanary/dashboard";
import type { FailedSignIn } from "@labcanary/domain/ports";
import { parseCommand, UsageError } from "../command-line.ts";
import { insteadOf } from "../nearest.ts";
import { openDeviceDirectory } from "../platform/device-directory.ts";
import { askUnknown } from "./ask-unknown.ts";
import { settingsFor } from "./settings.ts";

const HELP = `labcanary device unknown [--json] [--config labcanary.yaml] [--data DIR]

Lists who speaks and is not described by the site, with what it said and which profiles may fit, and who tries to sign in as a device in
vain since the platform started: under a name that is not enrolled, or with a token that is not its own. Asks the running platform.
`;

export async function deviceUnknown(words: readonly string[]): Promise<number> {
  const { positionals, values, common } = parseCommand(words, { json: { type: "boolean" } });
  if (common.help) {
    process.stdout.write(HELP);
    return 0;
  }
  if (positionals.length > 0) throw new UsageError("labcanary device unknown takes no names");
  const settings = settingsFor(common);
  const answer = await askUnknown(settings["ops.port"]);
  const known = [...openDeviceDirectory(settings.data).enrolled()];
  process.stdout.write(
    values.json === true
      ? `${JSON.stringify(answer)}\n`
      : wordsOf(answer, known)
          .map((line) => `${line}\n`)
          .join(""),
  );
  return 0;
}

function wordsOf({ signals, dropped, failedSignIns, failedSignInsDropped }: UnknownAnswer, known: readonly string[]): readonly string[] {
  const heard = signals.map(({ deviceId, address, signal, of, value, unit, count, lastAt, proposal }) => {
    const name = of === undefined ? `${address === undefined ? deviceId : `${deviceId}/${address}`}: ${signal}` : `${of}/${signal}`;
    const said = value === undefined ? "" : ` ${value}${unit === undefined ? "" : ` ${unit}`},`;
    const may = proposal === undefined ? "" : `; may be ${proposal.profiles.join(" or ")} (${proposal.reason.en})`;
    return `${name}${said} ${times(count)}, last ${timeOf(lastAt)}${may}`;
  });
  const lines = [
    ...(heard.length === 0 ? [] : ["Speaks, and is not described:", ...heard]),
    ...(dropped === 0 ? [] : [`${dropped} more had to make room`]),
    ...(failedSignIns.length === 0 ? [] : ["Tries to sign in, in vain:", ...failedSignIns.map((failed) => signInWords(failed, known))]),
    ...(failedSignInsDropped === 0 ? [] : [`${failedSignInsDropped} more had to make room`]),
  ];
  return lines.length === 0 ? ["nobody speaks that the site does not describe, and nobody tries to sign in in vain"] : lines;
}

const INSTEAD = {
  nothing: "(no name)",
  token: "(a token in the place of the name)",
  "no-device-id": "(a name that is no device id)",
} as const satisfies Record<NonNullable<FailedSignIn["instead"]>, string>;

function signInWords({ deviceId, instead, reason, network, count, lastAt }: FailedSignIn, known: readonly string[]): string {
  const near = deviceId === undefined || reason !== "unknown-device" ? "" : insteadOf(deviceId, known);
  // All there are would be no help here.
  const meant = near.startsWith("did you mean") ? `; ${near}` : "";
  const name = deviceId ?? INSTEAD[instead ?? "nothing"];
  return `${name}: ${reason}, ${times(count)}, last ${timeOf(lastAt)}${network === "" ? "" : ` from ${network}`}${meant}`;
}

const times = (count: number): string => (count === 1 ? "once" : `${count} times`);
const timeOf = (at: number): string => new Date(at).toISOString();
