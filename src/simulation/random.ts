/** Chance that is the same for the same seed: every draw is a hash of what it is for, so no order of calls matters. */

/** 32 bits that depend on every part. */
export function hash(...parts: readonly (string | number)[]): number {
  let state = 0x811c9dc5;
  for (const part of parts) {
    const text = String(part);
    for (let i = 0; i < text.length; i++) state = Math.imul(state ^ text.charCodeAt(i), 0x01000193);
    state = Math.imul(state ^ 0x1f, 0x01000193);
  }
  return finish(state);
}

/** As {@link hash} for two numbers, fast enough for every action of every principal. */
export function mix(a: number, b: number): number {
  return finish(Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(b + 0x7f4a7c15, 0xc2b2ae35));
}

function finish(state: number): number {
  let h = state;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** A hash as a share: 0 ≤ n < 1. */
export function share(hashed: number): number {
  return hashed / 0x1_0000_0000;
}

/** A whole number from `least` to `most`, both included. */
export function between(hashed: number, least: number, most: number): number {
  return least + Math.floor(share(hashed) * (most - least + 1));
}

/** One element of a list that is not empty. */
export function pick<T>(list: readonly T[], hashed: number): T {
  return list[between(hashed, 0, list.length - 1)] as T;
}

/** `length` characters of an alphabet. */
export function text(alphabet: string, length: number, ...parts: readonly (string | number)[]): string {
  const start = hash(...parts);
  return Array.from({ length }, (_, i) => alphabet[mix(start, i) % alphabet.length]).join('');
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
export const LOWER = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** A unique ID as IAM gives it: a prefix of four letters (AIDA, AROA, AGPA, ANPA) and 17 characters. */
export function iamId(prefix: string, ...parts: readonly (string | number)[]): string {
  return prefix + text(BASE32, 17, prefix, ...parts);
}
