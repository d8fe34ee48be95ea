import { chmodSync, lstatSync, unlinkSync } from "node:fs";
import { createConnection, createServer, type Server, type Socket } from "node:net";
import { err, ok, type Result, seconds } from "@labcanary/domain/basics";
import type { Service } from "@labcanary/domain/ports";
import { Type } from "typebox";
import { Compile } from "typebox/compile";
import type { Simulation } from "./simulation.ts";

/**
 * How a running simulation is talked to: over a Unix domain socket, one line with a scenario's name, answered by one line of JSON,
 * `{"started":…,"about":…,"timeFactor":…}` or `{"known":[…]}`.
 */
export interface ControlOptions {
  readonly path: string;
}

/** Longest name of a scenario on the wire (chosen: longer than any file name). */
const LONGEST_REQUEST = 1024;
/** Longest silence on a control connection (chosen: both ends are programs on one machine). */
const PATIENCE = seconds(5);

/**
 * Listens on `path`, for its owner only. `start` rejects when another simulation answers there; a socket left behind by a dead one
 * is replaced.
 */
export function createControl({ path }: ControlOptions, { simulation }: { readonly simulation: Pick<Simulation, "trigger"> }): Service {
  let server: Server | undefined;
  const sockets = new Set<Socket>();

  const serve = (socket: Socket): void => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    socket.setTimeout(PATIENCE, () => socket.destroy());
    let request = "";
    socket.setEncoding("utf8").on("data", (chunk: string) => {
      request += chunk;
      const end = request.indexOf("\n");
      if (end >= 0) socket.end(`${answer(simulation, request.slice(0, end))}\n`);
      else if (request.length > LONGEST_REQUEST) socket.destroy();
    });
  };

  return {
    name: "control",
    async start() {
      if (await answers(path)) throw new Error(`another simulation listens on ${path}`);
      const created = createServer(serve);
      await new Promise<void>((resolve, reject) => {
        created.once("error", reject);
        created.listen(path, resolve);
      });
      chmodSync(path, 0o600);
      server = created;
    },
    async stop() {
      const former = server;
      server = undefined;
      for (const socket of sockets) socket.destroy();
      if (former !== undefined) await new Promise<void>((resolve) => former.close(() => resolve()));
    },
  };
}

function answer(simulation: Pick<Simulation, "trigger">, name: string): string {
  const outcome = simulation.trigger(name.trim());
  if (!outcome.ok) return JSON.stringify({ known: outcome.error.known });
  const { name: started, about, timeFactor } = outcome.value;
  return JSON.stringify({ started, about, timeFactor });
}

export type ControlAnswer =
  | { readonly started: string; readonly about: string; readonly timeFactor: number }
  | { readonly known: readonly string[] };

export interface ControlError {
  readonly code: "CONTROL_UNREACHABLE" | "CONTROL_ANSWER";
}

const answerSchema = Compile(
  Type.Union([
    Type.Object({ started: Type.String(), about: Type.String(), timeFactor: Type.Number() }),
    Type.Object({ known: Type.Array(Type.String()) }),
  ]),
);

/** Asks the simulation that listens on `path` to start a scenario. */
export function requestTrigger(path: string, name: string): Promise<Result<ControlAnswer, ControlError>> {
  return new Promise((resolve) => {
    let text = "";
    const socket = createConnection(path, () => socket.write(`${name.replaceAll("\n", " ")}\n`));
    socket.setTimeout(PATIENCE, () => socket.destroy());
    socket.on("error", () => resolve(err({ code: "CONTROL_UNREACHABLE" })));
    socket.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
    });
    socket.on("close", () => resolve(decodeAnswer(text)));
  });
}

function decodeAnswer(text: string): Result<ControlAnswer, ControlError> {
  try {
    const json: unknown = JSON.parse(text);
    return answerSchema.Check(json) ? ok(json) : err({ code: "CONTROL_ANSWER" });
  } catch {
    return err({ code: "CONTROL_ANSWER" });
  }
}

/** Whether somebody listens there. A socket file nobody listens on is removed. */
function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(path, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", (failure) => {
      // A file that is no socket refuses connections too; it is somebody's, and `listen` will say so.
      if ("code" in failure && failure.code === "ECONNREFUSED" && lstatSync(path).isSocket()) unlinkSync(path);
      resolve(false);
    });
  });
}
