import { type Channel, createAlibabaChannel, createTwilioChannel, type TwilioDeps } from "@labcanary/alerting";
import { UsageError } from "../command-line.ts";
import { secret } from "../settings/load.ts";
import { SECRET_ENVIRONMENT, type Settings } from "../settings/table.ts";

interface Context extends TwilioDeps {
  readonly settings: Settings;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Text messages through Twilio; undefined where the settings name no account. */
export function twilioChannel({ settings, environment, ...deps }: Context): Channel | undefined {
  const accountSid = settings["sms.twilio.accountSid"];
  if (accountSid === undefined) return undefined;
  const apiKeySid = settings["sms.twilio.apiKeySid"];
  const callbackUrl = settings["sms.twilio.callbackUrl"];
  return createTwilioChannel(
    {
      url: settings["sms.twilio.url"],
      accountSid,
      authToken: needed("sms.twilio.authTokenFile", settings, environment),
      ...(apiKeySid === undefined
        ? {}
        : { apiKey: { sid: apiKeySid, secret: needed("sms.twilio.apiKeySecretFile", settings, environment) } }),
      from: settings["sms.twilio.from"] ?? "",
      ...(callbackUrl === undefined
        ? {}
        : { callback: { url: callbackUrl.replace(/\/+$/, ""), host: "127.0.0.1", port: settings["sms.twilio.callbackPort"] } }),
    },
    deps,
  );
}

/** Text messages through Alibaba Cloud; undefined where the settings name no key. */
export function alibabaChannel({ settings, environment, ...deps }: Context): Channel | undefined {
  const id = settings["sms.alibaba.accessKeyId"];
  if (id === undefined) return undefined;
  const templates = {
    "returned-to-normal": settings["sms.alibaba.template.returnedToNormal"],
    "all-clear": settings["sms.alibaba.template.allClear"],
    test: settings["sms.alibaba.template.test"],
    answer: settings["sms.alibaba.template.answer"],
  };
  const given = Object.fromEntries(Object.entries(templates).filter(([, code]) => code !== undefined));
  return createAlibabaChannel(
    {
      url: settings["sms.alibaba.url"],
      key: { id, secret: needed("sms.alibaba.accessKeySecretFile", settings, environment) },
      signName: settings["sms.alibaba.signName"] ?? "",
      templates: { ...given, alarm: settings["sms.alibaba.template.alarm"] ?? "" },
    },
    deps,
  );
}

/** A secret without which a provider knows nobody. Throws a UsageError that says where it is to stand. */
function needed(key: keyof typeof SECRET_ENVIRONMENT, settings: Settings, environment: Context["environment"]): string {
  const value = secret(key, settings, environment);
  if (value === undefined || value === "")
    throw new UsageError(`a secret is missing: give it as ${SECRET_ENVIRONMENT[key]}, or name its file with ${key}`);
  return value;
}
