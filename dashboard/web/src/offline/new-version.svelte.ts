const WORKER = "/service-worker.js";

/** Whether the console runs as an app of its own, as phones install it. */
const isInstalled = (): boolean => matchMedia("(display-mode: standalone)").matches;

/**
 * Keeps the shell of the console on this device, and notices when the platform has a newer one. An installed app takes it when nobody
 * looks; a page at a desk only when somebody says so, since loading it anew silences it until it is touched.
 */
function createShellKeeper() {
  let ready = $state(false);
  let registration: ServiceWorkerRegistration | undefined;

  return {
    /** There is a newer version than the one that runs. */
    get ready() {
      return ready;
    },
    /** Begins, when the console has nothing else to do. Where there is no service worker, or no TLS, the console works as before, online. */
    async keep(): Promise<void> {
      const { serviceWorker } = navigator as { readonly serviceWorker?: ServiceWorkerContainer };
      if (serviceWorker === undefined || registration !== undefined) return;
      const hadOne = serviceWorker.controller !== null;
      serviceWorker.addEventListener("controllerchange", () => {
        // The first one takes over the page that brought it: that is no newer version.
        ready ||= hadOne || registration !== undefined;
      });
      document.addEventListener("visibilitychange", () => {
        if (ready && document.hidden && isInstalled()) location.reload();
      });
      const registered = await serviceWorker.register(WORKER).catch(() => undefined);
      // The first to be active may still be about to take over.
      if (registered !== undefined && !hadOne) await taken(serviceWorker);
      registration = registered;
    },
    /** Asks whether there is one: a platform that comes back may be a newer one. */
    look(): void {
      registration?.update().catch(() => undefined);
    },
  };
}

const taken = (serviceWorker: ServiceWorkerContainer): Promise<void> =>
  new Promise((resolve) => {
    if (serviceWorker.controller !== null) resolve();
    else serviceWorker.addEventListener("controllerchange", () => resolve(), { once: true });
  });

export const shellKeeper = createShellKeeper();
