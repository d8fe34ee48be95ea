import {
  type Channel,
  createEndpointChannel,
  DINGTALK,
  type EndpointChannelDeps,
  type Endpoints,
  FEISHU,
  NTFY,
  WEBHOOK,
  WECOM,
} from "@labcanary/alerting";
import type { Logger } from "@labcanary/domain/ports";
import { ENDPOINT_KINDS, type EndpointKind, type Site } from "@labcanary/domain/site";
import { UsageError } from "../command-line.ts";
import { readEndpoints } from "../settings/endpoints.ts";
import type { Settings } from "../settings/table.ts";
import { formatProblem } from "../yaml-source.ts";

/** The endpoints of the settings' file; none without one. Throws a UsageError that lists all that is wrong with it. */
export function endpointsOf(settings: Pick<Settings, "endpoints.file">): Endpoints {
  const file = settings["endpoints.file"];
  if (file === undefined) return new Map();
  const endpoints = readEndpoints(file);
  if (!endpoints.ok) {
    throw new UsageError(`the endpoints file is wrong:\n${endpoints.error.map((problem) => `  ${formatProblem(problem)}`).join("\n")}`);
  }
  return endpoints.value;
}

/** A channel for each kind the installation has an endpoint of. */
export function endpointChannels(endpoints: Endpoints, deps: EndpointChannelDeps): readonly Channel[] {
  const kinds = new Set([...endpoints.values()].map(({ kind }) => kind));
  return ENDPOINT_KINDS.filter((kind) => kinds.has(kind)).map((kind) => channelOf(kind, endpoints, deps));
}

function channelOf(kind: EndpointKind, endpoints: Endpoints, deps: EndpointChannelDeps): Channel {
  switch (kind) {
    case "dingtalk":
      return createEndpointChannel(DINGTALK, { endpoints }, deps);
    case "wecom":
      return createEndpointChannel(WECOM, { endpoints }, deps);
    case "feishu":
      return createEndpointChannel(FEISHU, { endpoints }, deps);
    case "ntfy":
      return createEndpointChannel(NTFY, { endpoints }, deps);
    case "webhook":
      return createEndpointChannel(WEBHOOK, { endpoints }, deps);
  }
}

/** A contact of the site who is to be reached by an endpoint the installation does not have. */
export interface MissingEndpoint {
  readonly personId: string;
  readonly kind: EndpointKind;
  readonly name: string;
}

/** Contacts who cannot be reached as the site says, in its order. */
export function missingEndpoints(site: Pick<Site, "people">, endpoints: Endpoints): readonly MissingEndpoint[] {
  return site.people.flatMap(({ id, endpoints: named = {} }) =>
    ENDPOINT_KINDS.flatMap((kind) => {
      const name = named[kind];
      return name === undefined || endpoints.get(name)?.kind === kind ? [] : [{ personId: id, kind, name }];
    }),
  );
}

/** Says at start, and again of each new site, who cannot be reached as the site says. */
export function warnOfMissing(site: Pick<Site, "people">, endpoints: Endpoints, logger: Logger): void {
  for (const missing of missingEndpoints(site, endpoints)) logger.warn({ ...missing }, sayMissing(missing));
}

export const sayMissing = ({ personId, kind, name }: MissingEndpoint): string =>
  `${personId} is to be reached by the ${kind} endpoint "${name}", which the endpoints file does not have; see docs/guides/channels.md`;
