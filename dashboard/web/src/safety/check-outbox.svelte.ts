import { api } from "../api.ts";
import { ApiError } from "../asking.ts";
import { feed } from "../live/feed.svelte.ts";
import { createShelf } from "../offline/shelf.ts";
import { scalePhoto } from "../responder/scale-photo.ts";
import { desk } from "../shell/console-state.svelte.ts";
import { type Answer, checkApi } from "./check-api.ts";
import { outcomeOfSending, superseded, type WaitingEvidence } from "./waiting-evidence.ts";

/**
 * Answers and photos of checks on their way: kept on this device until the journal has them, and sent one after the other in the order they
 * were given. Nothing here is shown as kept.
 */
function createCheckOutbox() {
  const shelf = createShelf<WaitingEvidence>("labcanary-checks");
  let waiting = $state.raw<readonly WaitingEvidence[]>([]);
  let keepsNothing = $state(false);
  let isSending = false;
  let loaded: Promise<void> | undefined;
  const mine = $derived(waiting.filter(({ by }) => by === desk.me?.user.name));

  const load = (): Promise<void> =>
    (loaded ??= shelf.all().then(
      (kept) => {
        waiting = [...kept.toSorted((a, b) => a.givenAt - b.givenAt), ...waiting];
      },
      () => {
        keepsNothing = true;
      },
    ));
  async function put(one: WaitingEvidence): Promise<void> {
    waiting = waiting.some(({ id }) => id === one.id) ? waiting.map((each) => (each.id === one.id ? one : each)) : [...waiting, one];
    await shelf.put(one).catch(() => {
      keepsNothing = true;
    });
  }
  async function remove(id: string): Promise<void> {
    waiting = waiting.filter((one) => one.id !== id);
    await shelf.remove(id).catch(() => {
      keepsNothing = true;
    });
  }

  async function sendOne(one: WaitingEvidence): Promise<void> {
    const late = one.isLate ? { saidAt: one.givenAt } : {};
    if (one.kind === "answer") await checkApi.answer(one.check, { commandId: one.id, item: one.item, ...one.answer, ...late });
    else
      await api.addCheckPhoto(
        { id: one.id, check: one.check, item: one.item, ...(one.isLate ? { takenAt: one.givenAt } : {}) },
        one.picture,
      );
  }

  /** Sends what waits. Ends at the first that the platform cannot take now; it is tried again when the link is back, or by hand. */
  async function send(): Promise<void> {
    await load();
    if (isSending) return;
    isSending = true;
    try {
      for (let one = next(); one !== undefined && !feed.stale; one = next()) {
        const outcome = await sendOne(one).then(
          () => ({ kind: "kept" }) as const,
          (error: unknown) => outcomeOfSending(error instanceof ApiError ? error.code : "INTERNAL", one as WaitingEvidence),
        );
        if (outcome.kind === "kept") await remove(one.id);
        else await put(outcome.left);
        if (outcome.kind === "later") return;
      }
    } finally {
      isSending = false;
      // What could not be sent at once was given earlier than it is kept.
      for (const one of waiting) if (!one.isLate) await put({ ...one, isLate: true });
    }
  }
  const next = (): WaitingEvidence | undefined => mine.find(({ refusal }) => refusal === undefined);

  type New = { readonly kind: "answer"; readonly answer: Answer } | { readonly kind: "photo"; readonly picture: Blob };
  async function add(check: number, item: string, given: New): Promise<void> {
    const by = desk.me?.user.name;
    if (by === undefined) return;
    await load();
    for (const { id } of superseded(mine, { check, item, kind: given.kind })) await remove(id);
    await put({ id: crypto.randomUUID(), check, item, by, givenAt: Date.now(), isLate: feed.stale, ...given });
    await send();
  }

  return {
    get mine() {
      return mine;
    },
    /** The browser keeps nothing over the end of the page. */
    get keepsNothing() {
      return keepsNothing;
    },
    send,
    answer: (check: number, item: string, answer: Answer) => add(check, item, { kind: "answer", answer }),
    /** Rejects when this browser cannot read the picture. */
    photo: async (check: number, item: string, picture: Blob) => add(check, item, { kind: "photo", picture: await scalePhoto(picture) }),
    discard: ({ id }: WaitingEvidence): Promise<void> => remove(id),
  };
}
export const checkOutbox = createCheckOutbox();
