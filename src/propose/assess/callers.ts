/** Which of the actions that need others a text allows. */
import type { Dependents } from '../../policy/dependent-actions.js';
import { isReadable, readPolicy, type Statement } from '../../policy/document.js';
import { TooMuchWork } from '../../policy/pattern.js';
import { KnownActions } from '../evidence/known-actions.js';
import type { Beside, BesideText } from '../subjects/beside.js';
import type { Part, Subject } from '../subjects/subject.js';

/** Texts are remembered, for the same ones stand beside many documents. */
const MOST_REMEMBERED = 2000;

export class Callers {
  private readonly all: readonly string[];
  private readonly known: KnownActions;
  private readonly remembered = new Map<string, ReadonlySet<string>>();

  constructor(dependents: Dependents) {
    this.all = [...dependents.keys()];
    this.known = new KnownActions(this.all);
  }

  /** Names in lower case. What is not known, cannot be read or takes too long to may allow each. */
  allowedBy(texts: readonly BesideText[]): readonly string[] {
    if (texts.includes(null)) return this.all;
    return [...new Set(texts.flatMap((text) => [...this.ofText(text as string)]))];
  }

  private ofText(text: string): ReadonlySet<string> {
    const made = this.remembered.get(text) ?? new Set(this.read(text));
    if (this.remembered.size >= MOST_REMEMBERED) this.remembered.clear();
    this.remembered.set(text, made);
    return made;
  }

  private read(text: string): readonly string[] {
    const document = readPolicy(text);
    if (!isReadable(document)) return this.all;
    const known = this.known.ofDocument([]);
    const allowing = document.statements.filter(({ effect }) => effect === 'Allow');
    try {
      return allowing.flatMap((statement) => this.ofStatement(statement, known));
    } catch (error) {
      if (error instanceof TooMuchWork) return this.all;
      throw error;
    }
  }

  private ofStatement({ actions, notActions }: Statement, known: KnownActions): readonly string[] {
    const entries = (actions ?? notActions)?.values ?? [];
    const named = entries.flatMap((entry) => known.named(entry).map(({ key }) => key));
    if (actions !== null) return named;
    const others = new Set(named);
    return this.all.filter((action) => !others.has(action));
  }
}

export interface AroundOptions {
  readonly beside: Beside;
  readonly callers: Callers;
}

/** What the holders have beside one text, and what stood in its place. */
export interface Around {
  readonly beside: readonly BesideText[];
  readonly calledBeside: readonly string[];
  readonly earlierTexts: readonly string[];
}

export function around(subject: Subject, part: Part, { beside, callers }: AroundOptions): Around {
  const texts = beside.textsOf(subject, part);
  const isOwn = subject.kind !== 'permission_set' || part.arn === null;
  return {
    beside: texts,
    calledBeside: callers.allowedBy(texts),
    earlierTexts: isOwn ? subject.earlierTexts : [],
  };
}
