import { readFileSync } from 'node:fs';

/** Version of the package, as its package.json tells. */
export function toolVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return version as string;
}
