import fc from "fast-check";
import { expect, test } from "vitest";
import { coversFilter, filtersOverlap, isTopicFilter, matchesTopic } from "./topic-filter.ts";

/** MQTT 3.1.1, 4.7.1. */
test.each([
  { filter: "sport/tennis/player1/#", topic: "sport/tennis/player1", matches: true },
  { filter: "sport/tennis/player1/#", topic: "sport/tennis/player1/ranking", matches: true },
  { filter: "sport/tennis/player1/#", topic: "sport/tennis/player1/score/wimbledon", matches: true },
  { filter: "sport/tennis/+", topic: "sport/tennis/player1", matches: true },
  { filter: "sport/tennis/+", topic: "sport/tennis/player1/ranking", matches: false },
  { filter: "sport/+", topic: "sport", matches: false },
  { filter: "sport/+", topic: "sport/", matches: true },
  { filter: "/+", topic: "/finance", matches: true },
  { filter: "+", topic: "/finance", matches: false },
  { filter: "+/+", topic: "/finance", matches: true },
  { filter: "sport", topic: "sport/tennis", matches: false },
])("$filter matches $topic: $matches", ({ filter, topic, matches }) => {
  expect(matchesTopic(filter, topic)).toBe(matches);
});

test.each([
  { text: "a/b", is: true },
  { text: "+/b/#", is: true },
  { text: "/", is: true },
  { text: "", is: false },
  { text: "a/#/b", is: false },
  { text: "a#", is: false },
  { text: "a/b+", is: false },
  { text: "a\u0000", is: false },
  { text: "x".repeat(201), is: false },
])("$text is a filter: $is", ({ text, is }) => {
  expect(isTopicFilter(text)).toBe(is);
});

const level = fc.constantFrom("a", "b", "+", "");
const filterOf = fc
  .tuple(fc.array(level, { minLength: 1, maxLength: 3 }), fc.boolean())
  .map(([levels, hasMore]) => [...levels, ...(hasMore ? ["#"] : [])].join("/"));
const topicOf = fc.array(fc.constantFrom("a", "b", ""), { minLength: 1, maxLength: 4 }).map((levels) => levels.join("/"));

test("what one filter covers of another, and what they have in common, is so for every topic", () => {
  fc.assert(
    fc.property(filterOf, filterOf, topicOf, (one, other, topic) => {
      const [ofOne, ofOther] = [matchesTopic(one, topic), matchesTopic(other, topic)];
      if (coversFilter(one, other) && ofOther) expect(ofOne).toBe(true);
      if (ofOne && ofOther) expect(filtersOverlap(one, other)).toBe(true);
      expect(filtersOverlap(one, other)).toBe(filtersOverlap(other, one));
    }),
    { numRuns: 2000 },
  );
});
