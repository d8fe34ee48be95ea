/** One setting of the installation. */
export interface Setting {
  readonly kind:
    | "text"
    | "url"
    | "mail-server"
    | "ping"
    | "phone"
    | "number"
    | "packet-bytes"
    | "port"
    | "flag"
    | "level"
    | "second-factor"
    | "groups";
  readonly environment: string;
  readonly default: string | number | boolean | undefined;
  readonly description: string;
}
