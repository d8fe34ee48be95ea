/** Ways a photo is not taken, or not given out. */
export const PHOTO_HTTP_ERRORS = {
  PHOTO_UNKNOWN: { status: 404, meaning: "there is no such photo of it" },
  PHOTO_TOO_LARGE: { status: 413, meaning: "a photo has at most 5 MB and 12 megapixels" },
  PHOTO_UNREADABLE: { status: 415, meaning: "the body is no JPEG, PNG or WebP picture, or not a whole one" },
  PHOTO_DAMAGED: { status: 500, meaning: "the photo on disk is not the one the journal has the hash of" },
  PHOTO_REMOVED: { status: 410, meaning: "somebody removed the photo, and it is not taken again; `detail` says when, who and why" },
  PHOTO_EXPIRED: { status: 410, meaning: "the time for which the photo is kept is over; `detail` says since when" },
  PHOTO_ON_HOLD: { status: 409, meaning: "what is held of somebody named beside the photo is on hold; lift the hold first" },
  PHOTO_STORE_FULL: { status: 507, meaning: "the photos have reached their disk budget; nothing was kept" },
} as const satisfies Record<string, { readonly status: number; readonly meaning: string }>;
