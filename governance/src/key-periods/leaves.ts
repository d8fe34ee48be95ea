import { authorisationOf, type Leave } from "@labcanary/domain/governance";
import type { Logger, SealKeeper } from "@labcanary/domain/ports";
import type { EpochMs } from "@labcanary/domain/basics";

/** Lets the rules know of leave to open sealed doors. */
export interface LeaveHandOver {
  /** Hands on what the rules may not know yet. Never rejects: until it is told the door is sealed, and it is tried again with the next look. */
  handOn(leaves: readonly Leave[], at: EpochMs): Promise<void>;
}

export function createLeaveHandOver({ seals, logger }: { readonly seals: SealKeeper | undefined; readonly logger: Logger }): LeaveHandOver {
  /** What the log has taken since the start: leave, or that it was taken back. After a restart it is told again, which changes nothing. */
  const told = new Set<string>();
  let underWay: Promise<void> = Promise.resolve();

  async function hand(leaves: readonly Leave[], at: EpochMs): Promise<void> {
    for (const leave of leaves) {
      const authorisation = leave.to <= at ? undefined : authorisationOf(leave);
      if (authorisation === undefined || seals === undefined) continue;
      const key = `${authorisation.id} ${leave.state}`;
      if (told.has(key)) continue;
      try {
        await seals.authorise(authorisation);
        told.add(key);
      } catch (error) {
        logger.error(
          { error: String(error), leave: authorisation.id },
          "Leave to open a sealed door could not be told to the rules; tried again in a minute",
        );
      }
    }
  }

  return {
    handOn(leaves, at) {
      // One after the other: that leave was taken back is not to be told before that it was given.
      underWay = underWay.then(() => hand(leaves, at));
      return underWay;
    },
  };
}
