import { seldomScales, type Site } from "@labcanary/domain/site";

/** Which scales of stores report too seldom to weigh every visit, in words; undefined: none does. */
export function saySeldomScales(site: Site): string | undefined {
  const scales = seldomScales(site).map(({ signal }) => signal);
  if (scales.length === 0) return undefined;
  return `${scales.join(", ")} must report every 3min at least, or visits to the store are not weighed and each is asked about; give it interval: 3min or less, and set the scale so`;
}
