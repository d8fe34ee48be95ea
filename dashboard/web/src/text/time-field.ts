/** A time as a field of type `datetime-local` holds it: the browser's own clock, to the second. */
export function fieldOfTime(at: number): string {
  const time = new Date(at);
  const two = (number: number): string => String(number).padStart(2, "0");
  const date = [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())].join("-");
  return `${date}T${[time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(":")}`;
}

/** The time a field holds; undefined while it holds none. */
export function timeOfField(text: string): number | undefined {
  const at = text === "" ? Number.NaN : new Date(text).getTime();
  return Number.isNaN(at) ? undefined : at;
}
