import { io, type Socket } from "socket.io-client";
import { openRawViewer } from "../support/browser-raw-viewer.ts";
import { readOrder, startHelper } from "./helper.ts";

/** Which consoles to open, for how long to listen, and how often each is heard of. */
export interface ConsoleOrder {
  readonly url: string;
  readonly token: string;
  /** Consoles that read. */
  readonly consoles: number;
  /** Whether one more opens and never reads. */
  readonly isOneFrozen: boolean;
  readonly milliseconds: number;
}

/** First that all are open, then what they heard. */
export type ConsoleSaid =
  | { readonly kind: "open" }
  | {
      readonly kind: "heard";
      /** From a change's own time, when it was numbered, to a console having read it, in ms; a sample of all. */
      readonly latencies: readonly number[];
      /** Changes each console heard, the fewest and the most. */
      readonly fewest: number;
      readonly most: number;
      /** Consoles that missed a number, or were given a second snapshot. */
      readonly torn: number;
      readonly cpuSeconds: number;
    };

export const startConsoles = (order: ConsoleOrder) => startHelper<ConsoleSaid>("console-process.ts", order);

const now = (): number => performance.timeOrigin + performance.now();
/** One of so many latencies is kept: tens of thousands are enough for a 99th percentile. */
const KEPT_ONE_OF = 5;

interface Console {
  readonly socket: Socket;
  seq: number;
  heard: number;
  torn: boolean;
}

async function run(order: ConsoleOrder): Promise<void> {
  const latencies: number[] = [];
  let kept = 0;
  const open = (): Promise<Console> =>
    new Promise((resolve, reject) => {
      const socket = io(`${order.url}/live`, {
        auth: { token: order.token },
        transports: ["websocket"],
        forceNew: true,
        reconnection: false,
      });
      const one: Console = { socket, seq: -1, heard: 0, torn: false };
      socket.once("connect_error", reject);
      socket.on("snapshot", ({ seq }: { seq: number }) => {
        if (one.seq !== -1) one.torn = true;
        one.seq = seq;
        resolve(one);
      });
      socket.on("change", ({ seq, at }: { seq: number; at: number }) => {
        const heardAt = now();
        if (seq !== one.seq + 1) one.torn = true;
        one.seq = seq;
        one.heard += 1;
        if (kept++ % KEPT_ONE_OF === 0) latencies.push(Math.max(0, heardAt - at));
      });
    });
  const consoles: Console[] = [];
  for (let index = 0; index < order.consoles; index += 1) consoles.push(await open());
  const frozen = order.isOneFrozen ? await openRawViewer(order.url, `labcanary_session=${order.token}`) : undefined;
  frozen?.freeze();
  process.stdout.write(`${JSON.stringify({ kind: "open" } satisfies ConsoleSaid)}\n`);
  await new Promise((resolve) => setTimeout(resolve, order.milliseconds));
  const heard = consoles.map((one) => one.heard);
  const { user, system } = process.cpuUsage();
  const said: ConsoleSaid = {
    kind: "heard",
    latencies,
    fewest: Math.min(...heard),
    most: Math.max(...heard),
    torn: consoles.filter(({ torn }) => torn).length,
    cpuSeconds: (user + system) / 1e6,
  };
  process.stdout.write(`${JSON.stringify(said)}\n`, () => process.exit(0));
}

if (import.meta.main) await run(await readOrder<ConsoleOrder>());
