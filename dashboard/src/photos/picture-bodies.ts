import type { FastifyRequest } from "fastify";
import { HttpError } from "../http/http-errors.ts";
import type { App } from "../http/typed-app.ts";
import { MAXIMUM_PHOTO_BYTES, type Picture, readPicture } from "./picture.ts";

/** A picture is looked at, and nothing in it can run, whatever a browser takes it for. */
export const PICTURE_HEADERS = { "content-security-policy": "default-src 'none'; sandbox", "content-disposition": "inline" };

/** Routes whose body is a picture, by themselves: nowhere else is a body taken that is not JSON. */
export async function takingPictures(app: App, define: (own: App) => void): Promise<void> {
  await app.register(async (own: App) => {
    own.removeAllContentTypeParsers();
    own.addContentTypeParser("*", { parseAs: "buffer", bodyLimit: MAXIMUM_PHOTO_BYTES }, (_request, body, done) => done(null, body));
    own.setErrorHandler((error) => {
      if ((error as { readonly code?: string }).code === "FST_ERR_CTP_BODY_TOO_LARGE") throw new HttpError("PHOTO_TOO_LARGE");
      throw error;
    });
    define(own);
  });
}

/** The picture a request brings, as it is kept. Throws PHOTO_TOO_LARGE, PHOTO_UNREADABLE. */
export function pictureOf({ body }: Pick<FastifyRequest, "body">): Picture {
  const picture = readPicture(body instanceof Uint8Array ? body : new Uint8Array());
  if (!picture.ok) throw new HttpError(picture.error);
  return picture.value;
}
