import type { AlarmDesk, Clock } from "@labcanary/domain/ports";
import { DEVICE_ID } from "@labcanary/domain/telemetry";
import Type from "typebox";
import { HttpError } from "../http/http-errors.ts";
import { sessionOf } from "../http/session-of-request.ts";
import { indexOf } from "../http/site-index.ts";
import type { App } from "../http/typed-app.ts";
import { tellUnknown, type ToldUnknown, type UnknownSources } from "../http/unknown-routes.ts";
import { adoptionProposalsIn, toldAdoption } from "./adoption-proposals.ts";

const NAME = Type.String({ minLength: 1, maxLength: 200 });
const PROPOSAL = Type.Object(
  {
    device: Type.String({ minLength: 1, maxLength: 400 }),
    zone: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
    name: Type.Optional(Type.Object({ en: NAME, zh: NAME }, { additionalProperties: false })),
    deviceId: Type.Optional(Type.String({ pattern: DEVICE_ID.source })),
    profiles: Type.Record(Type.String({ maxLength: 200 }), Type.String({ minLength: 1, maxLength: 64 }), { maxProperties: 100 }),
  },
  { additionalProperties: false },
);
const PARAMS = Type.Object({ proposalId: Type.String({ minLength: 1, maxLength: 64 }) });

export interface AdoptionRouteDeps extends UnknownSources {
  readonly clock: Clock;
  readonly desk: Pick<AlarmDesk, "record">;
}

/** Proposals to take what speaks unknown into the site's files: kept and journaled for whoever writes these, and in force nowhere. */
export function adoptionRoutes(app: App, dataFolder: string, { clock, desk, site, ...sources }: AdoptionRouteDeps): void {
  const proposals = adoptionProposalsIn(dataFolder);
  const tags = ["administration"];

  app.get(
    "/api/v1/unknown/proposals",
    { config: { access: "read-rejects" }, schema: { summary: "Proposals to take unknown devices into the site, newest first", tags } },
    async () => ({ proposals: proposals.list().map((proposal) => toldAdoption(proposal, site())) }),
  );

  app.post(
    "/api/v1/unknown/proposals",
    {
      config: { access: "read-rejects" },
      schema: {
        summary:
          "Propose to take a device that speaks into the site, or one more signal of a device it has; labcanary device proposal ID --apply does it",
        tags,
        body: PROPOSAL,
      },
    },
    async (request, reply) => {
      const { device, zone, profiles } = request.body;
      const heard = heardAs(device, tellUnknown({ ...sources, site }).signals);
      if (heard.length === 0) throw new HttpError("DEVICE_NOT_HEARD");
      const isSignal = heard[0]?.of !== undefined;
      if (!isSignal && (zone === undefined || !indexOf(site()).zones.has(zone))) throw new HttpError("ZONE_UNKNOWN");
      const names = Object.keys(profiles);
      if (names.length === 0 || !names.every((name) => heard.some(({ signal }) => signal === name)))
        throw new HttpError("REQUEST_INVALID", "/profiles must name a profile for at least one signal that was heard, and for no other");
      const by = sessionOf(request).userName;
      const kept = proposals.keep({ ...request.body, by, at: clock.now(), siteVersion: site().version, heard });
      if (!kept.ok) throw new HttpError("ADOPTION_PROPOSALS_FULL");
      desk.record({ kind: "device-proposed", actor: `user:${by}`, detail: { device, proposal: kept.value.id } });
      return reply.status(201).send({ proposal: toldAdoption(kept.value, site()) });
    },
  );

  app.delete(
    "/api/v1/unknown/proposals/:proposalId",
    {
      config: { access: "read-rejects" },
      schema: { summary: "Take a proposal away: it is done, or not wanted any more", tags, params: PARAMS },
    },
    async (request, reply) => {
      const { proposalId } = request.params;
      const proposal = proposals.find(proposalId);
      if (proposal === undefined) throw new HttpError("ADOPTION_PROPOSAL_UNKNOWN");
      proposals.remove(proposalId);
      const actor = `user:${sessionOf(request).userName}`;
      desk.record({ kind: "device-proposal-withdrawn", actor, detail: { device: proposal.device, proposal: proposalId } });
      return reply.status(204).send();
    },
  );
}

/** The signals of an unknown device, or the one of a device the site has. */
const heardAs = (device: string, signals: readonly ToldUnknown[]): readonly ToldUnknown[] =>
  signals.filter(({ deviceId, address, signal, of }) =>
    of === undefined ? device === (address === undefined ? deviceId : `${deviceId}/${address}`) : device === `${of}/${signal}`,
  );
