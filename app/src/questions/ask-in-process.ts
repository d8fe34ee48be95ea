import { fork } from "node:child_process";
import { extname, join } from "node:path";
import type { AnswerOrRefusal, AskedQuestion } from "./asked-question.ts";

/** Has a question answered somewhere else. Undefined when it was given up. */
export type Ask = (asked: AskedQuestion, giveUp: AbortSignal) => Promise<AnswerOrRefusal | undefined>;

/** Characters kept of what a process says when it fails: enough for an error with its stack. */
const COMPLAINT_LENGTH = 4000;

/**
 * As `answerTo`, in a process that ends with it: a month of readings takes a second and 100 MB, which neither the alarm path nor the
 * memory of a running platform should bear, and a process can be ended in the middle of a query, which a thread cannot.
 */
export const askInProcess: Ask = (asked, giveUp) =>
  new Promise((resolve, reject) => {
    if (giveUp.aborted) {
      resolve(undefined);
      return;
    }
    const file = join(import.meta.dirname, `question-process${extname(import.meta.filename)}`);
    const process = fork(file, { serialization: "advanced", stdio: ["ignore", "ignore", "pipe", "ipc"] });
    let complaint = "";
    process.stderr?.setEncoding("utf8").on("data", (text: string) => {
      complaint = `${complaint}${text}`.slice(0, COMPLAINT_LENGTH);
    });
    // It only reads, so there is nothing it could leave half done.
    const end = (): void => void process.kill("SIGKILL");
    giveUp.addEventListener("abort", end);
    process.once("message", (answer) => resolve(answer as AnswerOrRefusal));
    process.once("error", reject);
    // Not "exit": by then not all of its complaint need have come.
    process.once("close", (code) => {
      giveUp.removeEventListener("abort", end);
      if (giveUp.aborted) resolve(undefined);
      else reject(new Error(`the process that answers a question ended with ${code} and no answer: ${complaint}`));
    });
    process.send(asked);
  });
