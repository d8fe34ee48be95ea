import { days, elapsed, type EpochMs, epochMs, err, milliseconds, minutes, ok, plus } from "@labcanary/domain/basics";
import {
  CONTACT_TEST_REFUSALS,
  type ContactTestCommand,
  type ContactTestOutcome,
  type ContactTestRefusalCode,
} from "@labcanary/domain/messages";
import { type ContactStanding, isProven } from "@labcanary/domain/notification";
import { PRIORITIES } from "@labcanary/domain/rules";
import { type Schedule, standingAt } from "@labcanary/domain/schedule";
import { addressOn, type ChannelKind, channelsOf, type Person, type Site } from "@labcanary/domain/site";
import type { Journal } from "../journal/journal.ts";
import { notificationId } from "../outbox/addressing.ts";
import { maskAddress } from "../outbox/mask-address.ts";
import type { OutboxRow, OutboxTable } from "../outbox/outbox-table.ts";
import type { Proving } from "../outbox/ways.ts";
import type { AddressHash } from "../store/address-hash.ts";
import type { Batch } from "../store/batch.ts";
import type { ContactTable, KnownAddress } from "./contact-table.ts";

/** How long a delivered notification proves an address (chosen with the users: a number that is not used for a month may have changed hands). */
const PROVEN_FOR = days(30);
/** Shortest time between two tests of an address (chosen: longer than a receipt takes, so that two are never mixed up). */
const TEST_PAUSE = minutes(1);
/** When a test without proof is made again, where tests are further apart (chosen: somebody has charged the phone by then, and nobody is pestered). */
const UNDELIVERED_AGAIN = days(1);
/** How often hours may change until they are in force. Chosen: a month of those that change each day. */
const MOST_CHANGES = 31;
/** Behind everything that is about an alarm. */
const TEST_GRAVITY = PRIORITIES.length + 2;

/** The addresses of the site's contacts, and whether they work. */
export interface Contacts {
  standings(now: EpochMs): readonly ContactStanding[];
  /** Within the transaction that is open. */
  test(command: ContactTestCommand, batch: Batch): ContactTestOutcome;
  /** The address that is to be tested next, if any is and this is a time for it. */
  dueTest(now: EpochMs): Pick<ContactTestCommand, "personId" | "channel"> | undefined;
}

export interface ContactsDeps {
  readonly journal: Journal;
  readonly outbox: OutboxTable;
  readonly table: ContactTable;
  readonly site: () => Site;
  readonly channels: Proving;
  readonly addressHash: AddressHash;
}

interface LastTest {
  readonly channel: ChannelKind;
  /** Of the last test, or of the last proof where that came later. */
  readonly lastAt: EpochMs;
  /** No proof has come since the last test. */
  readonly hasFailed: boolean;
}

export function createContacts({ journal, outbox, table, site, channels, addressHash }: ContactsDeps): Contacts {
  function standingOf(person: Person, channel: ChannelKind, now: EpochMs): readonly ContactStanding[] {
    const address = addressOn(person, channel);
    if (address === undefined) return [];
    const { provenAt, test } = table.of({ personId: person.id, channel, address: addressHash(address) });
    return [
      {
        personId: person.id,
        channel,
        address: maskAddress(address),
        ...(provenAt === undefined ? {} : { provenAt }),
        isProven: provenAt !== undefined && elapsed(provenAt, now) < PROVEN_FOR,
        ...nextTestOf(
          { channel, lastAt: epochMs(Math.max(provenAt ?? 0, test?.at ?? 0)), hasFailed: (test?.at ?? 0) > (provenAt ?? 0) },
          now,
        ),
        ...(test === undefined ? {} : testOf(test)),
      },
    ];
  }

  /** Tests by themselves go one a minute and not in a flood: it may be later. */
  function nextTestOf({ channel, lastAt, hasFailed }: LastTest, now: EpochMs) {
    const { contactTests } = site();
    if (contactTests === undefined || !channels.has(channel)) return {};
    const { every, during } = contactTests;
    const isTriedSooner = hasFailed && channels.proves(channel) !== "accepted";
    const wait = isTriedSooner ? milliseconds(Math.min(every, UNDELIVERED_AGAIN)) : every;
    const dueAt = epochMs(Math.max(now, plus(lastAt, wait)));
    const nextTestAt = during === undefined ? dueAt : firstWithin(during, dueAt);
    return nextTestAt === undefined ? {} : { nextTestAt };
  }

  /** What became of one a year ago is no longer kept. */
  function testOf({ notificationId: id, at }: NonNullable<KnownAddress["test"]>): Pick<ContactStanding, "test"> {
    const row = outbox.get(id);
    return row === undefined ? {} : { test: { at, state: stateOfTest(row) } };
  }

  function stateOfTest({ state, best }: OutboxRow): NonNullable<ContactStanding["test"]>["state"] {
    if (state === "failed" || state === "cancelled") return "failed";
    if (state !== "accepted") return "waiting";
    return isProven(best, "delivered") ? "delivered" : "accepted";
  }

  const standings = (now: EpochMs): readonly ContactStanding[] =>
    site().people.flatMap((person) => channelsOf(person).flatMap((channel) => standingOf(person, channel, now)));

  return {
    standings,

    test({ id, personId, channel, by, routeId }, batch) {
      const person = site().people.find((each) => each.id === personId);
      if (person === undefined) return refusal("CONTACT_UNKNOWN");
      const address = addressOn(person, channel);
      if (address === undefined) return refusal("CONTACT_NO_ADDRESS");
      if (!channels.has(channel)) return refusal("CHANNEL_NOT_CONFIGURED");
      const contact = { personId, channel, address: addressHash(address) };
      const { test } = table.of(contact);
      if (test !== undefined && elapsed(test.at, batch.at) < TEST_PAUSE) return refusal("CONTACT_TEST_TOO_OFTEN");
      const round = `test-${id}`;
      const row = { id: notificationId(round, "test", 1, personId), round, step: "test", personId, channel, allowed: [channel] };
      outbox.insert(
        {
          ...row,
          kind: "test",
          alarmId: "",
          telling: 1,
          last: false,
          as: "contact",
          escalated: false,
          gravity: TEST_GRAVITY,
          raisedAt: batch.at,
          dueAt: batch.at,
          state: "waiting",
          proof: "delivered",
          resolved: true,
        },
        batch.at,
      );
      table.keepTest(contact, row.id, batch.at);
      const actor = by === "" ? "system" : `user:${by}`;
      const detail = { notificationId: row.id, personId, channel, to: maskAddress(address), ...(routeId === undefined ? {} : { routeId }) };
      journal.append({ at: batch.at, kind: "contact-tested", actor, detail });
      return ok({ notificationId: row.id });
    },

    dueTest(now) {
      const { contactTests } = site();
      if (contactTests === undefined) return undefined;
      const { during } = contactTests;
      if (during !== undefined && !standingAt(during, now).inForce) return undefined;
      return standings(now).find(({ nextTestAt }) => nextTestAt !== undefined && nextTestAt <= now);
    },
  };
}

/** The first instant from `at` on at which a schedule is in force; undefined where that is not soon. */
function firstWithin(schedule: Schedule, at: EpochMs): EpochMs | undefined {
  let asked = at;
  for (let change = 0; change < MOST_CHANGES && asked < Number.POSITIVE_INFINITY; change++) {
    const { inForce, until } = standingAt(schedule, asked);
    if (inForce) return asked;
    asked = until;
  }
  return undefined;
}

const refusal = (code: ContactTestRefusalCode): ContactTestOutcome => err({ code, message: CONTACT_TEST_REFUSALS[code] });
