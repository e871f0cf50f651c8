/** Shares, times and sizes as people read them. */

/** A part of a whole in per cent. */
export function share(part: number, whole: number): string {
  return whole === 0 ? '0 %' : `${((part * 100) / whole).toFixed(1)} %`;
}

/** 0:42 or 1:02:03, hours first. */
export function seconds(number: number): string {
  const whole = Math.round(number);
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const two = (part: number): string => String(part).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** Bytes in the unit that fits: 512 B, 1.5 KB, 20 MB (powers of 1000). */
export function bytes(number: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  const at = number < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(number) / 3));
  const scaled = number / 1000 ** at;
  return `${at === 0 || scaled >= 100 ? Math.round(scaled) : scaled.toFixed(1)} ${units[at]}`;
}
