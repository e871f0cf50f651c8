/** Where answers break a law: what differences.ts names is meant, all else fails. */
import { beforeEach, expect, it } from 'vitest';
import { DIFFERENCES, type Law } from './differences.js';
import { seeds } from './seeds.js';

/** So many lakes need every line of differences.ts. */
const ENOUGH_LAKES = 200;

/** The most that a failure shows. */
const SHOWN = 5;

export class Breaches {
  private readonly law: Law;
  private readonly found = new Set<string>();
  private readonly unknown: string[] = [];

  constructor(law: Law) {
    this.law = law;
    beforeEach(() => {
      this.unknown.length = 0; // a test that failed before its check leaves nothing to the next one
    });
  }

  /** `code`: what was forgotten, or another word for what is wrong. */
  add(question: string, code: string, detail: string): void {
    this.found.add(nameOf(question, code));
    if (!this.meant().includes(nameOf(question, code))) this.unknown.push(`${question}, ${code}: ${detail}`);
  }

  /** Fails on what was found since the last call and is not known. */
  check(): void {
    const unknown = this.unknown.splice(0);
    const more = unknown.length > SHOWN ? [`and ${unknown.length - SHOWN} more`] : [];
    if (unknown.length > 0) expect.fail([...unknown.slice(0, SHOWN), ...more].join('\n'));
  }

  /** A test, to stand behind those of the seeds: a line that nothing needs has to go. */
  needsEachLine(): void {
    it(`${this.law}: differences.ts names nothing that is none`, () => {
      const unneeded = this.meant().filter((name) => !this.found.has(name));
      expect(seeds().length < ENOUGH_LAKES ? [] : unneeded).toEqual([]);
    });
  }

  private meant(): string[] {
    return DIFFERENCES.filter(({ law }) => law === this.law).map(({ question, code }) => nameOf(question, code));
  }
}

function nameOf(question: string, code: string): string {
  return `${question}, ${code}`;
}
