import { type HeardUnknown, type ProfileProposal, proposeProfile, type UnknownSignal } from "@labcanary/domain/telemetry";
import type { App } from "./typed-app.ts";

/** A signal that nobody described, with what it may be. */
export interface ToldUnknown extends UnknownSignal {
  readonly proposal?: ProfileProposal;
}

/** The list as it is told, what was heard last first. */
export interface UnknownAnswer {
  readonly signals: readonly ToldUnknown[];
  /** Signals that had to make room for others since the log began. */
  readonly dropped: number;
}

export function tellUnknown(unknown: Pick<HeardUnknown, "save">): UnknownAnswer {
  const { signals, dropped } = unknown.save();
  const told = signals.map((signal): ToldUnknown => {
    const proposal = proposeProfile(signal);
    return proposal === undefined ? signal : { ...signal, proposal };
  });
  return { signals: told.toReversed(), dropped };
}

/** Who speaks that the site does not describe. It is in no zone, so it is for whoever has the whole site. */
export function unknownRoutes(app: App, unknown: () => HeardUnknown): void {
  app.get(
    "/api/v1/unknown",
    {
      config: { access: "read-rejects" },
      schema: {
        summary: "Signals that are heard and that the site does not describe, heard last first, with profiles that may fit",
        tags: ["administration"],
      },
    },
    async () => tellUnknown(unknown()),
  );
}
