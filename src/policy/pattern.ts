/** Patterns of actions: `*` stands for any text, `?` for one character, letters for themselves in any case. */

/** What a piece of work may cost, in steps: counted, not timed, so that the same document ends the same way everywhere. */
export class Work {
  private taken = 0;
  private readonly most: number;

  constructor(most: number) {
    this.most = most;
  }

  /** Throws {@link TooMuchWork} once more steps are taken than it may cost. */
  spend(steps: number): void {
    this.taken += steps;
    if (this.taken > this.most) throw new TooMuchWork(`its patterns take more than ${this.most} steps to look through`);
  }

  get steps(): number {
    return this.taken;
  }
}

/** The message is the end of a sentence about the document. */
export class TooMuchWork extends Error {}

type Accepts = (own: string, letter: string) => boolean;

/** A pattern that is held against many texts. */
export class Pattern {
  /** In lower case; of wildcards that stand together each `?` first, then one `*`, which names the same. */
  private readonly letters: string;
  private readonly work: Work;

  constructor(text: string, work = new Work(Number.POSITIVE_INFINITY)) {
    this.letters = plain(text);
    this.work = work;
  }

  /** Whether it names the action, which is in lower case. */
  names(action: string): boolean {
    return this.takes(action, (own, letter) => own === letter || own === '?');
  }

  /**
   * Whether it names all that `inner` names. True only where it is so; of patterns such as `*a` within `*?` it may say
   * false though it is.
   */
  holds(inner: string): boolean {
    return this.takes(plain(inner), (own, letter) => letter !== '*' && (own === letter || own === '?'));
  }

  /**
   * Whether the text is taken, `*` for any run of letters and each other letter for what `accepts` says. Only the last `*`
   * is tried again, so the steps are at most the lengths of pattern and text multiplied.
   */
  private takes(text: string, accepts: Accepts): boolean {
    const { letters, work } = this;
    let [own, at, star, resumed] = [0, 0, -1, 0];
    while (at < text.length) {
      const letter = letters[own];
      if (letter === '*') {
        star = own++;
        if (own === letters.length) at = text.length;
        resumed = at;
      } else if (letter !== undefined && accepts(letter, text[at] as string)) {
        own++;
        at++;
      } else if (star >= 0) {
        work.spend(own - star);
        own = star + 1;
        at = ++resumed;
      } else break;
    }
    work.spend(own + 1);
    if (letters[own] === '*') own++;
    return at === text.length && own === letters.length;
  }
}

function plain(text: string): string {
  const letters = text.toLowerCase();
  if (!/[*?]{2}/.test(letters)) return letters;
  return letters.replaceAll(/[*?]{2,}/g, (run) => {
    const others = run.replaceAll('*', '');
    return others.length === run.length ? run : `${others}*`;
  });
}

/** The longest text between the wildcards of a pattern: whatever the pattern names holds it, in any case. */
export function longestTextOf(pattern: string): string {
  const texts = pattern.split(/[*?]+/);
  return texts.reduce((longest, text) => (text.length > longest.length ? text : longest));
}

/** Whether an action such as `s3:GetObject` is one that the pattern names. */
export function matchesAction(pattern: string, action: string): boolean {
  return new Pattern(pattern).names(action.toLowerCase());
}

/** Whether everything that `inner` names, `outer` names too, as {@link Pattern.holds} says. */
export function isWithin(inner: string, outer: string): boolean {
  return new Pattern(outer).holds(inner);
}
