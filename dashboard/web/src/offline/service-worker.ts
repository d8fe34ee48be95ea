/**
 * Keeps the shell of the console on the device: the page and the built files, each under a name with the hash of its content. Nothing the
 * platform says is ever kept or answered from here: no alarm, no reading, no journal, no photo, not who is signed in. What is not a page
 * or a built file is not touched at all, and goes to the network as if there were no worker.
 */

/** Put in by the build: the files, the page, and the headers the platform sends it with. */
declare const __SHELL__: {
  readonly version: string;
  readonly files: readonly string[];
  readonly page: string;
  readonly headers: Record<string, string>;
};

interface WaitingEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface RequestEvent extends WaitingEvent {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Worker {
  readonly location: Location;
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
  addEventListener(name: "install" | "activate", listener: (event: WaitingEvent) => void): void;
  addEventListener(name: "fetch", listener: (event: RequestEvent) => void): void;
}
const worker = self as unknown as Worker;

const SHELL = __SHELL__;
const CACHE = `labcanary-shell-${SHELL.version}`;
const FILES: ReadonlySet<string> = new Set(SHELL.files);
/** A page that has not come by then is taken from here (chosen: a slow link has answered; a dead one would leave the phone white). */
const PAGE_PATIENCE_MS = 4000;

worker.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll(SHELL.files))
      // A newer version never waits for the pages of the older one to close: on a phone that may be never.
      .then(() => worker.skipWaiting()),
  );
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name))))
      .then(() => worker.clients.claim()),
  );
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== worker.location.origin) return;
  if (request.mode === "navigate" && !pathname.startsWith("/api/")) event.respondWith(pageFor(request));
  else if (FILES.has(pathname)) event.respondWith(fileFor(request, pathname));
});

/** The platform's own page, which is the newest and knows who is signed in; without the platform the shell, which knows nothing. */
async function pageFor(request: Request): Promise<Response> {
  const shell = () => new Response(SHELL.page, { headers: SHELL.headers });
  const late = new Promise<Response>((resolve) => setTimeout(() => resolve(shell()), PAGE_PATIENCE_MS));
  return Promise.race([fetch(request).catch(shell), late]);
}

/** The name has the hash of the content: what is here under it is what the platform has. */
async function fileFor(request: Request, pathname: string): Promise<Response> {
  const cache = await caches.open(CACHE);
  return (await cache.match(pathname)) ?? fetch(request);
}
