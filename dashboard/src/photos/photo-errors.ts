/** Ways a photo is not taken, or not given out. */
export const PHOTO_HTTP_ERRORS = {
  PHOTO_UNKNOWN: { status: 404, meaning: "there is no such photo of it" },
  PHOTO_TOO_LARGE: { status: 413, meaning: "a photo has at most 5 MB and 12 megapixels" },
  PHOTO_UNREADABLE: { status: 415, meaning: "the body is no JPEG, PNG or WebP picture, or not a whole one" },
  PHOTO_DAMAGED: { status: 500, meaning: "the photo on disk is not the one the journal has the hash of" },
  PHOTO_STORE_FULL: { status: 507, meaning: "the photos have reached their disk budget; nothing was kept" },
} as const satisfies Record<string, { readonly status: number; readonly meaning: string }>;
