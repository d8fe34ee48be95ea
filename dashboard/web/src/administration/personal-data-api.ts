import type { ForgottenOfPerson } from "@labcanary/domain/messages";
import type { ToldPersonalData } from "../../../src/personal-data/routes.ts";
import { ApiError, ask } from "../asking.ts";
import type { Confirmation } from "../components/signing.svelte.ts";

export type { ToldPersonalData };
/** What else they are called in what people wrote. */
export interface Also {
  readonly also?: readonly string[];
}
type Removed = ForgottenOfPerson & { readonly account: boolean };

/** What is done about somebody's data, below `/api/v1/`. */
export const personalDataPath = (name: string, verb: "find" | "export" | "remove" | "remove-words" | "hold" | "lift"): string =>
  `personal-data/${encodeURIComponent(name)}/${verb}`;

export const personalDataApi = {
  find: (name: string, said: Confirmation & Also) =>
    ask<{ readonly data: ToldPersonalData }>("POST", personalDataPath(name, "find"), said).then(({ data }) => data),
  remove: (name: string, said: Confirmation & Also & { readonly reason: string; readonly reports: readonly number[] }) =>
    ask<{ readonly removed: Removed }>("POST", personalDataPath(name, "remove"), said).then(({ removed }) => removed),
  removeWords: (
    name: string,
    said: Confirmation & Also & { readonly line: number; readonly field: string; readonly instead: string; readonly reason: string },
  ) =>
    ask<{ readonly removed: { readonly isInLog: boolean } }>("POST", personalDataPath(name, "remove-words"), said).then(
      ({ removed }) => removed,
    ),
  hold: (name: string, verb: "hold" | "lift", said: Confirmation & { readonly reason: string }) =>
    ask<unknown>("POST", personalDataPath(name, verb), said),
  /** The file, with the name the platform gives it. */
  async exportFile(name: string, said: Confirmation & Also & { readonly format: "json" | "text"; readonly language: "en" | "zh" }) {
    const answer = await fetch(`/api/v1/${personalDataPath(name, "export")}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(said),
    }).catch(() => undefined);
    if (answer === undefined) throw new ApiError("unreachable");
    if (!answer.ok) {
      const { code, detail } = (await answer.json().catch(() => ({}))) as { readonly code?: string; readonly detail?: string };
      throw new ApiError(code ?? String(answer.status), detail);
    }
    const file = /filename="([^"]+)"/.exec(answer.headers.get("content-disposition") ?? "")?.[1] ?? "personal-data";
    return { content: await answer.blob(), file };
  },
};
