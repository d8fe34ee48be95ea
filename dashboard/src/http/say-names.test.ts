import Fastify from "fastify";
import { expect, test } from "vitest";
import { testSite } from "../../../test/support/site.ts";
import { sayNames } from "./say-names.ts";
import type { App } from "./typed-app.ts";

const named = testSite({ people: [{ ...testSite().people[0]!, id: "wang", name: 'Wang "Fan" Fang' }] });

async function answer(payload: string | object, isSignedIn: boolean, headers: Readonly<Record<string, string>> = {}) {
  const app = Fastify() as unknown as App;
  app.decorateRequest("session", null);
  app.addHook("onRequest", async (request) => {
    request.session = (isSignedIn ? {} : null) as typeof request.session;
  });
  sayNames(app, () => named);
  app.get("/", async (_request, reply) => reply.headers(headers).send(payload));
  return (await app.inject("/")).body;
}

test("whoever is signed in reads who it was, in JSON as in plain text", async () => {
  const because = "{person:wang} had badged";
  expect(JSON.parse(await answer({ because }, true))).toEqual({ because: 'Wang "Fan" Fang had badged' });
  expect(await answer(because, true)).toBe('Wang "Fan" Fang had badged');
});

test("a file is sent as it was made: its hash may be written down", async () => {
  const header = { "content-disposition": 'attachment; filename="x.csv"' };
  expect(await answer("{person:wang} had badged", true, header)).toBe("{person:wang} had badged");
});

test("a visitor who writes a mark is given it back, and learns nobody's name", async () => {
  expect(await answer({ words: "{person:wang}" }, false)).toBe('{"words":"{person:wang}"}');
});
