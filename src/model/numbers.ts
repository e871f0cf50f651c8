/** Numbers as people read them. */

const THOUSANDS = new Intl.NumberFormat('en-US');

/** 1234567 as 1,234,567 */
export function count(number: number): string {
  return THOUSANDS.format(number);
}

/** 1 file, 2,000 files */
export function counted(number: number, noun: string, several = `${noun}s`): string {
  return `${count(number)} ${number === 1 ? noun : several}`;
}
