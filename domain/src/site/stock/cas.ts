const CAS = /^(\d{2,7})-(\d{2})-(\d)$/;

/** Whether it is a CAS registry number: its last digit is the sum of the others, each times its place from the right, modulo 10. */
export function isCas(text: string): boolean {
  const [, first = "", second = "", check] = CAS.exec(text) ?? [];
  if (check === undefined) return false;
  const digits = [...`${first}${second}`].reverse();
  return digits.reduce((sum, digit, index) => sum + Number(digit) * (index + 1), 0) % 10 === Number(check);
}
