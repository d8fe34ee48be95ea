/** What a command under the id of another one is told. The answer to the one must not be taken for that to the other. */
export const COMMAND_ID_USED =
  "this commandId was used for something else, or by somebody else; nothing was done: order it anew under another one";
