import { refusal } from "../decode/payload-shape.ts";
import type { Codec } from "./codec.ts";
import { nothing, refusing } from "./entry.ts";

/** Its own birth and will, which say whether it is there: nobody relies on it, so nothing follows from them. */
const STATUS = "homeassistant/status";

/** Home Assistant hears what the platform says (app, home-assistant) and has nothing to say that would be a reading. */
export const homeAssistant: Codec = {
  start: undefined,
  unwrap: ({ topic }) =>
    topic === STATUS ? nothing(undefined) : refusing(refusal("DECODE_TOPIC", `Home Assistant says only ${STATUS}`), undefined),
};
