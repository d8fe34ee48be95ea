import type { Drill, DrillCommand } from "@labcanary/domain/governance";
import type { AlarmDesk } from "@labcanary/domain/ports";
import type { FastifyRequest } from "fastify";
import Type from "typebox";
import { COMMAND_ID } from "../../http/command-fields.ts";
import { HttpError } from "../../http/http-errors.ts";
import type { App } from "../../http/typed-app.ts";
import { MAXIMUM_PHOTO_BYTES } from "../../photos/picture.ts";
import { pictureOf, takingPictures } from "../../photos/picture-bodies.ts";
import { sendPhoto } from "../../photos/photo-removal.ts";
import type { PhotoStore } from "../../photos/photo-store.ts";
import { namedPerson } from "../named-person.ts";

const NUMBER = Type.String({ pattern: "^[1-9][0-9]{0,8}$" });

interface DrillPhotoDeps {
  /** Throws DRILL_UNKNOWN. */
  readonly theirs: (request: FastifyRequest) => Drill;
  readonly photos: PhotoStore;
  readonly desk: Pick<AlarmDesk, "searchJournal">;
  /** Throws what the ledger refuses. */
  readonly carryOut: (actor: string, order: DrillCommand, of: { readonly number: number; readonly commandId: string | undefined }) => Drill;
}

/** Pictures of a drill: what observers saw. */
export async function drillPhotoRoutes(app: App, { theirs, photos, desk, carryOut }: DrillPhotoDeps): Promise<void> {
  await takingPictures(app, (own) => {
    own.post(
      "/api/v1/drills/:number/photos",
      {
        bodyLimit: MAXIMUM_PHOTO_BYTES,
        config: { access: "do-checks" },
        schema: {
          summary: "Add a photo: the body is a JPEG, PNG or WebP picture; what is said in it of place and camera is not kept",
          tags: ["safety office"],
          params: Type.Object({ number: NUMBER }),
          querystring: Type.Object({ commandId: COMMAND_ID }, { additionalProperties: false }),
        },
      },
      async (request, reply) => {
        const { number } = theirs(request);
        const actor = namedPerson(request);
        const { commandId } = request.query as { readonly commandId?: string };
        const { type, content, width, height } = pictureOf(request);
        let refused: unknown;
        const kept = await photos.keep(content, (sha256) => {
          try {
            const photo = { sha256, type, bytes: content.byteLength, width, height };
            return { ok: true, drill: carryOut(actor, { verb: "add-photo", photo }, { number, commandId }) } as const;
          } catch (error) {
            // The picture goes again, and then whoever sent it is told.
            refused = error;
            return { ok: false } as const;
          }
        });
        if (!kept.ok) throw new HttpError(kept.error);
        if (!kept.value.ok) throw refused;
        return reply.status(201).send({ drill: kept.value.drill });
      },
    );
  });

  app.get(
    "/api/v1/drills/:number/photos/:sha256",
    {
      config: { access: "look" },
      schema: {
        summary: "One photo of a drill, by its hash",
        tags: ["safety office"],
        params: Type.Object({ number: NUMBER, sha256: Type.String({ pattern: "^[0-9a-f]{64}$" }) }),
      },
    },
    async (request, reply) => {
      const { sha256 } = request.params;
      const photo = theirs(request).photos.find((one) => one.sha256 === sha256);
      if (photo === undefined) throw new HttpError("PHOTO_UNKNOWN");
      return sendPhoto(reply, photo, { photos, desk });
    },
  );
}
