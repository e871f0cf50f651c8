// Commit subjects: `scope: Imperative sentence`, at most 72 characters. Looked at from the commit that .ci/commits names on;
// in a clone that lacks it, those that are there.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const LONGEST = 72;
const SUBJECT = /^[a-z][a-z0-9-]*: [A-Z][^ ]* .*[^.]$/;
/** Commits that join branches or take one back have subjects of git's own. */
const OF_GIT = /^(Merge|Revert) /;

const git = (...words) => execFileSync('git', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

function subjects() {
  const base = readFileSync(new URL('commits', import.meta.url), 'utf8').trim();
  try {
    git('cat-file', '-e', `${base}^{commit}`);
    return git('log', '--format=%h %s', `${base}..HEAD`);
  } catch {
    return git('log', '--format=%h %s');
  }
}

const wrong = subjects()
  .split('\n')
  .filter(Boolean)
  .filter((line) => {
    const subject = line.slice(line.indexOf(' ') + 1);
    return !OF_GIT.test(subject) && (subject.length > LONGEST || !SUBJECT.test(subject));
  });

for (const line of wrong) console.error(`Not "scope: Imperative sentence" of ${LONGEST} characters at most: ${line}`);
process.exit(wrong.length > 0 ? 1 : 0);
