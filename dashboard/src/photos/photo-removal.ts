import type { SignatureMeaning } from "@labcanary/domain/governance";
import { zoneOfSource } from "@labcanary/domain/alarm";
import { minus, minutes, plus } from "@labcanary/domain/basics";
import type { AlarmDesk, Clock, Logger, PhotoRecords, PhotoUse } from "@labcanary/domain/ports";
import type { Site, ZoneId } from "@labcanary/domain/site";
import type { FastifyReply } from "fastify";
import Type from "typebox";
import { type Scope, scopeOf } from "../accounts/scope.ts";
import type { ConfirmPerson } from "../http/confirm-person.ts";
import { HttpError } from "../http/http-errors.ts";
import { sessionOf } from "../http/session-of-request.ts";
import type { App } from "../http/typed-app.ts";
import { CONFIRMATION, namedPerson } from "../safety/named-person.ts";
import type { PhotoStore } from "./photo-store.ts";
import { PICTURE_HEADERS } from "./picture-bodies.ts";

const ONE = Type.Object({ sha256: Type.String({ pattern: "^[0-9a-f]{64}$" }) });
const REASON = Type.Object(
  { ...CONFIRMATION, reason: Type.String({ minLength: 1, maxLength: 1000, pattern: "\\S" }) },
  { additionalProperties: false },
);
/** Around the time at which a picture was marked (chosen); its line was written just before. */
const AROUND = minutes(1);

export interface PhotoRemovalDeps {
  readonly desk: Pick<AlarmDesk, "get" | "record" | "searchJournal">;
  readonly site: () => Site;
  readonly photos: PhotoStore;
  readonly photoRecords: PhotoRecords;
  readonly confirm: ConfirmPerson;
  readonly clock: Pick<Clock, "now">;
  readonly logger: Pick<Logger, "error">;
}

/** Sends a picture; one that is gone says since when, by whom and why. Throws PHOTO_REMOVED, PHOTO_EXPIRED, PHOTO_DAMAGED. */
export async function sendPhoto(
  reply: FastifyReply,
  { sha256, type }: { readonly sha256: string; readonly type: string },
  { photos, desk }: { readonly photos: PhotoStore; readonly desk: Pick<AlarmDesk, "searchJournal"> },
): Promise<FastifyReply> {
  const content = await photos.read(sha256);
  if (content.ok) return reply.headers(PICTURE_HEADERS).type(type).send(content.value);
  const gone = await photos.gone(sha256);
  if (gone === undefined) throw new HttpError(content.error);
  const when = new Date(gone.at).toISOString();
  if (gone.because === "expired") throw new HttpError("PHOTO_EXPIRED", when);
  const { entries } = await desk.searchJournal({
    kinds: ["photo-removed"],
    text: sha256,
    from: minus(gone.at, AROUND),
    to: plus(gone.at, AROUND),
    limit: 1,
  });
  const [line] = entries;
  const said = line === undefined ? [] : [line.actor.replace(/^user:/, ""), String(line.detail["reason"])];
  throw new HttpError("PHOTO_REMOVED", [when, ...said].join(" · "));
}

/** One picture is taken away, wherever it is shown: somebody is in it who asked for that. Its hash stays, with who did it and why. */
export function photoRemovalRoutes(app: App, { desk, site, photos, photoRecords, confirm, clock, logger }: PhotoRemovalDeps): void {
  const isWithin = (scope: Scope, { alarmId, zoneId }: PhotoUse): boolean => {
    if (zoneId !== undefined) return scope.hasZone(zoneId);
    const alarm = alarmId === undefined ? undefined : desk.get(alarmId);
    return alarm === undefined ? scope.isWhole : scope.hasAlarm(alarm);
  };

  const zoneOfAlarm = ({ alarmId }: PhotoUse): ZoneId | undefined => {
    const alarm = alarmId === undefined ? undefined : desk.get(alarmId);
    return alarm === undefined ? undefined : zoneOfSource(alarm.source);
  };

  app.post(
    "/api/v1/photos/:sha256/remove",
    {
      config: { access: "remove-photos" },
      schema: {
        summary: "Remove a photo for good, wherever it is shown; its hash stays, and the journal has who removed it and why",
        tags: ["safety office"],
        params: ONE,
        body: REASON,
      },
    },
    async (request) => {
      const actor = namedPerson(request);
      const { reason, ...confirmation } = request.body;
      const { sha256 } = request.params;
      const scope = scopeOf(sessionOf(request).zones, site());
      const uses = photoRecords.usesOf([sha256]).get(sha256) ?? [];
      // What is outside somebody's zones is not there for them; and what is shown in others as well is not theirs to take away.
      if (uses.length === 0 || !uses.every((use) => isWithin(scope, use))) throw new HttpError("PHOTO_UNKNOWN");
      await confirm.whole(request, confirmation);
      const held = uses.find(({ onHold }) => onHold !== undefined);
      if (held !== undefined) throw new HttpError("PHOTO_ON_HOLD", held.onHold);
      const content = await photos.read(sha256);
      if (!content.ok) throw new HttpError(content.error);
      const shown = uses.map(({ alarmId, record }) => (record === undefined ? `alarm/${alarmId}` : `${record.ledger}/${record.number}`));
      const zone = uses.flatMap((use) => use.zoneId ?? zoneOfAlarm(use) ?? [])[0];
      const at = clock.now();
      desk.record({
        kind: "photo-removed",
        actor,
        detail: {
          signed: "carried-out" satisfies SignatureMeaning,
          sha256,
          reason,
          shown: [...new Set(shown)],
          ...(zone === undefined ? {} : { zone }),
        },
      });
      try {
        await photos.remove(sha256, { at, because: "removed" }, () => true);
      } catch (error) {
        // The journal says that it is removed, and nobody is given it any more: whoever asked has what they asked for.
        if (!photos.heldBack().has(sha256)) throw error;
        logger.error(
          { error: String(error), sha256 },
          "A photo that was removed is on the disk still, and is given to nobody; tried again in a minute",
        );
      }
      return { removed: { sha256, shown: [...new Set(shown)] } };
    },
  );
}
