/** Values by their key, in order. */
export function grouped<T>(pairs: readonly (readonly [string, T] | readonly (string | T)[])[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const [key, value] of pairs as readonly (readonly [string, T])[]) {
    const group = groups.get(key);
    if (group) group.push(value);
    else groups.set(key, [value]);
  }
  return groups;
}
