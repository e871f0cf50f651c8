/** The page as it is in src, bundled into a folder. */
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { type PageAssets, readPageAssets } from '../../src/report/html.js';

const source = resolve(import.meta.dirname, '../../src/report/page');

export async function pageAssets(folder: string): Promise<PageAssets> {
  await build({
    entryPoints: [
      { in: join(source, 'main.ts'), out: 'page' },
      { in: join(source, 'page.css'), out: 'page' },
    ],
    outdir: folder,
    bundle: true,
    minify: true,
    format: 'iife',
    logLevel: 'error',
  });
  return readPageAssets(pathToFileURL(`${folder}/`));
}
