import type { Alarm } from "@labcanary/domain/alarm";

/** An alarm as a chart shades it and a list of occurrences names it; `to` is absent while its condition holds. */
export const spanOf = ({ id, code, priority, raisedAt, clearedAt, description, simulated }: Alarm) => ({
  id,
  code,
  priority,
  from: raisedAt,
  to: clearedAt,
  what: description.what,
  simulated,
});
