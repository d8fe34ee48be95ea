import { api } from "../api.ts";
import { ApiError } from "../asking.ts";
import { feed } from "../live/feed.svelte.ts";
import { desk } from "../shell/console-state.svelte.ts";
import { t } from "../text/language.svelte.ts";
import { createPhotoShelf, type WaitingPhoto } from "./photo-shelf.ts";
import { verdictOn, waitAfter } from "./photo-verdict.ts";
import { PHOTO_EDGE, scalePhoto } from "./scale-photo.ts";

/** The alarm a photo is of. */
interface Pictured {
  readonly id: string;
  readonly code: string;
}

/**
 * Photos on their way: kept on this device until the platform has them, sent one after the other while the link is there. Unlike a verb,
 * a photo is not answered by what the alarm has become meanwhile; that is why it may wait and they may not.
 */
function createPhotoQueue() {
  const shelf = createPhotoShelf();
  let photos = $state.raw<readonly WaitingPhoto[]>([]);
  let sendingId = $state<string | undefined>();
  let keepsNothing = $state(false);
  let attempts = 0;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let loaded: Promise<void> | undefined;
  const mine = $derived(photos.filter(({ by }) => by === desk.me?.user.name));

  const load = (): Promise<void> =>
    (loaded ??= shelf.all().then(
      (kept) => {
        photos = [...kept, ...photos];
      },
      () => {
        keepsNothing = true;
      },
    ));
  async function put(photo: WaitingPhoto): Promise<void> {
    photos = [...photos.filter(({ id }) => id !== photo.id), photo];
    await shelf.put(photo).catch(() => {
      keepsNothing = true;
    });
  }
  async function remove(id: string): Promise<void> {
    photos = photos.filter((photo) => photo.id !== id);
    await shelf.remove(id).catch(() => {
      keepsNothing = true;
    });
  }

  /** True when there is no more to be done about it for now. */
  async function sendOne(photo: WaitingPhoto): Promise<boolean> {
    try {
      await api.addPhoto(photo, photo.picture);
      attempts = 0;
      await remove(photo.id);
      return true;
    } catch (error) {
      const verdict = verdictOn(error instanceof ApiError ? error.code : "INTERNAL", photo);
      if (verdict.kind === "refused") await put({ ...photo, refusal: verdict.code });
      if (verdict.kind === "smaller") await put({ ...photo, edge: verdict.edge, picture: await scalePhoto(photo.picture, verdict.edge) });
      return verdict.kind === "refused";
    }
  }

  async function send(): Promise<void> {
    await load();
    if (sendingId !== undefined || feed.stale) return;
    clearTimeout(retry);
    for (let photo = nextToSend(); photo !== undefined && !feed.stale; photo = nextToSend()) {
      sendingId = photo.id;
      const settled = await sendOne(photo);
      sendingId = undefined;
      if (settled) continue;
      attempts += 1;
      retry = setTimeout(() => void send(), waitAfter(attempts));
      return;
    }
  }
  const nextToSend = (): WaitingPhoto | undefined => mine.find(({ refusal }) => refusal === undefined);

  return {
    /** Of the person who looks; others' wait until they sign in on this device. */
    get mine() {
      return mine;
    },
    get sending() {
      return sendingId !== undefined;
    },
    /** The browser keeps nothing over the end of the page. */
    get keepsNothing() {
      return keepsNothing;
    },
    load,
    /** The link is there, or back. */
    send,
    async add(picture: Blob, { id: alarmId, code }: Pictured): Promise<void> {
      const by = desk.me?.user.name;
      if (by === undefined) return;
      await load();
      const scaled = await scalePhoto(picture).catch(() => undefined);
      if (scaled === undefined) {
        desk.say(`${t("error.title")}: ${t("photos.unreadable")}`);
        return;
      }
      await put({ id: crypto.randomUUID(), alarmId, code, by, takenAt: Date.now(), picture: scaled, edge: PHOTO_EDGE });
      await send();
    },
    async tryAgain(refused: WaitingPhoto): Promise<void> {
      const { refusal: _, ...photo } = refused;
      await put(photo);
      await send();
    },
    discard: ({ id }: WaitingPhoto): Promise<void> => remove(id),
  };
}
export const photoQueue = createPhotoQueue();
