import { createFailoverChannel, createRouteMemory } from "@labcanary/alerting";
import { seconds } from "@labcanary/domain/basics";
import { describeChannels, describeOpenChannels, type Provide } from "../support/channel-contract.ts";
import { createSettableClock } from "../support/clock.ts";
import { temporaryFolder } from "../support/files.ts";
import { createFakeChannel, type FakeChannel, UNREACHABLE } from "../support/kannel-fake-channel.ts";
import { testNotification } from "../support/notification.ts";
import { createTestLogger } from "../support/observing.ts";

const UNAUTHORISED = { kind: "retry", reason: "unauthorised", after: seconds(0) } as const;

/** What is done to the providers is done to all of them; people receive from any. */
const handsOf = (fakes: readonly FakeChannel[]) => ({
  notification: testNotification(),
  received: () => fakes.flatMap(({ accepted }) => accepted.map(({ text }) => text)),
  async goAway() {
    for (const fake of fakes) fake.behave = UNREACHABLE;
  },
  fallSilent() {
    for (const fake of fakes) fake.behave = "silent";
  },
  reportDelivered({ id }: { readonly id: string }) {
    for (const fake of fakes)
      if (fake.accepted.length > 0) fake.report({ notificationId: id, status: "delivered", at: createSettableClock().now() });
  },
});

const fakes = (count: number, password: string | undefined): readonly FakeChannel[] =>
  Array.from({ length: count }, () => {
    const fake = createFakeChannel();
    if (password !== undefined) fake.behave = UNAUTHORISED;
    return fake;
  });

/** The one most tests of alerting use: it must be like the real ones. */
const fake: Provide = async ({ password }) => {
  const [channel] = fakes(1, password) as [FakeChannel];
  return { channel, ...handsOf([channel]) };
};

const failover =
  (failing: number): Provide =>
  async ({ password }) => {
    const ways = fakes(2, password) as [FakeChannel, FakeChannel];
    for (const way of ways.slice(0, failing)) way.behave = UNREACHABLE;
    const channel = createFailoverChannel(
      { first: { name: "kannel", channel: ways[0] }, second: { name: "modem", channel: ways[1] } },
      { clock: createSettableClock(), logger: createTestLogger(), memory: createRouteMemory(temporaryFolder(), ["kannel", "modem"]) },
    );
    return { channel, ...handsOf(ways.slice(failing)) };
  };

describeChannels({ fake, "two ways behind one another": failover(0) });
describeOpenChannels({ "two ways, the first of which is away": failover(1) });
