/**
 * Whether the working directory is what a tag says: the version of package.json and its lock, a dated heading of
 * CHANGELOG.md, and no change that is not committed. Prints a line a problem; ends with 1 where there is one, with 2
 * without a tag. Usage: node scripts/release/check.mjs <tag>
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const CHANGES_SHOWN = 10;

const [tag] = process.argv.slice(2);
if (!tag) {
  console.error('Cannot check a release: no tag was named. Usage: node scripts/release/check.mjs <tag>');
  process.exit(2);
}
const problems = [...versionProblems(tag), ...changelogProblems(tag), ...treeProblems()];
for (const problem of problems) console.error(problem);
process.exit(problems.length > 0 ? 1 : 0);

function versionProblems(tag) {
  return ['package.json', 'package-lock.json'].flatMap((file) => {
    const { version } = JSON.parse(readFileSync(file, 'utf8'));
    return version === tag ? [] : [`Cannot release the tag "${tag}": ${file} has version ${version}.`];
  });
}

function changelogProblems(tag) {
  const heading = readFileSync('CHANGELOG.md', 'utf8')
    .split('\n')
    .find((line) => line === `## ${tag}` || line.startsWith(`## ${tag},`));
  if (heading === undefined)
    return [`Cannot release the tag "${tag}": CHANGELOG.md has no heading "## ${tag}, <date>".`];
  if (/^\d{4}-\d{2}-\d{2}$/.test(heading.slice(`## ${tag}, `.length))) return [];
  return [`Cannot release the tag "${tag}": its heading in CHANGELOG.md is "${heading}". Put the date in: yyyy-mm-dd.`];
}

function treeProblems() {
  const changes = execFileSync('git', ['status', '--porcelain'], { encoding: 'utf8' }).split('\n').filter(Boolean);
  if (changes.length === 0) return [];
  const shown = changes.slice(0, CHANGES_SHOWN).map((line) => line.slice('XY '.length));
  return [`Cannot release a tree with changes that are not committed, ${changes.length} in all: ${shown.join(', ')}`];
}
