/**
 * Sets variables of this process's environment, undefined: takes them away; what it returns puts all back as it was. The
 * environment itself stays: one that is replaced no longer tells the zone, and the next test file of the worker has it too.
 */
export function enter(variables: Readonly<Record<string, string | undefined>>): () => void {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  set(Object.entries(variables));
  return () => set(before);
}

function set(variables: readonly (readonly [name: string, value: string | undefined])[]): void {
  for (const [name, value] of variables) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}
