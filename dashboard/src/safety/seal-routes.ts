import type { EpochMs, Text } from "@labcanary/domain/basics";
import type { KeyPeriodDesk } from "@labcanary/domain/ports";
import type { SignalKey } from "@labcanary/domain/telemetry";
import type { ZoneId } from "@labcanary/domain/site";
import { scopeOfRequest } from "../http/session-of-request.ts";
import type { App } from "../http/typed-app.ts";
import type { DashboardDeps } from "../ports.ts";

/** A door a key period seals, until the period is over: whether it is in force yet tells `from`. */
export interface SealedDoor {
  readonly door: SignalKey;
  readonly zoneId: ZoneId;
  readonly period: { readonly id: string; readonly name: Text };
  readonly from: EpochMs;
  /** Exclusive. */
  readonly to: EpochMs;
  /** Leave that is given and not over, the soonest first. */
  readonly leave: readonly GivenLeave[];
}

export interface GivenLeave {
  readonly number: number;
  readonly people: readonly string[];
  readonly from: EpochMs;
  /** Exclusive. */
  readonly to: EpochMs;
}

export interface SealRouteDeps extends Pick<DashboardDeps, "clock" | "site"> {
  /** Without it nobody has leave. */
  readonly keyPeriods?: KeyPeriodDesk | undefined;
}

/** Which doors are sealed: for whoever looks at a door on a list or a plan. */
export function sealRoutes(app: App, { clock, site, keyPeriods }: SealRouteDeps): void {
  app.get(
    "/api/v1/seals",
    {
      config: { access: "look" },
      schema: { summary: "Doors that key periods seal, now or later, and who has leave", tags: ["safety office"] },
    },
    async (request) => {
      const present = site();
      const scope = scopeOfRequest(request, present);
      const now = clock.now();
      const given = (keyPeriods?.leaves().all() ?? []).filter(({ state, to }) => state === "given" && now < to);
      const seals = (present.keyPeriods ?? [])
        .filter(({ to }) => now < to)
        .flatMap(({ id, name, from, to, seals: sealed }): readonly SealedDoor[] =>
          sealed
            .filter(({ zoneId }) => scope.hasZone(zoneId))
            .map(({ door, zoneId }) => ({
              door,
              zoneId,
              period: { id, name },
              from,
              to,
              leave: given
                .filter((leave) => leave.door === door && from <= leave.from && leave.to <= to)
                .map(({ number, people, from: since, to: until }) => ({ number, people, from: since, to: until }))
                .toSorted((a, b) => a.from - b.from),
            })),
        );
      return { seals };
    },
  );
}
