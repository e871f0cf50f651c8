/** A process that replaces proposals and is killed at a renaming: `killed <folder> <which>`, counted from 1. */
import { rename } from 'node:fs/promises';
import { placed, THREE, TWO } from '../placing.js';

const [out = '', which = ''] = process.argv.slice(2);
let renamings = 0;

await placed(out, [TWO, THREE], 'new', {
  rename: async (from, to) => {
    renamings += 1;
    if (renamings === Number(which)) process.kill(process.pid, 'SIGKILL');
    await rename(from, to);
  },
});
