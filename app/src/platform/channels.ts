import { type Channel, createSirenChannel, type EvidenceSource } from "@labcanary/alerting";
import type { Clock, DeviceLine, Logger, Metrics } from "@labcanary/domain/ports";
import type { Site } from "@labcanary/domain/site";
import type { Settings } from "../settings/table.ts";
import { emailChannel } from "./email-channel.ts";
import { endpointChannels, endpointsOf } from "./endpoint-channels.ts";
import { smsChannel } from "./sms-routes.ts";

interface ChannelDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly site: () => Site;
  readonly line: DeviceLine;
  readonly evidence: EvidenceSource;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The ways to reach people this installation has, one of each kind at most. Throws a UsageError when settings or secrets are missing. */
export function createChannels(settings: Settings, environment: Environment, deps: ChannelDeps): readonly Channel[] {
  const sms = smsChannel({ settings, environment, ...deps });
  const email = emailChannel(settings, environment, deps);
  return [
    ...[sms, email].filter((channel) => channel !== undefined),
    ...endpointChannels(endpointsOf(settings), deps),
    sirenChannel(settings, deps),
  ];
}

/** Sirens are described by the site, which may get one while the platform runs. */
function sirenChannel(settings: Settings, { site, ...deps }: ChannelDeps): Channel {
  const sirens = () => site().people.flatMap(({ siren }) => siren ?? []);
  return createSirenChannel({ dataFolder: settings.data }, { ...deps, sirens });
}
