/** Patterns of actions: `*` stands for any text, `?` for one character, letters for themselves in any case. */

/** Whether an action such as `s3:GetObject` is one that the pattern names. */
export function matchesAction(pattern: string, action: string): boolean {
  return matches(pattern.toLowerCase(), action.toLowerCase(), (own, letter) => own === letter || own === '?');
}

/**
 * Whether everything that `inner` names, `outer` names too. True only where it is so; of patterns such as `*?` and
 * `?*` it may say false though it is.
 */
export function isWithin(inner: string, outer: string): boolean {
  const accepts = (own: string, letter: string): boolean => letter !== '*' && (own === letter || own === '?');
  return matches(outer.toLowerCase(), inner.toLowerCase(), accepts);
}

/** Whether the pattern takes the text, its `*` any run of letters and each other letter what `accepts` says. */
function matches(pattern: string, text: string, accepts: (own: string, letter: string) => boolean): boolean {
  let [own, at, star, resumed] = [0, 0, -1, 0];
  while (at < text.length) {
    const letter = pattern[own];
    if (letter === '*') [star, resumed] = [own++, at];
    else if (letter !== undefined && accepts(letter, text[at] as string)) [own, at] = [own + 1, at + 1];
    else if (star >= 0) [own, at] = [star + 1, ++resumed];
    else return false;
  }
  while (pattern[own] === '*') own++;
  return own === pattern.length;
}
