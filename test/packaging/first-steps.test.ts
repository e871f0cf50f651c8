/** The first lines of the README: what they need, and the way out where somebody begins in another order. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const textOf = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');
const readme = textOf('README.md');

type Version = readonly [major: number, minor: number, patch: number];

function versionOf(text: string): Version {
  const [, major = '0', minor = '0', patch = '0'] = /(\d+)(?:\.(\d+))?(?:\.(\d+))?/.exec(text) ?? [];
  return [Number(major), Number(minor), Number(patch)];
}

const isLeast = (one: Version, least: Version): boolean => {
  const at = one.findIndex((part, place) => part !== least[place]);
  return at < 0 || (one[at] as number) > (least[at] as number);
};

/** Ranges as the packages write them: `>=20`, `^20.19.0`, `20`, and several of these with `||`. */
function allows(range: string, version: Version): boolean {
  return range.split('||').some((part) => {
    const text = part.trim();
    if (text === '*') return true;
    const least = versionOf(text);
    if (/^>=/.test(text)) return isLeast(version, least);
    return /^(\^|\d)/.test(text) && version[0] === least[0] && isLeast(version, least);
  });
}

test('npm ci warns of no package on the least Node that the pages name', () => {
  const { packages } = JSON.parse(textOf('package-lock.json'));
  for (const page of [readme, textOf('docs/getting-started.md')]) {
    const [, named = ''] = /You need Node\.js ([\d.]+) or newer/.exec(page) ?? [];
    const engines = Object.entries<{ engines?: { node?: string } }>(packages).map(([name, { engines: own }]) => [
      name,
      own?.node,
    ]);
    const wrong = engines.filter(([, range]) => range !== undefined && !allows(range, versionOf(named)));
    expect(wrong).toEqual([]);
  }
});

test('the placeholder of the clone line is explained on that line', () => {
  expect(readme).toMatch(/^git clone URL access-lake && cd access-lake +# URL: /m);
});

test('who calls npx before the build is told the way out, where the first npx stands', () => {
  const [, after = ''] = readme.split('npx --no-install access-lake query worklist');
  const [paragraph = ''] = /^With `--no-install`.*$/m.exec(after) ?? [];
  expect(paragraph).toContain('access-lake: not found');
  expect(paragraph).toContain('remove `~/.npm/_npx`');
});
