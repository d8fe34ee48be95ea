import { type Channel, createKannelChannel, createSirenChannel, type EvidenceSource } from "@labcanary/alerting";
import type { Clock, DeviceLine, Logger, Metrics } from "@labcanary/domain/ports";
import type { Site } from "@labcanary/domain/site";
import { secret } from "../settings/load.ts";
import type { Settings } from "../settings/table.ts";
import { alibabaChannel, twilioChannel } from "./cloud-sms.ts";
import { emailChannel } from "./email-channel.ts";
import { endpointChannels, endpointsOf } from "./endpoint-channels.ts";

interface ChannelDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly site: () => Site;
  readonly line: DeviceLine;
  readonly evidence: EvidenceSource;
}

/** Kannel calls back to this machine only: its call-backs are not encrypted. */
export const KANNEL_CALLBACK_HOST = "127.0.0.1";

type Environment = Readonly<Record<string, string | undefined>>;

/** The ways to reach people this installation has, one of each kind at most. Throws a UsageError when settings or secrets are missing. */
export function createChannels(settings: Settings, environment: Environment, deps: ChannelDeps): readonly Channel[] {
  const sms =
    kannelChannel(settings, environment, deps) ??
    twilioChannel({ settings, environment, ...deps }) ??
    alibabaChannel({ settings, environment, ...deps });
  const email = emailChannel(settings, environment, deps);
  return [
    ...[sms, email].filter((channel) => channel !== undefined),
    ...endpointChannels(endpointsOf(settings), deps),
    sirenChannel(settings, deps),
  ];
}

function kannelChannel(settings: Settings, environment: Environment, deps: ChannelDeps): Channel | undefined {
  const url = settings["sms.kannel.url"];
  if (url === undefined) return undefined;
  const from = settings["sms.kannel.from"];
  return createKannelChannel(
    {
      url,
      username: settings["sms.kannel.username"],
      password: secret("sms.kannel.passwordFile", settings, environment) ?? "",
      ...(from === undefined ? {} : { from }),
      callback: { host: KANNEL_CALLBACK_HOST, port: settings["sms.kannel.callbackPort"] },
      takesReplies: settings["sms.kannel.replies"],
      dataFolder: settings.data,
    },
    deps,
  );
}

/** Sirens are described by the site, which may get one while the platform runs. */
function sirenChannel(settings: Settings, { site, ...deps }: ChannelDeps): Channel {
  const sirens = () => site().people.flatMap(({ siren }) => siren ?? []);
  return createSirenChannel({ dataFolder: settings.data }, { ...deps, sirens });
}
