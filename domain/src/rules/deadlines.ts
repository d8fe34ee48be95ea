/**
 * The deadlines of many rules, soonest first; equal ones in the order of the rules, so that the same log always fires them alike.
 * A binary heap on plain arrays. Entries are never removed early: whoever pops one looks whether it still holds.
 */
export class Deadlines {
  readonly #dueAt: number[] = [];
  readonly #rule: number[] = [];

  /** When the soonest is due; infinite when there is none. */
  get soonest(): number {
    return this.#dueAt[0] ?? Number.POSITIVE_INFINITY;
  }

  /** Nothing waits any more. */
  clear(): void {
    this.#dueAt.length = 0;
    this.#rule.length = 0;
  }

  add(dueAt: number, rule: number): void {
    let child = this.#dueAt.length;
    this.#dueAt.push(dueAt);
    this.#rule.push(rule);
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!this.#before(child, parent)) return;
      this.#swap(child, parent);
      child = parent;
    }
  }

  /** Takes the soonest rule out. Undefined when empty. */
  pop(): number | undefined {
    const first = this.#rule[0];
    const lastDue = this.#dueAt.pop();
    const lastRule = this.#rule.pop();
    if (lastDue === undefined || lastRule === undefined || this.#dueAt.length === 0) return first;
    this.#dueAt[0] = lastDue;
    this.#rule[0] = lastRule;
    this.#sink();
    return first;
  }

  #sink(): void {
    const size = this.#dueAt.length;
    for (let parent = 0; ; ) {
      const left = 2 * parent + 1;
      const right = left + 1;
      let least = parent;
      if (left < size && this.#before(left, least)) least = left;
      if (right < size && this.#before(right, least)) least = right;
      if (least === parent) return;
      this.#swap(parent, least);
      parent = least;
    }
  }

  #before(a: number, b: number): boolean {
    const dueA = this.#dueAt[a] as number;
    const dueB = this.#dueAt[b] as number;
    return dueA < dueB || (dueA === dueB && (this.#rule[a] as number) < (this.#rule[b] as number));
  }

  #swap(a: number, b: number): void {
    const due = this.#dueAt[a] as number;
    const rule = this.#rule[a] as number;
    this.#dueAt[a] = this.#dueAt[b] as number;
    this.#rule[a] = this.#rule[b] as number;
    this.#dueAt[b] = due;
    this.#rule[b] = rule;
  }
}
