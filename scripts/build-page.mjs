// Bundles the page of the report, with its chart library, into one script and one style.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const page = (path) => fileURLToPath(new URL(`../src/report/page/${path}`, import.meta.url));

/** Writes page.js and page.css into a folder. */
export async function buildPage(outdir) {
  await build({
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
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildPage(fileURLToPath(new URL('../dist/report/', import.meta.url)));
}
