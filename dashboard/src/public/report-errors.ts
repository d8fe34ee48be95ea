import { PUBLIC_REPORT_REFUSALS } from "@labcanary/domain/governance";

/** Ways a report from a door is not taken, or not shown. */
export const REPORT_HTTP_ERRORS = {
  PLACE_UNKNOWN: { status: 404, meaning: "no door of this site has this code" },
  REPORT_TOO_OFTEN: {
    status: 429,
    meaning: "too many reports came from here, or from this door, or one is followed too often; in danger, call the security centre",
  },
  REPORT_SECRET_UNKNOWN: { status: 404, meaning: "there is no report that is followed by this link" },
  REPORT_UNKNOWN: { status: 404, meaning: PUBLIC_REPORT_REFUSALS.REPORT_UNKNOWN },
  REPORT_WORDS: { status: 400, meaning: PUBLIC_REPORT_REFUSALS.REPORT_WORDS },
  REPORT_ZONE: { status: 409, meaning: PUBLIC_REPORT_REFUSALS.REPORT_ZONE },
  REPORT_PHOTOS: { status: 409, meaning: PUBLIC_REPORT_REFUSALS.REPORT_PHOTOS },
  REPORT_ENDED: { status: 409, meaning: PUBLIC_REPORT_REFUSALS.REPORT_ENDED },
  REPORT_JOINED_SINCE: { status: 409, meaning: PUBLIC_REPORT_REFUSALS.REPORT_JOINED_SINCE },
  REPORT_NO_CONTACT: { status: 404, meaning: PUBLIC_REPORT_REFUSALS.REPORT_NO_CONTACT },
} as const satisfies Record<string, { readonly status: number; readonly meaning: string }>;
