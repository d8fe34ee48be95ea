/** The pages there are. */
export type Route =
  | { readonly page: "alarms" }
  | { readonly page: "signals" }
  | { readonly page: "signal"; readonly deviceId: string; readonly signal: string };

const SIGNAL = /^\/signals\/([^/]+)\/([^/]+)$/;

/** The page at an address; one that is not known is the alarm page, the one that must never be missing. */
export function routeOf(path: string): Route {
  if (path === "/signals") return { page: "signals" };
  const [, deviceId, signal] = SIGNAL.exec(path) ?? [];
  if (deviceId === undefined || signal === undefined) return { page: "alarms" };
  return { page: "signal", deviceId: decodeURIComponent(deviceId), signal: decodeURIComponent(signal) };
}

/** The address of a signal's page, from its key `deviceId/name`. */
export function signalPath(key: string): string {
  const slash = key.indexOf("/");
  return `/signals/${encodeURIComponent(key.slice(0, slash))}/${encodeURIComponent(key.slice(slash + 1))}`;
}
