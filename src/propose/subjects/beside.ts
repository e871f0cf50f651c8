/** What else the holders of a document have: a call that one document allows may need what another grants. */
import { grouped } from './grouped.js';
import { isOfAws } from './sets.js';
import type { Part, Subject } from './subject.js';

/** A text of a policy; null: it is not known, and may say anything. */
export type BesideText = string | null;

export class Beside {
  /** By the holder's ARN. */
  private readonly held: ReadonlyMap<string, readonly Subject[]>;

  constructor(all: readonly Subject[]) {
    this.held = grouped(all.flatMap((subject) => subject.holders.map(({ arn }) => [arn, subject] as const)));
  }

  /** Texts of all documents of a holder. */
  heldBy(arn: string): readonly BesideText[] {
    return (this.held.get(arn) ?? []).flatMap(textsOf);
  }

  /** Texts of the other documents of its holders, each once, and of its other parts; its own text is not among them. */
  textsOf(subject: Subject, part: Part): readonly BesideText[] {
    const others = new Set(subject.holders.flatMap(({ arn }) => this.held.get(arn) ?? []));
    const texts = new Set<BesideText>(subject.parts.flatMap(({ text }) => text ?? []));
    for (const other of others) if (other.key !== subject.key) for (const text of textsOf(other)) texts.add(text);
    texts.delete(part.text);
    return [...texts];
  }
}

/** Customer managed policies of a permission set are documents of their own. */
function textsOf({ kind, parts }: Subject): BesideText[] {
  if (parts.length === 0) return [null];
  return parts.flatMap(({ arn, text }) => {
    const isElsewhere = kind === 'permission_set' && text === null && arn !== null && !isOfAws(arn);
    return isElsewhere ? [] : [text];
  });
}
