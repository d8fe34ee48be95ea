/** What became of a photo that is not there any more. */
export interface GonePhoto {
  readonly because: "removed" | "expired";
  /** Epoch ms. */
  readonly at: number;
  /** Of one that somebody removed. */
  readonly by: string;
  readonly reason: string;
}

const BECAUSE: Readonly<Record<string, GonePhoto["because"]>> = { PHOTO_REMOVED: "removed", PHOTO_EXPIRED: "expired" };

/** Asks the platform why a picture cannot be had. Undefined where it does not say that it is gone: the link is away, or it is damaged. */
export async function whyGone(path: string): Promise<GonePhoto | undefined> {
  const answer = await fetch(path).catch(() => undefined);
  if (answer === undefined || answer.status !== 410) return undefined;
  const { code = "", detail = "" } = (await answer.json().catch(() => ({}))) as { readonly code?: string; readonly detail?: string };
  return goneFrom(code, detail);
}

/** From `TIME · WHO · WHY`, as the platform says it. */
export function goneFrom(code: string, detail: string): GonePhoto | undefined {
  const because = BECAUSE[code];
  const [time = "", by = "", ...reason] = detail.split(" · ");
  const at = Date.parse(time);
  if (because === undefined || Number.isNaN(at)) return undefined;
  return { because, at, by, reason: reason.join(" · ") };
}
