import { Encoder, type Packet, PacketType } from "socket.io-parser";

/**
 * socket.io's own encoder, that writes out what is sent only once however many sockets it is sent to, also one after the other: a
 * snapshot of a flood is megabytes, and after a restart every console asks for it.
 */
export class EncodeOnce extends Encoder {
  /** By the one thing an event carries. What is sent is never changed afterwards. */
  readonly #encoded = new WeakMap<object, { readonly packet: Packet; readonly as: unknown[] }>();

  override encode(packet: Packet): unknown[] {
    const carried: unknown = packet.data?.[1];
    const isShareable = packet.type === PacketType.EVENT && packet.id === undefined && packet.data.length === 2;
    if (!isShareable || typeof carried !== "object" || carried === null) return super.encode(packet);
    const known = this.#encoded.get(carried);
    if (known !== undefined && known.packet.nsp === packet.nsp && known.packet.data[0] === packet.data[0]) return known.as;
    const as = super.encode(packet);
    this.#encoded.set(carried, { packet: { type: packet.type, nsp: packet.nsp, data: [packet.data[0]] }, as });
    return as;
  }
}
