/** The forms of a question: `removable --by action` is one of `removable`, in `queries/removable.by-action.sql`. */

/** What chooses a form: an option with one of these values, or that an option is given at all (`of`). */
export interface Form {
  /** The question that it is a form of: what one types first. */
  readonly question: string;
  /** Null: the form of the question without options. */
  readonly selector: Selector | null;
  readonly value: string | null;
}

type Selector = 'by' | 'kind' | 'of';

const NAME = /^(\w+)(?:\.(by|kind|of)-(\w+))?$/;

/** Of the name of a file in `queries/`. */
export function formOf(name: string): Form {
  const [, question, selector, value] = NAME.exec(name) ?? [];
  if (question === undefined) throw new Error(`Not the name of a question: ${name}`);
  return { question, selector: (selector as Selector | undefined) ?? null, value: value ?? null };
}

/** What one types after `access-lake query` to ask it, without what it requires: `removable --by action`. */
export function askedAs(name: string): string {
  return wordsOf(name).join(' ');
}

/** The words of {@link askedAs}. */
export function wordsOf(name: string): string[] {
  const { question, selector, value } = formOf(name);
  return selector === null || selector === 'of' ? [question] : [question, `--${selector}`, value as string];
}

/** Its name among saved queries, of which no two have the same: `users_of --action`. */
export function savedAs(name: string): string {
  const { question, selector, value } = formOf(name);
  return `access-lake ${selector === 'of' ? `${question} --${value}` : askedAs(name)}`;
}
