import { days, type EpochMs, epochMs, plus } from "@labcanary/domain/basics";
import type { Signal, ZoneId } from "@labcanary/domain/site";
import type { DeviceId, SignalKey } from "@labcanary/domain/telemetry";
import type { FastifyRequest } from "fastify";
import Type from "typebox";
import { type Scope, scopeOf } from "../accounts/scope.ts";
import type { DashboardDeps, DeviceAccess } from "../ports.ts";
import { HttpError } from "./http-errors.ts";
import { sessionOf } from "./session-of-request.ts";
import type { App } from "./typed-app.ts";

/** Devices in one answer (chosen: as many rows as anybody looks through; what is looked for is said in `q`). */
const MAXIMUM_DEVICES = 200;

const DEVICE_PARAMS = Type.Object({ deviceId: Type.String({ minLength: 1, maxLength: 64 }) });
const STATES = ["all", "not-enrolled", "not-connected"] as const;
const QUERY = Type.Object(
  {
    q: Type.Optional(Type.String({ maxLength: 100 })),
    state: Type.Optional(Type.Union(STATES.map((state) => Type.Literal(state)))),
  },
  { additionalProperties: false },
);

/** Days, 1 to 30. Longest overlap of two tokens chosen: a round through every building, and a holiday. */
const NEW_TOKEN = Type.Object(
  { overlapDays: Type.Optional(Type.String({ pattern: "^([1-9]|[12][0-9]|30)$" })) },
  { additionalProperties: false },
);

/** A device as whoever looks after devices sees it. */
export interface ToldDevice {
  readonly deviceId: DeviceId;
  /** The site no longer describes it, and it still has a token. */
  readonly isLeftOver: boolean;
  readonly enrolled: boolean;
  readonly connected: boolean;
  readonly lastHeardAt?: EpochMs;
  /** It has a new token and has not used it: the old one counts until then. */
  readonly oldTokenUntil?: EpochMs;
  /** Attempts with a token that was rotated away, since the start. */
  readonly oldTokenRefused?: number;
  readonly signals: readonly SignalKey[];
  readonly zones: readonly ZoneId[];
}

export interface DeviceRouteDeps extends Pick<DashboardDeps, "site" | "board" | "desk" | "clock"> {
  readonly devices: DeviceAccess;
}

/** Which devices may connect. */
export function deviceRoutes(app: App, { site, board, desk, clock, devices }: DeviceRouteDeps): void {
  function tell(
    deviceId: DeviceId,
    signals: readonly Signal[] | undefined,
    enrolled: boolean,
    rotations: ReturnType<DeviceAccess["rotations"]>,
  ): ToldDevice {
    const keys = (signals ?? []).map(({ key }) => key);
    const heard = keys.flatMap((key) => board.status(key)?.receivedAt ?? []);
    const rotation = rotations.get(deviceId);
    const refused = devices.endedAttempts(deviceId);
    return {
      deviceId,
      ...(rotation === undefined || rotation.isUsed ? {} : { oldTokenUntil: rotation.until }),
      ...(refused === 0 ? {} : { oldTokenRefused: refused }),
      isLeftOver: signals === undefined,
      enrolled,
      connected: devices.isConnected(deviceId),
      ...(heard.length === 0 ? {} : { lastHeardAt: epochMs(Math.max(...heard)) }),
      signals: keys,
      zones: [...new Set((signals ?? []).map(({ zoneId }) => zoneId))],
    };
  }

  /** Every device the person may see: those whose signals are all theirs. What is in no zone is for whoever has the whole site. */
  function* devicesFor(scope: Scope): Generator<ToldDevice> {
    const present = site();
    const signalsOf = Map.groupBy(present.signals, ({ deviceId }) => deviceId);
    const enrolled = devices.enrolled();
    const rotations = devices.rotations();
    const isTheirs = (signals: readonly Signal[]): boolean =>
      scope.isWhole || (signals.length > 0 && signals.every(({ zoneId }) => scope.hasZone(zoneId)));
    const described = new Set(present.devices.map(({ id }) => id));
    for (const id of described) {
      const signals = signalsOf.get(id) ?? [];
      if (isTheirs(signals)) yield tell(id, signals, enrolled.has(id), rotations);
    }
    if (scope.isWhole) for (const id of enrolled) if (!described.has(id)) yield tell(id, undefined, true, rotations);
  }

  const scopeFor = (request: FastifyRequest): Scope => scopeOf(sessionOf(request).zones, site());
  const actorOf = (request: FastifyRequest): string => `user:${sessionOf(request).userName}`;

  /** Throws DEVICE_UNKNOWN alike of what the site has not and of what is not the person's to see. */
  function found(request: FastifyRequest, deviceId: DeviceId): ToldDevice {
    for (const device of devicesFor(scopeFor(request))) if (device.deviceId === deviceId) return device;
    throw new HttpError("DEVICE_UNKNOWN");
  }

  app.get(
    "/api/v1/devices",
    {
      config: { access: "manage-devices" },
      schema: {
        summary: "Devices of the site, and what still has a token and is not of it: enrolled or not, connected, last heard",
        tags: ["administration"],
        querystring: QUERY,
      },
    },
    async (request) => {
      const { q = "", state = "all" } = request.query;
      const sought = q.trim().toLowerCase();
      const all = [...devicesFor(scopeFor(request))];
      const matching = all.filter(
        ({ deviceId, enrolled, connected, zones }) =>
          (sought === "" || [deviceId, ...zones].some((text) => text.toLowerCase().includes(sought))) &&
          (state === "all" || (state === "not-enrolled" ? !enrolled : enrolled && !connected)),
      );
      return {
        total: all.length,
        enrolled: all.filter(({ enrolled }) => enrolled).length,
        connected: all.filter(({ connected }) => connected).length,
        matching: matching.length,
        devices: matching.sort((a, b) => (a.deviceId < b.deviceId ? -1 : 1)).slice(0, MAXIMUM_DEVICES),
      };
    },
  );

  app.post(
    "/api/v1/devices/:deviceId/token",
    {
      config: { access: "manage-devices" },
      schema: {
        summary:
          "Give a device a token, told once; one it had stops working, and its connection is cut. With overlapDays it works until the new one was used, and no longer than that",
        tags: ["administration"],
        params: DEVICE_PARAMS,
        querystring: NEW_TOKEN,
      },
    },
    async (request, reply) => {
      const { deviceId } = request.params;
      const { enrolled, isLeftOver } = found(request, deviceId);
      if (isLeftOver) throw new HttpError("DEVICE_UNKNOWN");
      const { overlapDays } = request.query;
      if (overlapDays !== undefined && enrolled) {
        const until = plus(clock.now(), days(Number(overlapDays)));
        return reply.status(201).send({ deviceId, token: devices.rotate(deviceId, until, actorOf(request)), oldTokenUntil: until });
      }
      const token = devices.enrol(deviceId);
      desk.record({ kind: "device-enrolled", actor: actorOf(request), detail: { device: deviceId, again: enrolled } });
      return reply.status(201).send({ deviceId, token });
    },
  );

  app.delete(
    "/api/v1/devices/:deviceId/token",
    {
      config: { access: "manage-devices" },
      schema: { summary: "Take a device's token away; its connection is cut", tags: ["administration"], params: DEVICE_PARAMS },
    },
    async (request, reply) => {
      const { deviceId } = request.params;
      found(request, deviceId);
      if (!devices.revoke(deviceId)) throw new HttpError("DEVICE_NOT_ENROLLED");
      desk.record({ kind: "device-revoked", actor: actorOf(request), detail: { device: deviceId } });
      return reply.status(204).send();
    },
  );
}
