import { type AlarmBooks, sumOf, unbalanced } from "@labcanary/domain/alarm";
import type { DeliveryCondition } from "../notifications/conditions.ts";
import type { BookTable } from "./book-table.ts";

/** Each sum that does not hold, as the journal has it: `notices 10 ≠ 9`. */
export const saidOf = (books: AlarmBooks): string =>
  unbalanced(books)
    .map((book) => {
      const { came, became } = sumOf(books, book);
      return `${book} ${came} ≠ ${became}`;
    })
    .join(", ");

/** Alarms or notifications are unaccounted for. */
export const booksCondition = (books: Pick<BookTable, "read">): DeliveryCondition => ({
  name: "alarm-books-unbalanced",
  isActive: () => unbalanced(books.read()).length > 0,
  get because() {
    return { active: saidOf(books.read()), over: "everything handed on is accounted for" };
  },
});
