// Bundles the page of the report, with its chart library, into one script and one style.
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const page = (path) => fileURLToPath(new URL(`../src/report/page/${path}`, import.meta.url));

/** Writes page.js and page.css into a folder, each whole or not at all: another run of the tests may read it. */
export async function buildPage(outdir) {
  const { outputFiles } = await build({
    entryPoints: [
      { in: page('main.ts'), out: 'page' },
      { in: page('page.css'), out: 'page' },
    ],
    outdir,
    bundle: true,
    minify: true,
    charset: 'ascii', // read back as text and put between tags: no byte is in doubt
    format: 'iife',
    target: 'es2022',
    logLevel: 'warning',
    legalComments: 'inline',
    write: false,
  });
  await mkdir(outdir, { recursive: true });
  for (const { path, contents } of outputFiles) {
    const unfinished = `${path}.${process.pid}`;
    await writeFile(unfinished, contents);
    await rename(unfinished, path);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildPage(fileURLToPath(new URL('../dist/report/', import.meta.url)));
}
