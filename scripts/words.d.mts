/** Lines of a text, each with its number. */
export type Lines = readonly (readonly [number, string])[];

export interface Place {
  readonly file: string;
  readonly line: number;
  readonly found: string;
  readonly wanted: string;
}

export function textsOf(root?: string): [string, Lines][];
export function linesOf(file: string, text: string): Lines;
export function placesIn(texts: readonly (readonly [string, Lines])[], root?: string): Place[];
export function countsOf(places: readonly Place[]): Map<string, number>;
export function recorded(root?: string): Map<string, number>;
