import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { deserialize, serialize } from "node:v8";
import { CONVENTIONS, type Entry } from "@labcanary/domain/telemetry";
import { describe, expect, test } from "vitest";
import { CODEC_FIXTURES, codecFixtures, payloadOf, receiptOf } from "../../../test/support/codec-fixtures.ts";
import type { Said } from "./codec.ts";
import { CODECS } from "./table.ts";

/** As a fixture has it: `time` where it could be told, `at` where not, and of the rest what is there. */
function plain({ name, at, time, value, unit, quality, state, seq }: Entry): object {
  const when = time === undefined ? (at === undefined ? {} : { at }) : { time: new Date(time).toISOString() };
  const known = Object.entries({ value, unit, quality, state, seq }).filter(
    ([key, said]) => said !== undefined && !(key === "value" && isBytes(said)),
  );
  return { name, ...Object.fromEntries(known), ...when };
}

const isBytes = (said: unknown): boolean => said instanceof Uint8Array;

const plainSaid = ({ entries, ...said }: Said): object => ({ ...said, entries: entries.map(plain) });

describe.each(codecFixtures())("$convention, $name", ({ speech, messages }) => {
  const codec = CODECS[speech.convention](speech);
  let memory = codec.start;
  test.each(messages)("$says", (message) => {
    const { topic, retained = false, said, refused = [] } = message;
    const unwrapped = codec.unwrap({ topic, payload: payloadOf(message), retained, receivedAt: receiptOf(message) }, memory);
    memory = unwrapped.memory;
    expect(unwrapped.said.map(plainSaid)).toEqual(said);
    expect(unwrapped.refused.map(({ code }) => code)).toEqual(refused);
  });
});

test.each(codecFixtures())("$convention, $name comes to the same, restarted before any of its messages", ({ speech, messages }) => {
  const codec = CODECS[speech.convention](speech);
  const unwrapAll = (restartBefore: number): readonly object[] => {
    let memory = codec.start;
    return messages.map((message, index) => {
      const { topic, retained = false } = message;
      if (index === restartBefore) memory = deserialize(serialize(memory)) as unknown;
      const { memory: next, ...rest } = codec.unwrap(
        { topic, payload: payloadOf(message), retained, receivedAt: receiptOf(message) },
        memory,
      );
      memory = next;
      return rest;
    });
  };
  const whole = unwrapAll(-1);
  for (const index of messages.keys()) expect(unwrapAll(index)).toEqual(whole);
});

test.each(CONVENTIONS)("%s has fixtures, and says where they are from", (convention) => {
  expect(codecFixtures().filter((fixture) => fixture.convention === convention && fixture.speech.convention === convention)).not.toEqual(
    [],
  );
  expect(existsSync(join(CODEC_FIXTURES, convention, "PROVENANCE.md"))).toBe(true);
});

/** Home Assistant only hears. */
test.each(CONVENTIONS.filter((convention) => convention !== "home-assistant"))("%s is fuzzed, in a file of its own", (convention) => {
  expect(readFileSync(join(import.meta.dirname, `fuzz/${convention}.test.ts`), "utf8")).toContain(`testFuzzed("${convention}")`);
});
