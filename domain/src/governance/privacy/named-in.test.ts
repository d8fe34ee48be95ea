import { expect, test } from "vitest";
import { personMark } from "../../basics/index.ts";
import { replaceNames } from "./named-in.ts";

test.each(["wang", ".wang", "_", "-li", "7"])("whoever the site has under the id %s is in no line that is kept", (id) => {
  const line = {
    kind: "raised",
    actor: `person:${id}`,
    detail: { because: `${personMark(id)} had badged`, personId: id, notificationId: `a:1:${id}` },
  };
  expect(replaceNames(line, (name) => `<${name}>`)).toEqual({
    actor: `person:<person:${id}>`,
    detail: { because: `${personMark(`<person:${id}>`)} had badged`, personId: `<person:${id}>`, notificationId: `a:1:<person:${id}>` },
  });
});
