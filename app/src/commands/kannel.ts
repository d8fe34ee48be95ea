import { kannelGroups } from "@labcanary/alerting";
import { parseCommand, UsageError } from "../command-line.ts";
import { KANNEL_CALLBACK_HOST } from "../platform/sms-routes.ts";
import { settingsFor } from "./settings.ts";

const HELP = `labcanary kannel [--config labcanary.yaml] [--data DIR]

Prints what kannel.conf needs for answers to arrive, with the secret of this installation in it: keep the file from others' eyes.
Answers are taken once sms.kannel.replies is true.
`;

export async function kannel(words: readonly string[]): Promise<number> {
  const { common } = parseCommand(words, {});
  if (common.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const settings = settingsFor(common);
  const port = settings["sms.kannel.callbackPort"];
  if (port === 0) throw new UsageError("give sms.kannel.callbackPort a port that stays: Kannel is told it once");
  process.stdout.write(kannelGroups({ host: KANNEL_CALLBACK_HOST, port, dataFolder: settings.data }));
  return 0;
}
