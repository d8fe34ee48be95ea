/** What a rule of custody says besides what every rule does; what each kind needs of it is in docs/guides/site-files.md. */
export interface CustodyKeys {
  readonly access?: "granted" | "unlock";
  readonly within?: string;
  readonly grace?: string;
  /** Devices, or `device/door` of one that has several; without it, the door's own device. */
  readonly readers?: readonly string[];
  readonly buttons?: readonly string[];
  readonly on?: "opened" | "unlocked";
  readonly roles?: readonly string[];
  /** Of a weight: the door of its store, `device/signal` or a signal of the same device. */
  readonly door?: string;
  /** States of the door that count as open; without it, `open`. */
  readonly open?: readonly string[];
  readonly change?: number;
  readonly settle?: string;
}
