import type { Hazard, HazardCommand } from "@labcanary/domain/governance";
import type { AlarmDesk } from "@labcanary/domain/ports";
import type { FastifyRequest } from "fastify";
import Type from "typebox";
import { HttpError } from "../http/http-errors.ts";
import type { App } from "../http/typed-app.ts";
import { MAXIMUM_PHOTO_BYTES } from "../photos/picture.ts";
import { sendPhoto } from "../photos/photo-removal.ts";
import { pictureOf, takingPictures } from "../photos/picture-bodies.ts";
import type { PhotoStore } from "../photos/photo-store.ts";
import { namedPerson } from "./named-person.ts";
import { toldHazard } from "./told-hazard.ts";

const NUMBER = Type.String({ pattern: "^[1-9][0-9]{0,8}$" });
const UUID = "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$";

interface HazardPhotoDeps {
  /** Throws HAZARD_UNKNOWN. */
  readonly theirs: (request: FastifyRequest) => Hazard;
  readonly photos: PhotoStore;
  readonly desk: Pick<AlarmDesk, "searchJournal">;
  /** Throws what the ledger refuses. */
  readonly carryOut: (actor: string, order: HazardCommand, of: { readonly number: number; readonly commandId: string }) => Hazard;
}

/** Pictures of a hazard: what was found, and what it looks like since. */
export async function hazardPhotoRoutes(app: App, { theirs, photos, desk, carryOut }: HazardPhotoDeps): Promise<void> {
  await takingPictures(app, (own) => {
    own.post(
      "/api/v1/hazards/:number/photos",
      {
        bodyLimit: MAXIMUM_PHOTO_BYTES,
        config: { access: "comment" },
        schema: {
          summary: "Add a photo: the body is a JPEG, PNG or WebP picture; what is said in it of place and camera is not kept",
          tags: ["safety office"],
          params: Type.Object({ number: NUMBER }),
          querystring: Type.Object({ commandId: Type.String({ pattern: UUID }) }, { additionalProperties: false }),
        },
      },
      async (request, reply) => {
        const { number } = theirs(request);
        const actor = namedPerson(request);
        const { commandId } = request.query;
        const { type, content, width, height } = pictureOf(request);
        let refused: unknown;
        const kept = await photos.keep(content, (sha256) => {
          try {
            const photo = { sha256, type, bytes: content.byteLength, width, height };
            return { ok: true, hazard: carryOut(actor, { verb: "add-photo", photo }, { number, commandId }) } as const;
          } catch (error) {
            // The picture goes again, and then whoever sent it is told.
            refused = error;
            return { ok: false } as const;
          }
        });
        if (!kept.ok) throw new HttpError(kept.error);
        if (!kept.value.ok) throw refused;
        return reply.status(201).send({ hazard: toldHazard(kept.value.hazard) });
      },
    );
  });

  app.get(
    "/api/v1/hazards/:number/photos/:sha256",
    {
      config: { access: "look" },
      schema: {
        summary: "One photo of a hazard, by its hash",
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
