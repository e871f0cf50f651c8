import type { Codes } from '../../model/columns.js';

/** No name holds it; where a hostile one does, the copies are made one by one. */
const separator = '\u0000';

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
    return { kind: 'codes', dictionary: copied(this.values), codes: this.codes.slice(0, this.rows) };
  }

  private grow(): void {
    const codes = new Int32Array(this.codes.length * 2);
    codes.set(this.codes);
    this.codes = codes;
  }

  private learn(value: string): number {
    const code = this.values.push(value) - 1;
    this.known.set(value, code);
    return code;
  }
}

/** Copies, all at once: a slice of the body would keep the whole of it in memory for as long as it lives. */
function copied(values: readonly string[]): string[] {
  const copies = [...values, ''].join(separator).split(separator).slice(0, -1);
  return copies.length === values.length ? copies : values.map((value) => Buffer.from(value).toString());
}
