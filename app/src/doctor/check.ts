import type { EpochMs, Result, Text } from "@labcanary/domain/basics";
import type { Site } from "@labcanary/domain/site";
import type { Settings } from "../settings/table.ts";
import type { FileProblem } from "../yaml-source.ts";
import type { Diagnosis } from "./diagnosis.ts";

/** What first: `now`, something is or may be unprotected; `soon`, it will come to that; `advice`, it would be safer otherwise. */
export const URGENCIES = ["now", "soon", "advice"] as const;
export type Urgency = (typeof URGENCIES)[number];

/** Something that can be wrong, and what is to be done about it. The code stays; wording may change. */
export interface FindingKind {
  readonly code: string;
  readonly urgency: Urgency;
  readonly remedy: Text;
}

/** Something that is wrong, here and now. */
export interface Finding extends FindingKind {
  readonly said: Text;
}

/** Nothing is written, and no secret or telephone number is ever said. */
export const found = (kind: FindingKind, en: string, zh: string): Finding => ({ ...kind, said: { en, zh } });

/** What checks look at. What the running platform says of itself is in `live`; undefined where it does not answer. */
export interface World {
  readonly settings: Settings;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly now: EpochMs;
  /** The files as they are, which need not be what is in force. */
  readonly site: Result<Site, readonly FileProblem[]>;
  readonly live?: Diagnosis;
}

export interface Check {
  readonly name: string;
  readonly kinds: readonly FindingKind[];
  /** It can be looked at only where the platform answers. */
  readonly needsLive?: true;
  /** Only reads. Aborting the signal ends what is under way; what is thrown becomes a finding of its own. */
  look(world: World, signal: AbortSignal): Promise<readonly Finding[]> | readonly Finding[];
}

/** The first few of many, and how many more: `a, b, c and 7 more`. */
export function some(names: readonly string[], limit = 5): Text {
  const shown = names.slice(0, limit).join(", ");
  const more = names.length - limit;
  return more > 0 ? { en: `${shown} and ${more} more`, zh: `${shown} 等 ${names.length} 个` } : { en: shown, zh: shown };
}
