/** The folder of proposals: only what `propose` wrote is replaced, all or nothing, whatever lies there. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { readProposals } from '../../../src/propose/recheck.js';
import { inFolder } from '../../export/lake.js';
import { EMPTY_INDEX, ONE, placed, THREE, TWO, treeOf } from '../placing.js';

const inProposals = (work: (out: string, folder: string) => Promise<void>) =>
  inFolder(async (folder) => {
    const out = join(folder, 'out');
    await placed(out, [ONE, TWO], 'former');
    await work(out, folder);
  });

function git(folder: string, ...args: string[]): string {
  const who = ['-c', 'user.name=a', '-c', 'user.email=a@example.com', '-c', 'core.excludesFile='];
  const { status, stdout, stderr } = spawnSync('git', [...who, ...args], { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

describe('proposals in a repository with other files', () => {
  it('git status shows only files of proposals that changed', () =>
    inProposals(async (out) => {
      for (const name of ['accepted.json', 'notes.md', '.gitignore', 'terraform/main.tf', 'other-notes/README.md']) {
        mkdirSync(dirname(join(out, name)), { recursive: true });
        writeFileSync(join(out, name), 'theirs');
      }
      git(out, 'init', '-q');
      git(out, 'add', '-A');
      git(out, 'commit', '-qm', 'first');
      await placed(out, [ONE, TWO], 'former');
      expect(git(out, 'status', '--porcelain')).toBe('');
      await placed(out, [TWO, THREE], 'new');
      const changed = git(out, 'status', '--porcelain', '-uall', '--no-renames').trimEnd().split('\n');
      expect(changed).toContain(` D ${ONE}/apply.sh`);
      expect(changed).toContain(` M ${TWO}/apply.sh`);
      expect(changed).toContain(`?? ${THREE}/apply.sh`);
      const ours = /^.. (?:111122223333|sets|families|scp)\/|^.. (?:index\.json|README\.md)$/;
      expect(changed.filter((line) => !ours.test(line))).toEqual([]);
      expect(git(out, 'fsck').trim()).toBe('');
    }));

  it('files of a document that is proposed no more are gone', () =>
    inProposals(async (out) => {
      await placed(out, [THREE], 'new');
      expect(readdirSync(out).sort()).toEqual(['README.md', 'families', 'index.json', 'scp', 'sets']);
      expect([...treeOf(out).values()].filter((text) => text.startsWith('former'))).toEqual([]);
    }));
});

describe('what is not of the shape that propose writes ends it with exit code 2, and nothing changes', () => {
  const write =
    (path: string, text = 'theirs') =>
    (out: string) => {
      mkdirSync(dirname(join(out, path)), { recursive: true });
      writeFileSync(join(out, path), text);
    };
  const folderAt = (path: string) => (out: string) => {
    rmSync(join(out, path), { recursive: true, force: true });
    mkdirSync(join(out, path), { recursive: true });
  };
  const pipeAt = (path: string) => (out: string) => {
    rmSync(join(out, path), { force: true });
    expect(spawnSync('mkfifo', [join(out, path)]).status).toBe(0);
  };
  const index = (changes: object) => write('index.json', JSON.stringify({ ...EMPTY_INDEX, ...changes }));
  const cases: [string, (out: string) => void, RegExp][] = [
    [
      'a file beside those of a document',
      write(`${ONE}/notes.md`),
      /notes\.md": it is not a file that access-lake writes/,
    ],
    ['a hidden file in an account', write('111122223333/.keep'), /\.keep": it is not a file/],
    ['a document of no kind', write('111122223333/other/x-11111111/README.md'), /other": it is not a file/],
    ['a name without its hash', write('sets/permission_set/x/after.json'), /permission_set\/x": it is not a file/],
    ['a file in scp', write('scp/main.tf'), /main\.tf": it is not a file/],
    ['a folder where a file lies', folderAt(`${ONE}/apply.sh`), /apply\.sh": it is not a regular file/],
    ['a folder where the README lies', folderAt('README.md'), /README\.md": it is not a regular file/],
    ['a file where an account lies', write('444455556666'), /444455556666": it is not a folder/],
    ['a pipe where a file lies', pipeAt(`${ONE}/proof.json`), /proof\.json": it is not a regular file/],
    ['a pipe where the index lies', pipeAt('index.json'), /index\.json": it is not a regular file/],
    ['an index of another program', write('index.json', '{}'), /it holds something else/],
    ['an index that is no JSON', write('index.json', '{'), /it holds something else/],
    ['an index without its fields', write('index.json', '{"format":1,"documents":[]}'), /it holds something else/],
    ['an index whose document is none', index({ documents: [{ id: ONE }] }), /it holds something else/],
    ['an index with a null', index({ documents: [null] }), /it holds something else/],
    ['an index that leads out', index({ applied: [{ id: '../../x' }] }), /it holds something else/],
  ];
  it.each(cases)('%s', (_name, damage, message) =>
    inProposals(async (out) => {
      damage(out);
      const before = treeOf(out);
      await expect(placed(out, [TWO], 'new')).rejects.toMatchObject({
        name: 'UserError',
        exit: 'usage',
        message: expect.stringMatching(message),
      });
      expect(treeOf(out)).toEqual(before);
    }),
  );

  it.each([
    ['a folder of something else', write('notes.md')],
    ['a repository without proposals', write('.git/config')],
  ])('%s, and no index', (_name, damage) =>
    inFolder(async (folder) => {
      const out = join(folder, 'out');
      damage(out);
      await expect(placed(out, [TWO], 'new')).rejects.toThrow('it holds something else');
      expect(treeOf(out).size).toBeLessThanOrEqual(2);
    }),
  );

  it('what came while the proposals were made is seen as well', () =>
    inProposals(async (out) => {
      const { UnfinishedProposals } = await import('../../../src/propose/write/folder.js');
      const { systemEffects } = await import('../../../src/model/effects.js');
      const folder = await UnfinishedProposals.open(out, systemEffects);
      await folder.write('', [{ name: 'index.json', text: JSON.stringify(EMPTY_INDEX) }]);
      write(`${ONE}/notes.md`)(out);
      const before = treeOf(join(out, '111122223333'));
      await expect(folder.finish()).rejects.toThrow('notes.md');
      await folder.discard();
      expect(treeOf(join(out, '111122223333'))).toEqual(before);
      expect(readdirSync(out).filter((name) => name.startsWith('.'))).toEqual([]);
    }));
});

/** Renamings that replace the proposals of `inProposals` by two others. */
const RENAMINGS = 11;

describe('a run that ends while it replaces', () => {
  it('puts the earlier ones back where a renaming fails, whichever it is', () =>
    inProposals(async (out) => {
      const before = treeOf(out);
      for (let failing = 1; failing <= RENAMINGS; failing++) {
        let renamings = 0;
        const calls = {
          rename: async (from: string, to: string) => {
            renamings += 1;
            if (renamings === failing) throw Object.assign(new Error('full'), { code: 'ENOSPC' });
            await rename(from, to);
          },
        };
        await expect(placed(out, [TWO, THREE], 'new', calls)).rejects.toThrow(
          /^Cannot write ".*": no space is left on the file system \(ENOSPC\)\.$/,
        );
        expect(treeOf(out)).toEqual(before);
      }
      await placed(out, [TWO, THREE], 'new', { rename });
    }));

  it('and is killed leaves whole documents and no index; recheck says so, and the next run repairs it', () =>
    inProposals(async (out, folder) => {
      const program = join(folder, 'killed.mjs');
      const entry = fileURLToPath(new URL('./killed.ts', import.meta.url));
      await build({ entryPoints: [entry], outfile: program, bundle: true, platform: 'node', format: 'esm' });
      for (const which of [2, 5, RENAMINGS]) {
        rmSync(out, { recursive: true });
        await placed(out, [ONE, TWO], 'former');
        expect(spawnSync(process.execPath, [program, out, String(which)]).signal).toBe('SIGKILL');
        expect(existsSync(join(out, 'index.json'))).toBe(false);
        expect(JSON.parse(readFileSync(join(out, 'index.json.replaced'), 'utf8')).lake).toBe('former');
        for (const id of [ONE, TWO, THREE]) {
          const texts = existsSync(join(out, id)) ? [...treeOf(join(out, id)).values()] : [];
          expect([0, 13]).toContain(texts.length);
          expect(new Set(texts).size).toBeLessThanOrEqual(1);
        }
        await expect(readProposals(out)).rejects.toThrow('was killed while it replaced its proposals');
        await placed(out, [TWO, THREE], 'new');
        const names = ['111122223333', 'README.md', 'families', 'index.json', 'scp', 'sets'];
        expect(readdirSync(out).sort()).toEqual(names);
        expect([...treeOf(out).values()].filter((text) => text.includes('former'))).toEqual([]);
      }
    }));

  it('refuses to write where another run is at work', () =>
    inProposals(async (out) => {
      const calls = {
        rename: async (from: string, to: string) => {
          if (to.endsWith('replaced')) await expect(placed(out, [], 'other')).rejects.toThrow('another command writes');
          await rename(from, to);
        },
      };
      await placed(out, [TWO], 'new', calls);
      expect([...treeOf(out).values()].filter((text) => text.includes('former'))).toEqual([]);
    }));

  it('leaves no folder where there was none', () =>
    inFolder(async (folder) => {
      const out = join(folder, 'out');
      const calls = { rename: () => Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' })) };
      await expect(placed(out, [ONE], 'new', calls)).rejects.toThrow('ENOSPC');
      expect(existsSync(out)).toBe(false);
      symlinkSync('nowhere', out);
      await expect(placed(out, [ONE], 'new')).rejects.toThrow(/^Cannot write ".*out": E[A-Z]+\.$/);
    }));
});
