import { once } from "node:events";
import type { AddressInfo } from "node:net";
import smpp, { type Pdu, type Session } from "smpp";
import type { ReceivedSms } from "./kannel-gateway.ts";

/** What becomes of a text in the network, as receipts say it (SMPP 3.4, appendix B); `NONE`: no receipt ever comes. */
export type Fate = "DELIVRD" | "UNDELIV" | "EXPIRED" | "REJECTD" | "NONE";

/** A message centre of a mobile network on loopback, with handsets behind it. A gateway binds to it over SMPP 3.4. */
export interface MessageCentre {
  readonly port: number;
  readonly password: string;
  /** What handsets have, in order, joined from their parts. */
  readonly sms: readonly ReceivedSms[];
  /** What becomes of the texts from now on. */
  fate: Fate;
  /** Resolves as soon as a gateway is bound. */
  bound(): Promise<void>;
  /** Sends a text from a handset. It resolves when the gateway has taken it, and rejects when none is bound or it was refused. */
  answer(from: string, text: string, as?: "short" | "udh" | "sar" | "payload"): Promise<void>;
  stop(): Promise<void>;
}

/** Type of number 1 is international: digits without a plus (SMPP 3.4, 5.2.5). */
const INTERNATIONAL = { ton: 1, npi: 1 } as const;
/** Data codings (SMPP 3.4, 5.2.19): the centre's own alphabet, GSM 7-bit here, and UCS-2. */
const CODING = { default: 0, ucs2: 8 } as const;
/** esm_class (SMPP 3.4, 5.2.12): a receipt, and a message with a user data header. */
const ESM = { receipt: 0x04, udh: 0x40 } as const;
/** UTF-16 units of one part beside a header (3GPP TS 23.040, 9.2.3.24.1). */
const PART = 67;

export async function startMessageCentre(): Promise<MessageCentre> {
  // At most eight characters (SMPP 3.4, 5.2.2).
  const password = "for-test";
  const sms: ReceivedSms[] = [];
  const parts = new Map<string, string[]>();
  const bound = new Set<Session>();
  const binding = Promise.withResolvers<void>();
  let ids = 0;
  let references = 0;

  const server = smpp.createServer((session) => {
    session.on("error", () => session.destroy());
    session.on("close", () => bound.delete(session));
    session.on("bind_transceiver", (pdu: Pdu) => {
      const isRight = pdu.password === password;
      session.send(pdu.response(isRight ? {} : { command_status: smpp.ESME_RBINDFAIL }));
      if (!isRight) return;
      bound.add(session);
      binding.resolve();
    });
    session.on("enquire_link", (pdu: Pdu) => session.send(pdu.response()));
    session.on("submit_sm", (pdu: Pdu) => {
      const id = `m${++ids}`;
      session.send(pdu.response({ message_id: id }));
      keep(pdu);
      if (pdu.registered_delivery !== 0 && centre.fate !== "NONE") report(session, pdu, id, centre.fate);
    });
  });

  /** Keeps a text, or a part until it has all of them. */
  function keep(pdu: Pdu): void {
    const text = String(pdu.message_payload?.message ?? pdu.short_message?.message ?? "");
    const { key, total, number } = placeOf(pdu);
    const name = `${pdu.destination_addr}:${key}`;
    const known = parts.get(name) ?? Array.from({ length: total }, () => "");
    known[number - 1] = text;
    parts.set(name, known);
    if (total > 1 && known.includes("")) return;
    parts.delete(name);
    if (centre.fate !== "DELIVRD" && centre.fate !== "NONE") return;
    sms.push({ from: pdu.source_addr, to: `+${pdu.destination_addr}`, text: known.join("") });
  }

  function report(session: Session, pdu: Pdu, id: string, fate: Fate): void {
    const stat = `id:${id} sub:001 dlvrd:${fate === "DELIVRD" ? "001" : "000"} submit date:2611250800 done date:2611250800 stat:${fate}`;
    session.deliver_sm({
      esm_class: ESM.receipt,
      source_addr: pdu.destination_addr,
      destination_addr: pdu.source_addr,
      short_message: { message: Buffer.from(`${stat} err:000 text:`) },
    });
  }

  function bringTo(session: Session, from: string, fields: Readonly<Record<string, unknown>>): Promise<void> {
    const sender = { source_addr_ton: INTERNATIONAL.ton, source_addr_npi: INTERNATIONAL.npi, source_addr: from.replace(/^\+/, "") };
    return new Promise((resolve, reject) => {
      session.deliver_sm({ ...sender, destination_addr: "10690000", ...fields }, (response) => {
        if (response.command_status === 0) resolve();
        else reject(new Error(`the gateway refused the text: ${response.command_status}`));
      });
    });
  }

  const centre: MessageCentre = {
    get port() {
      return (server.address() as AddressInfo).port;
    },
    password,
    sms,
    fate: "DELIVRD",
    bound: () => binding.promise,
    async answer(from, text, as = "short") {
      const [session] = bound;
      if (session === undefined) throw new Error("no gateway is bound to the message centre");
      const coding = /^[\n\r -~]*$/.test(text) ? CODING.default : CODING.ucs2;
      if (as === "short") return bringTo(session, from, { short_message: { message: text }, data_coding: coding });
      if (as === "payload") return bringTo(session, from, { message_payload: { message: text }, data_coding: coding });
      const reference = ++references % 256;
      const pieces = text.match(new RegExp(`[^]{1,${PART}}`, "g")) ?? [];
      for (const [index, piece] of pieces.entries()) {
        const place = { total: pieces.length, number: index + 1 };
        await bringTo(session, from, { ...partOf(piece, { as, reference, ...place }), data_coding: coding });
      }
    },
    async stop() {
      for (const session of server.sessions) session.destroy();
      const closed = once(server, "close");
      server.close();
      await closed;
    },
  };
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return centre;
}

function partOf(
  piece: string,
  {
    as,
    reference,
    total,
    number,
  }: { readonly as: "udh" | "sar"; readonly reference: number; readonly total: number; readonly number: number },
): Readonly<Record<string, unknown>> {
  // 05: five octets follow; 00 03: concatenation with a reference of eight bits (3GPP TS 23.040, 9.2.3.24.1).
  if (as === "udh") return { esm_class: ESM.udh, short_message: { udh: Buffer.from([5, 0, 3, reference, total, number]), message: piece } };
  return { short_message: { message: piece }, sar_msg_ref_num: reference, sar_total_segments: total, sar_segment_seqnum: number };
}

/** Which part of which text a submission is: by its user data header, its SAR fields, or the only one. */
function placeOf(pdu: Pdu): { readonly key: string; readonly total: number; readonly number: number } {
  const { udh } = pdu.short_message ?? {};
  // The package hands on each element of a header, without the length before them.
  for (const element of udh === undefined || Buffer.isBuffer(udh) ? [] : udh) {
    if (element[0] === 0 && element[1] === 3) return { key: `u${element[2]}`, total: element[3] ?? 1, number: element[4] ?? 1 };
  }
  if (pdu.sar_total_segments === undefined) return { key: `s${pdu.sequence_number}`, total: 1, number: 1 };
  return { key: `r${pdu.sar_msg_ref_num}`, total: pdu.sar_total_segments, number: pdu.sar_segment_seqnum ?? 1 };
}
