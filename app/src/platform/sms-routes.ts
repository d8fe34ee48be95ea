import { type Channel, createFailoverChannel, createGammuChannel, createKannelChannel, createRouteMemory } from "@labcanary/alerting";
import type { Clock, Logger, Metrics } from "@labcanary/domain/ports";
import { UsageError } from "../command-line.ts";
import { insteadOf } from "../nearest.ts";
import { secret } from "../settings/load.ts";
import type { Settings } from "../settings/table.ts";
import { alibabaChannel, twilioChannel } from "./cloud-sms.ts";

/** What a way of text messages is made from. */
export interface SmsRouteContext {
  readonly settings: Settings;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Kannel calls back to this machine only: its call-backs are not encrypted. */
export const KANNEL_CALLBACK_HOST = "127.0.0.1";

/** Every way of text messages, by its name in `sms.routes`, in the order they are taken where nobody says another. Undefined: not set up. */
const SMS_ROUTES: Readonly<Record<string, (context: SmsRouteContext) => Channel | undefined>> = {
  kannel,
  gammu,
  twilio: twilioChannel,
  alibaba: alibabaChannel,
};

/**
 * The ways that are set up, as one channel: by itself, or two behind one another. Throws a UsageError for a name that is none, and for what
 * is named and not set up: a second way that quietly is not there is found out on the night the first fails.
 */
export function smsChannel(context: SmsRouteContext): Channel | undefined {
  const { settings, clock, logger } = context;
  const named = settings["sms.routes"]?.split(",").map((name) => name.trim());
  const ready = Object.entries(SMS_ROUTES).flatMap(([name, create]) => {
    const channel = named === undefined || named.includes(name) ? create(context) : undefined;
    return channel === undefined ? [] : [{ name, channel }];
  });
  const routes = named === undefined ? ready : named.map((name) => ready.find((route) => route.name === name) ?? failNaming(name));
  const [first, second, ...others] = routes;
  if (others.length > 0 || new Set(named).size < (named?.length ?? 0)) {
    throw new UsageError(
      `sms.routes (LABCANARY_SMS_ROUTES) names one way, or two different ones; set up are ${ready.map(({ name }) => name).join(", ")}`,
    );
  }
  if (first === undefined || second === undefined) return first?.channel;
  return createFailoverChannel({ first, second }, { clock, logger, memory: createRouteMemory(settings.data, [first.name, second.name]) });
}

function failNaming(name: string): never {
  const isKnown = Object.hasOwn(SMS_ROUTES, name);
  const instead = isKnown ? `its settings sms.${name}.… are missing` : `there is no such way; ${insteadOf(name, Object.keys(SMS_ROUTES))}`;
  throw new UsageError(`sms.routes (LABCANARY_SMS_ROUTES) names "${name}": ${instead}`);
}

function kannel({ settings, environment, clock, logger, metrics }: SmsRouteContext): Channel | undefined {
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
    { clock, logger, metrics },
  );
}

function gammu({ settings, clock, logger, metrics }: SmsRouteContext): Channel | undefined {
  const databaseFile = settings["sms.gammu.database"];
  if (databaseFile === undefined) return undefined;
  const options = { databaseFile, receipts: settings["sms.gammu.receipts"], takesReplies: settings["sms.gammu.replies"] };
  return createGammuChannel(options, { clock, logger, metrics });
}
