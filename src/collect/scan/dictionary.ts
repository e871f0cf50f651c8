import type { Codes } from '../../model/columns.js';

/** Collects strings into Codes and tells the code of each. */
export class Dictionary {
  private readonly values: string[] = [];
  private readonly known = new Map<string, number>();
  private codes = new Int32Array(512);
  private rows = 0;

  /** Appends the value as so many rows. The code of it, -1 for undefined. */
  append(value: string | undefined, rows = 1): number {
    const code = value === undefined ? -1 : (this.known.get(value) ?? this.learn(value));
    while (this.rows + rows > this.codes.length) this.grow();
    for (let row = 0; row < rows; row += 1) this.codes[this.rows++] = code;
    return code;
  }

  done(): Codes {
    return { kind: 'codes', dictionary: this.values, codes: this.codes.slice(0, this.rows) };
  }

  private grow(): void {
    const codes = new Int32Array(this.codes.length * 2);
    codes.set(this.codes);
    this.codes = codes;
  }

  /** Kept as a copy: a slice would keep the whole body in memory for as long as it lives. */
  private learn(value: string): number {
    const copy = Buffer.from(value).toString();
    const code = this.values.push(copy) - 1;
    this.known.set(copy, code);
    return code;
  }
}
