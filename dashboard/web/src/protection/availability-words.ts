/** Half a hundredth of a percent short of all is not all: rounded down, so that 100 % means every second of it. */
export function formatShare(share: number, locale: string): string {
  const floored = Math.floor(Math.max(0, Math.min(1, share)) * 10_000) / 10_000;
  return new Intl.NumberFormat(locale, { style: "percent", minimumFractionDigits: floored === 1 ? 0 : 2, maximumFractionDigits: 2 }).format(
    floored,
  );
}
