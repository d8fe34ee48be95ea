import type { Text } from "@labcanary/domain/basics";
import type { HazardClass, HazardState, ReportKind } from "@labcanary/domain/governance";
import type { FollowedReport } from "../../../src/public/public-routes.ts";

export type Followed = Omit<FollowedReport, "hazard"> & { readonly hazard?: HazardState };

export interface DoorPlace {
  readonly site: Text;
  readonly where: Text;
  readonly phone?: string;
  readonly securityCentre?: string;
}

export interface DoorReport {
  readonly commandId: string;
  readonly secret: string;
  readonly kind: ReportKind;
  readonly class: HazardClass;
  readonly words: string;
  readonly contact: string;
}

/** `offline`: nothing came back. `markup`: what was written holds code of a web page. `unreadable`: it is no text. */
export type DoorFailure = "offline" | "unknown" | "too-often" | "markup" | "unreadable" | "refused";
export class DoorError extends Error {
  readonly failure: DoorFailure;
  constructor(failure: DoorFailure) {
    super(failure);
    this.failure = failure;
  }
}

const FAILURE_OF_CODE: Readonly<Record<string, DoorFailure>> = { WORDS_MARKUP: "markup", WORDS_UNREADABLE: "unreadable" };
const FAILURE_OF_STATUS: Readonly<Record<number, DoorFailure>> = { 404: "unknown", 429: "too-often" };

async function ask<T>(path: string, request: RequestInit): Promise<T> {
  const answer = await fetch(`/api/v1/public/${path}`, { ...request, credentials: "omit", cache: "no-store" }).catch(() => undefined);
  if (answer === undefined || answer.status >= 500) throw new DoorError("offline");
  if (!answer.ok) {
    const { code } = (await answer.json().catch(() => ({}))) as { readonly code?: string };
    throw new DoorError(FAILURE_OF_CODE[code ?? ""] ?? FAILURE_OF_STATUS[answer.status] ?? "refused");
  }
  return (await answer.json()) as T;
}

const SECRET_HEADER = "report-secret";

export const doorApi = {
  place: (code: string) => ask<DoorPlace>(`places/${encodeURIComponent(code)}`, {}),
  send: (code: string, { contact, ...report }: DoorReport) =>
    ask<{ readonly report: Followed }>(`places/${encodeURIComponent(code)}/reports`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(contact.trim() === "" ? report : { ...report, contact }),
    }),
  addPhoto: (secret: string, commandId: string, picture: Blob) =>
    ask<{ readonly report: Followed }>(`report/photos?commandId=${commandId}`, {
      method: "POST",
      headers: { "content-type": "image/jpeg", [SECRET_HEADER]: secret },
      body: picture,
    }),
  follow: (secret: string) => ask<{ readonly report: Followed }>("report", { headers: { [SECRET_HEADER]: secret } }),
};

/** 16 random bytes in base64url: whoever has it follows the report, and the platform keeps its hash alone. */
export function newSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}
