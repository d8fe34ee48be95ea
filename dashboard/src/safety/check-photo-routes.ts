import { epochMs } from "@labcanary/domain/basics";
import type { Check } from "@labcanary/domain/governance";
import type { AlarmDesk, CheckDesk } from "@labcanary/domain/ports";
import type { FastifyRequest } from "fastify";
import Type from "typebox";
import { HttpError } from "../http/http-errors.ts";
import { namedPerson } from "../http/named-person.ts";
import type { App } from "../http/typed-app.ts";
import { MAXIMUM_PHOTO_BYTES, readPicture } from "../photos/picture.ts";
import { sendPhoto } from "../photos/photo-removal.ts";
import { takingPictures } from "../photos/picture-bodies.ts";
import type { PhotoStore } from "../photos/photo-store.ts";

const NUMBER = Type.String({ pattern: "^[1-9][0-9]{0,8}$" });
const OF_ITEM = Type.Object({ number: NUMBER, item: Type.String({ minLength: 1, maxLength: 64 }) });
const ONE = Type.Object({ number: NUMBER, sha256: Type.String({ pattern: "^[0-9a-f]{64}$" }) });
const SENT = Type.Object(
  {
    commandId: Type.String({ pattern: "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$" }),
    takenAt: Type.Optional(Type.String({ pattern: "^[0-9]{1,15}$" })),
  },
  { additionalProperties: false },
);

export interface CheckPhotoDeps {
  readonly checks: CheckDesk;
  readonly photos: PhotoStore;
  readonly desk: Pick<AlarmDesk, "searchJournal">;
  /** The check a request is about. Throws CHECK_UNKNOWN. */
  readonly theirs: (request: FastifyRequest) => Check;
}

/** Pictures of the items of a check: kept as those of alarms are, and given out to whoever may see the check. */
export async function checkPhotoRoutes(app: App, { checks, photos, desk, theirs }: CheckPhotoDeps): Promise<void> {
  await takingPictures(app, (own) => {
    own.post(
      "/api/v1/checks/:number/items/:item/photos",
      {
        bodyLimit: MAXIMUM_PHOTO_BYTES,
        config: { access: "do-checks" },
        schema: {
          summary: "Add a photo to an item: the body is a JPEG, PNG or WebP picture; what is said in it of place and camera is not kept",
          tags: ["safety office"],
          params: OF_ITEM,
          querystring: SENT,
        },
      },
      async (request, reply) => {
        const { number } = theirs(request);
        const actor = `user:${namedPerson(request)}`;
        const { commandId, takenAt } = request.query;
        const picture = readPicture(request.body instanceof Uint8Array ? request.body : new Uint8Array());
        if (!picture.ok) throw new HttpError(picture.error);
        const { type, content, width, height } = picture.value;
        const kept = await photos.keep(content, (sha256) =>
          checks.checks().carryOut({
            id: commandId,
            actor,
            number,
            order: {
              verb: "add-photo",
              item: request.params.item,
              photo: { sha256, type, bytes: content.byteLength, width, height },
              ...(takenAt === undefined ? {} : { takenAt: epochMs(Number(takenAt)) }),
            },
          }),
        );
        if (!kept.ok) throw new HttpError(kept.error);
        if (!kept.value.ok) throw new HttpError(kept.value.error.code);
        return reply.status(201).send({ check: kept.value.value });
      },
    );
  });

  app.get(
    "/api/v1/checks/:number/photos/:sha256",
    { config: { access: "look" }, schema: { summary: "One photo of a check, by its hash", tags: ["safety office"], params: ONE } },
    async (request, reply) => {
      const photo = Object.values(theirs(request).photos)
        .flat()
        .find(({ sha256 }) => sha256 === request.params.sha256);
      if (photo === undefined) throw new HttpError("PHOTO_UNKNOWN");
      return sendPhoto(reply, photo, { photos, desk });
    },
  );
}
