/** Where answers break a law: those that known-red.ts names pass for now, all others fail. */
import { expect, it } from 'vitest';
import { KNOWN_RED, type Law, type Red } from './known-red.js';
import { seeds, USUAL_SEEDS } from './seeds.js';

/** The most that a failure shows. */
const SHOWN = 5;

export class Breaches {
  private readonly law: Law;
  private readonly found = new Set<string>();
  private readonly unknown: string[] = [];

  constructor(law: Law) {
    this.law = law;
  }

  /** `code`: what was forgotten, or another word for what is wrong. */
  add(question: string, code: string, detail: string): void {
    this.found.add(nameOf(question, code));
    if (!this.known().includes(nameOf(question, code))) this.unknown.push(`${question}, ${code}: ${detail}`);
  }

  /** Fails on what was found since the last call and is not known. */
  check(): void {
    const unknown = this.unknown.splice(0);
    const more = unknown.length > SHOWN ? [`and ${unknown.length - SHOWN} more`] : [];
    if (unknown.length > 0) expect.fail([...unknown.slice(0, SHOWN), ...more].join('\n'));
  }

  /** A test, to stand behind those of the seeds: a line that nothing breaks any more has to go. */
  onlyShrinks(): void {
    const isAsked = USUAL_SEEDS.every((seed) => seeds().includes(seed));
    it(`${this.law}: known-red.ts names nothing that holds`, () => {
      const passing = this.known(({ isRare }) => !isRare).filter((name) => !this.found.has(name));
      expect(isAsked ? passing : []).toEqual([]);
    });
  }

  private known(isMeant: (red: Red) => boolean = () => true): string[] {
    return KNOWN_RED.filter((red) => red.law === this.law && isMeant(red)).flatMap(({ question, codes }) =>
      codes.map((code) => nameOf(question, code)),
    );
  }
}

function nameOf(question: string, code: string): string {
  return `${question}, ${code}`;
}
