import { setPriority } from "node:os";
import { type AskedQuestion, answerTo } from "./asked-question.ts";

/** Chosen: whoever asked can wait, an alarm cannot. */
const NICENESS = 10;

/** The other end of `askInProcess`: answers the one question it is sent, and ends. */
setPriority(NICENESS);
process.once("message", (asked: AskedQuestion) => {
  void answerTo(asked).then((answer) => {
    // When whoever asked is gone there is nobody to tell.
    process.send?.(answer, () => process.disconnect());
  });
});
