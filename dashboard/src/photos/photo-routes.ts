import type { Photo } from "@labcanary/domain/alarm";
import { epochMs } from "@labcanary/domain/basics";
import type { JournalEntry } from "@labcanary/domain/messages";
import type { AlarmDesk } from "@labcanary/domain/ports";
import type { Site } from "@labcanary/domain/site";
import Type from "typebox";
import { scopeOf } from "../accounts/scope.ts";
import { alarmWithin } from "../accounts/scope-telling.ts";
import type { Session } from "../accounts/session-store.ts";
import { HttpError } from "../http/http-errors.ts";
import { sessionOf } from "../http/session-of-request.ts";
import type { App } from "../http/typed-app.ts";
import { MAXIMUM_PHOTO_BYTES, readPicture } from "./picture.ts";
import { sendPhoto } from "./photo-removal.ts";
import { takingPictures } from "./picture-bodies.ts";
import type { PhotoStore } from "./photo-store.ts";

const UUID = "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$";
const ALARM_ID = "^[A-Za-z0-9-]{1,64}$";
const OF_ALARM = Type.Object({ id: Type.String({ pattern: ALARM_ID }) });
const ONE = Type.Object({ id: Type.String({ pattern: ALARM_ID }), sha256: Type.String({ pattern: "^[0-9a-f]{64}$" }) });
const SENT = Type.Object(
  { commandId: Type.String({ pattern: UUID }), takenAt: Type.Optional(Type.String({ pattern: "^[0-9]{1,15}$" })) },
  { additionalProperties: false },
);

export interface PhotoRouteDeps {
  readonly desk: AlarmDesk;
  readonly site: () => Site;
  readonly photos: PhotoStore;
}

/** Pictures of an alarm: added once, however often they are sent, and given out to whoever may see the alarm. */
export async function photoRoutes(app: App, { desk, site, photos }: PhotoRouteDeps): Promise<void> {
  /** What is outside somebody's zones is not there for them. */
  const alarmFor = (session: Session, alarmId: string) => {
    const alarm = desk.get(alarmId);
    if (alarm === undefined || !scopeOf(session.zones, site()).hasAlarm(alarm)) throw new HttpError("ALARM_UNKNOWN");
    return alarm;
  };

  await takingPictures(app, (own) => {
    own.post(
      "/api/v1/alarms/:id/photos",
      {
        bodyLimit: MAXIMUM_PHOTO_BYTES,
        config: { access: "comment" },
        schema: {
          summary: "Add a photo: the body is a JPEG, PNG or WebP picture; what is said in it of place and camera is not kept",
          tags: ["alarms"],
          params: OF_ALARM,
          querystring: SENT,
        },
      },
      async (request, reply) => {
        const session = sessionOf(request);
        const alarm = alarmFor(session, request.params.id);
        const scope = scopeOf(session.zones, site());
        if (alarm.source.kind === "system" && !scope.isWhole)
          throw new HttpError("SCOPE_FORBIDDEN", "it is an alarm of the platform itself");
        const { commandId, takenAt } = request.query;
        const picture = readPicture(request.body instanceof Uint8Array ? request.body : new Uint8Array());
        if (!picture.ok) throw new HttpError(picture.error);
        const { type, content, width, height } = picture.value;
        const kept = await photos.keep(content, (sha256) =>
          desk.command({
            kind: "operator-command",
            id: commandId,
            verb: "add-photo",
            alarmId: alarm.id,
            by: session.userName,
            photo: { sha256, type, bytes: content.byteLength, width, height },
            ...(takenAt === undefined ? {} : { takenAt: epochMs(Number(takenAt)) }),
          }),
        );
        if (!kept.ok) throw new HttpError(kept.error);
        if (!kept.value.ok) throw new HttpError(kept.value.error.code);
        return reply.status(201).send({ alarm: alarmWithin(kept.value.value, scope, desk.get) });
      },
    );
  });

  app.get(
    "/api/v1/alarms/:id/photos/:sha256",
    { config: { access: "look" }, schema: { summary: "One photo of an alarm, by its hash", tags: ["alarms"], params: ONE } },
    async (request, reply) => {
      const { id, sha256 } = request.params;
      const alarm = alarmFor(sessionOf(request), id);
      const photo = desk
        .timeline(alarm.id)
        .map(photoOf)
        .find((added) => added?.sha256 === sha256);
      if (photo === undefined) throw new HttpError("PHOTO_UNKNOWN");
      return sendPhoto(reply, photo, { photos, desk });
    },
  );
}

/** The photo a line of the journal has. */
const photoOf = ({ kind, detail }: JournalEntry): Photo | undefined => (kind === "photo-added" ? (detail as unknown as Photo) : undefined);
