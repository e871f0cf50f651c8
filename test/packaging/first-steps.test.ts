/** The first lines of the README: what they need, and the way out where somebody begins in another order. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

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

const { packages } = JSON.parse(textOf('package-lock.json')) as { packages: Record<string, Locked> };
interface Locked {
  readonly engines?: { readonly node?: string };
  readonly dev?: boolean;
  readonly devOptional?: boolean;
}

/** Packages that do not run on a version, as npm warns of them. */
function refusing(version: string, locked: readonly Locked[]): readonly Locked[] {
  return locked.filter(({ engines }) => engines?.node !== undefined && !allows(engines.node, versionOf(version)));
}

describe.each(['README.md', 'docs/getting-started.md'])('the versions of Node in %s', (page) => {
  const text = textOf(page);

  test('the least is that of package.json, and runs every package of an installation', () => {
    const [, least = ''] = /You need Node\.js ([\d.]+) or newer/.exec(text) ?? [];
    expect(JSON.parse(textOf('package.json')).engines.node).toBe(`>=${least}`);
    expect(
      refusing(
        least,
        Object.values(packages).filter(({ dev, devOptional }) => !(dev || devOptional)),
      ),
    ).toEqual([]);
  });

  test('npm ci warns of no package at those that it recommends', () => {
    const [, from = '', newer = ''] = /22 \(from ([\d.]+)\) or (\d+)/.exec(text) ?? [];
    expect([from, newer]).toEqual(['22.13', '24']);
    for (const version of [from, newer]) expect(refusing(version, Object.values(packages))).toEqual([]);
  });
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
