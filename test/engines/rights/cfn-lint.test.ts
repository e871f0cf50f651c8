/** The templates that people deploy, by AWS's own linter. */
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { cached } from '../programs/cache.js';

const version = '1.51.0';
const run = promisify(execFile);
const deploy = resolve(import.meta.dirname, '../../../deploy');

/** Folder that holds cfn-lint as a Python module. */
function cfnLint(): Promise<string> {
  return cached(`cfn-lint-${version}`, async (folder) => {
    await run('python3', ['-m', 'pip', 'install', '--quiet', '--target', folder, `cfn-lint==${version}`]);
  });
}

async function lint(template: string): Promise<string> {
  const PYTHONPATH = await cfnLint();
  const { stdout } = await run(
    'python3',
    [join(PYTHONPATH, 'bin/cfn-lint'), '--non-zero-exit-code', 'informational', template],
    {
      env: { ...process.env, PYTHONPATH },
    },
  );
  return stdout;
}

const templates = readdirSync(deploy).filter((file) => file.endsWith('.yaml'));

test('there are templates', () => expect(templates).toContain('member-role.yaml'));

test.each(templates)('cfn-lint has nothing to say about %s', async (template) => {
  expect(await lint(join(deploy, template))).toBe('');
});
