import { MOVING_SENTENCES } from "./device-sentences.ts";
import { DOOR_SENTENCES } from "./door-sentences.ts";
import { EXPECT_SENTENCES } from "./expect-sentences.ts";
import { FAULT_SENTENCES } from "./fault-sentences.ts";
import { shownForm } from "./form.ts";
import { PERSON_SENTENCES } from "./person-sentences.ts";
import { PHYSICS_SENTENCES } from "./physics-sentences.ts";

/** Every sentence in which something happens, in the order in which a text is held against them. */
export const DEED_SENTENCES = [
  ...MOVING_SENTENCES,
  ...PHYSICS_SENTENCES,
  ...DOOR_SENTENCES,
  ...FAULT_SENTENCES,
  ...PERSON_SENTENCES,
] as const;

interface Kind {
  readonly title: string;
  readonly introduction: string;
  readonly sentences: readonly { readonly form: string; readonly means: string; readonly example: string }[];
  /** What every one of them begins with. */
  readonly before: string;
}

/** All sentences by what they are about, in the order of the reference. */
export const SENTENCE_KINDS: readonly Kind[] = [
  {
    title: "Signals and devices",
    introduction: "A signal is moved, whatever it would show by itself. A deed begins with `at TIME` or `after SPAN`.",
    sentences: MOVING_SENTENCES,
    before: "at 02:10 ",
  },
  {
    title: "What sensors look at",
    introduction: "They need a [model](../guides/simulated-physics.md) behind the signal, or a room around the device.",
    sentences: PHYSICS_SENTENCES,
    before: "at 02:10 ",
  },
  {
    title: "People and things at doors",
    introduction: "As readers, locks and contacts say it.",
    sentences: DOOR_SENTENCES,
    before: "at 02:10 ",
  },
  {
    title: "Faults",
    introduction:
      "What the platform makes of each stands in [simulated physics and faults](../guides/simulated-physics.md#faults-and-what-the-platform-makes-of-them).",
    sentences: FAULT_SENTENCES,
    before: "at 02:10 ",
  },
  { title: "What people do", introduction: "On the console or the phone.", sentences: PERSON_SENTENCES, before: "at 02:10 " },
  {
    title: "What is expected",
    introduction: "From the sentence before on, each by something of its own.",
    sentences: EXPECT_SENTENCES,
    before: "",
  },
];

/** A sentence as the reference shows it: `the SIGNAL of DEVICE opens`; what is expected with its first word. */
export const shownSentence = ({ sentences }: Kind, form: string): string =>
  sentences === EXPECT_SENTENCES ? `expect ${shownForm(form)}` : shownForm(form);
