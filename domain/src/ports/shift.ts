import type { HandOver, HandOverRecord, ShiftCommand, ShiftOutcome, ShiftStanding, SoundTest } from "../messages/index.ts";

/** Somebody has heard every sound of a console. */
export type SoundTestReport = Omit<SoundTest, "at">;

/** The change of shift at the security centre. */
export interface ShiftDesk {
  /** As of now; cheap enough to be asked with each pulse. */
  shift(): ShiftStanding;
  /** Newest first. */
  handOvers(limit: number): readonly HandOverRecord[];
  /** With its list as it was when it was signed. */
  handOver(id: string): HandOver | undefined;
  /** Durable, and in the journal, on return. */
  shiftCommand(command: ShiftCommand): ShiftOutcome;
  testSound(report: SoundTestReport): void;
}
