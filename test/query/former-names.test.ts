/** What questions and options were called in drafts of the documents stands nowhere but in the hints for a typo. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { FORMER } from '../../src/query/question/find.js';
import { readQuestions } from '../../src/query/question/questions.js';

/** Names of columns, fragments, tables and lookups, too. */
const ALSO_OTHERS = [
  'accounts',
  'granted_actions',
  'granted_services',
  'removable_actions',
  'removable_services',
  'unused_actions',
  'used_actions',
];
const HELD = [
  'src',
  'queries',
  'docs',
  'dashboards',
  'deploy',
  'scripts',
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
];
const HINTS = ['src/query/question/find.ts', 'docs/questions.md'];

it('no text asks a question by a former name', () => {
  const files = execFileSync('git', ['ls-files', ...HELD], { encoding: 'utf8' })
    .trim()
    .split('\n');
  const texts = files.filter((file) => !HINTS.includes(file) && !/\.(png|parquet)$/.test(file));
  const names = Object.keys(FORMER);
  const alone = names.filter((name) => !ALSO_OTHERS.includes(name));
  const former = new RegExp(
    `\\b(${alone.join('|')})\\b|access-lake query (${names.join('|')})\\b(?![.])|--account-id (?!=)`,
  );
  expect(texts.filter((file) => former.test(readFileSync(file, 'utf8')))).toEqual([]);
});

it('every hint is a question as one types it', () => {
  const asked = new Set(readQuestions().map((question) => question.asked));
  for (const hint of Object.values(FORMER)) {
    const [form = ''] = hint.split(/ --(?:all|service$|action$)/);
    expect(asked.has(form), hint).toBe(true);
  }
});

/** `--account`, `--exclude-account`, `--ou`, `--exclude-ou` and `--principal`, each given once for a value. */
const OLD_SPELLINGS =
  /--(?:exclude-)?(?:accounts|ous|account-ids?|ou-ids?)\b(?! ?=)|--principals?-arns?\b|--principals\b(?!-)|ACCESS_LAKE_(?:EXCLUDE_)?(?:ACCOUNTS|OUS)\b/;

it('accounts, OUs and principals are spelled in one way', () => {
  const files = execFileSync('git', ['ls-files', ...HELD, 'test'], { encoding: 'utf8' })
    .trim()
    .split('\n');
  const texts = files.filter((file) => /\.(ts|mjs|md|sql|ya?ml|json|py|sh)$/.test(file));
  const old = texts.filter((file) => OLD_SPELLINGS.test(readFileSync(file, 'utf8')));
  expect(old).toEqual(SPELLED_OTHERWISE);
});

/** A question that is made up, and this list. */
const SPELLED_OTHERWISE: readonly string[] = ['test/query/former-names.test.ts', 'test/query/question/bind.test.ts'];
