/** A page that is not painted (another tab, a minimised window) has no frames, and must still sound (chosen: no ear tells it from none). */
const UNPAINTED_MS = 200;

/** Work that is done once for all that asks for it between two frames. */
export interface FrameTurn {
  /** Before the next frame; without frames, soon. */
  ask(): void;
  callOff(): void;
}

export function createFrameTurn(work: () => void): FrameTurn {
  let frame: number | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  function callOff(): void {
    if (frame !== undefined) cancelAnimationFrame(frame);
    clearTimeout(timer);
    frame = undefined;
  }
  function turn(): void {
    callOff();
    work();
  }
  return {
    ask() {
      if (frame !== undefined) return;
      frame = requestAnimationFrame(turn);
      timer = setTimeout(turn, UNPAINTED_MS);
    },
    callOff,
  };
}
