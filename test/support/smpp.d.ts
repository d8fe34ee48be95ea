/** What the tests use of the package, which brings no types. */
declare module "smpp" {
  import type { Buffer } from "node:buffer";
  import type { EventEmitter } from "node:events";
  import type { Server as NetServer } from "node:net";

  export interface Pdu {
    readonly command: string;
    readonly command_status: number;
    readonly sequence_number: number;
    readonly source_addr: string;
    readonly destination_addr: string;
    readonly registered_delivery: number;
    readonly data_coding: number;
    readonly password: string;
    readonly short_message?: { readonly udh?: Buffer | readonly Buffer[]; readonly message?: string | Buffer };
    readonly message_payload?: { readonly message?: string | Buffer };
    readonly sar_msg_ref_num?: number;
    readonly sar_total_segments?: number;
    readonly sar_segment_seqnum?: number;
    response(fields?: Readonly<Record<string, unknown>>): Pdu;
  }
  export interface Session extends EventEmitter {
    send(pdu: Pdu): boolean;
    deliver_sm(fields: Readonly<Record<string, unknown>>, onResponse?: (pdu: Pdu) => void): boolean;
    destroy(): void;
  }
  export interface Server extends NetServer {
    readonly sessions: Session[];
  }
  const smpp: { createServer(listener: (session: Session) => void): Server; readonly ESME_RBINDFAIL: number };
  export default smpp;
}
