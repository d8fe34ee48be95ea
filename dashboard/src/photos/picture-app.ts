import { HttpError } from "../http/http-errors.ts";
import type { App } from "../http/typed-app.ts";
import { MAXIMUM_PHOTO_BYTES } from "./picture.ts";

/** A picture is looked at, and nothing in it can run, whatever a browser takes it for. */
export const PICTURE_HEADERS = { "content-security-policy": "default-src 'none'; sandbox", "content-disposition": "inline" };

/** Routes whose body is a picture. By themselves: nowhere else is a body taken that is not JSON. */
export async function pictureApp(app: App, define: (own: App) => void): Promise<void> {
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
