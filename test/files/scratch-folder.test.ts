/** Folders for temporary files: those of killed processes go, those of others stay. */
import { mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { makeScratchFolder } from '../../src/files/scratch-folder.js';
import { thisWriter } from '../../src/files/writer.js';
import { inFolder } from '../export/lake.js';

const GONE = thisWriter().replace(/-\d+-\d+$/, '-999999999-1');

test('the folder of a killed process is removed, and what may be in use or is not ours stays', () =>
  inFolder(async (folder) => {
    const left = `access-lake-${GONE}.abcdef`;
    const stays = {
      living: `access-lake-${thisWriter()}.abcdef`,
      elsewhere: `access-lake-${'0'.repeat(16)}-1-2.abcdef`,
      foreign: 'access-lake-notes',
      precious: 'precious',
    };
    const [link, file] = [`access-lake-${GONE}.linked`, `access-lake-${GONE}.afile_`];
    for (const name of [left, ...Object.values(stays)]) mkdirSync(join(folder, name));
    for (const name of [left, stays.precious]) writeFileSync(join(folder, name, 'file'), 'x');
    writeFileSync(join(folder, file), 'x');
    symlinkSync(stays.precious, join(folder, link));
    const made = basename(makeScratchFolder(folder) as string);
    expect(readdirSync(folder).sort()).toEqual([...Object.values(stays), link, file, made].sort());
    expect(readdirSync(join(folder, stays.precious))).toEqual(['file']);
    expect(statSync(join(folder, made)).mode & 0o777).toBe(0o700);
  }));

test('where no folder can be made there is none', () => {
  expect(makeScratchFolder('/nowhere/at/all')).toBeUndefined();
});
