import { Readable } from "node:stream";
import type { AedesPublishPacket, Client, Subscription } from "aedes";
import MemoryPersistence from "aedes-persistence/asyncPersistence.js";
import { ownBytes } from "./own-bytes.ts";

/** Whatever aedes queues: a PUBLISH or a PUBREL. */
type AedesPacket = Parameters<MemoryPersistence["outgoingEnqueue"]>[1];

/**
 * The QoS 2 messages of one session that were taken and not yet released by PUBREL, by packet identifier.
 * `accepted`: in the accepted log. `answered`: aedes has taken it too, and answers a repetition by itself.
 */
export interface InboundWindow {
  isAccepted(messageId: number): boolean;
  accepted(messageId: number): void;
  /** Callbacks of repetitions that came while the first is still on its way into the log. */
  readonly accepting: Map<number, ((error?: Error | null) => void)[]>;
}

class SessionWindow implements InboundWindow {
  readonly accepting = new Map<number, ((error?: Error | null) => void)[]>();
  readonly #states = new Map<number, "accepted" | "answered">();
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  isAccepted(messageId: number): boolean {
    return this.#states.has(messageId);
  }

  isAnswered(messageId: number): boolean {
    return this.#states.get(messageId) === "answered";
  }

  accepted(messageId: number): void {
    this.#put(messageId, "accepted");
  }

  answered(messageId: number): void {
    this.#put(messageId, "answered");
  }

  release(messageId: number): boolean {
    return this.#states.delete(messageId);
  }

  /** A full window forgets its oldest identifier: should that message come again, it is taken again, and the log knows duplicates. */
  #put(messageId: number, state: "accepted" | "answered"): void {
    this.#states.set(messageId, state);
    if (this.#states.size > this.#capacity) this.#states.delete(this.#states.keys().next().value as number);
  }
}

export interface PersistenceBounds {
  readonly maxSessions: number;
  readonly maxQueuedMessages: number;
  readonly maxInflight: number;
  /** A subscription that is kept must be one that was granted: aedes stores every filter of a SUBSCRIBE of which one was granted. */
  readonly mayKeep: (client: Client, filter: string) => boolean;
  readonly onQueueFull: () => void;
}

/**
 * aedes' memory store with a bound on everything that a peer can make grow: sessions, queued messages, open QoS 2 exchanges.
 * It also copies what it retains, which is otherwise a view that keeps a whole read buffer alive.
 */
export class BoundedPersistence extends MemoryPersistence {
  readonly #bounds: PersistenceBounds;
  readonly #sessions = new Map<string, SessionWindow>();
  /** By connection, so that what an older connection still does cannot reach a session that began after it. */
  readonly #windows = new WeakMap<Client, SessionWindow>();
  readonly #queued = new Map<string, number>();
  /** What is retained, by topic; the payloads are those of aedes' own map, which nobody else can look into. */
  readonly #retained = new Map<string, AedesPublishPacket>();

  constructor(bounds: PersistenceBounds) {
    super();
    this.#bounds = bounds;
  }

  /** Gives a connection its session, new or kept. False when it asks for one to be kept and there is no room. */
  openSession(client: Client): boolean {
    const kept = client.clean ? undefined : this.#sessions.get(client.id);
    if (client.clean) this.#sessions.delete(client.id);
    else if (kept === undefined && this.#sessions.size >= this.#bounds.maxSessions) return false;
    const window = kept ?? new SessionWindow(this.#bounds.maxInflight);
    if (!client.clean) this.#sessions.set(client.id, window);
    this.#windows.set(client, window);
    return true;
  }

  windowOf(client: Client): InboundWindow | undefined {
    return this.#windows.get(client);
  }

  override async storeRetained(packet: AedesPublishPacket): Promise<void> {
    const kept = { ...packet, payload: ownBytes(packet.payload) } as AedesPublishPacket;
    if (kept.payload.length === 0) this.#retained.delete(kept.topic);
    else this.#retained.set(kept.topic, kept);
    await super.storeRetained(kept);
  }

  /**
   * What a new subscriber is sent of what is retained, each message as it stands when its turn comes: empty when it was taken away. aedes
   * reads dozens ahead, and what changed meanwhile would come in its new state first and then, as if that were newer, in its old.
   */
  override createRetainedStreamCombi(filters: string[]): Readable {
    return Readable.from(asTheyStand(super.createRetainedStreamCombi(filters), this.#retained));
  }

  override async addSubscriptions(client: Client, subscriptions: Subscription[]): Promise<void> {
    await super.addSubscriptions(
      client,
      subscriptions.filter((subscription) => this.#bounds.mayKeep(client, subscription.topic)),
    );
  }

  override async outgoingEnqueue(subscription: { clientId: string }, packet: AedesPacket): Promise<void> {
    await this.outgoingEnqueueCombi([subscription], packet);
  }

  override async outgoingEnqueueCombi(subscriptions: { clientId: string }[], packet: AedesPacket): Promise<void> {
    for (const subscription of subscriptions) {
      if (await this.#makeRoom(subscription.clientId)) {
        this.#queued.set(subscription.clientId, (this.#queued.get(subscription.clientId) ?? 0) + 1);
        await super.outgoingEnqueue(subscription, packet);
      }
    }
  }

  /** False when the queue is full of sent and unacknowledged messages; aedes then cuts off the device, which gets them again. */
  async #makeRoom(clientId: string): Promise<boolean> {
    if ((this.#queued.get(clientId) ?? 0) < this.#bounds.maxQueuedMessages) return true;
    this.#bounds.onQueueFull();
    const oldestUnsent = await this.outgoingClearMessageId({ id: clientId }, { messageId: undefined });
    return oldestUnsent !== undefined;
  }

  override async outgoingClearMessageId(
    client: Pick<Client, "id">,
    packet: Pick<AedesPacket, "messageId"> | { messageId: undefined },
  ): Promise<AedesPacket> {
    const removed = await super.outgoingClearMessageId(client as Client, packet as AedesPacket);
    if (removed !== undefined) this.#queued.set(client.id, (this.#queued.get(client.id) ?? 1) - 1);
    return removed;
  }

  override async incomingStorePacket(client: Client, packet: AedesPacket): Promise<void> {
    this.#windows.get(client)?.answered(packet.messageId as number);
  }

  override async incomingGetPacket(client: Client, packet: AedesPacket): Promise<AedesPacket> {
    if (this.#windows.get(client)?.isAnswered(packet.messageId as number) !== true) throw new Error("no such packet"); // as aedes expects
    return packet;
  }

  override async incomingDelPacket(client: Client, packet: AedesPacket): Promise<void> {
    this.#windows.get(client)?.release(packet.messageId as number);
  }

  /** Nothing to do: a clean session has a window of its own, which goes with its connection. */
  override async cleanIncoming(): Promise<void> {}
}

async function* asTheyStand(
  ahead: AsyncIterable<AedesPublishPacket>,
  retained: ReadonlyMap<string, AedesPublishPacket>,
): AsyncGenerator<Pick<AedesPublishPacket, "cmd" | "topic" | "qos" | "payload">> {
  for await (const { cmd, topic, qos } of ahead) {
    yield {
      cmd,
      topic,
      get qos() {
        return retained.get(topic)?.qos ?? qos;
      },
      get payload() {
        return retained.get(topic)?.payload ?? Buffer.alloc(0);
      },
    };
  }
}
