// Runs a TypeScript file: bundled by esbuild to a temporary file beside node_modules, dependencies left outside.
// Usage: node [options of node] scripts/run-ts.mjs <file.ts> [arguments]
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const [file, ...rest] = process.argv.slice(2);
if (file === undefined) throw new Error('Cannot run: no file was named');
const folder = join(dirname(fileURLToPath(import.meta.url)), '..', 'node_modules', '.cache', 'access-lake');
mkdirSync(folder, { recursive: true });

/** Sources find the files beside them by import.meta.url, wherever the bundle lies. */
const ownUrls = {
  name: 'own-urls',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href)),
      loader: 'ts',
    }));
  },
};

const outfile = join(folder, `${process.pid}.mjs`);
await build({
  entryPoints: [resolve(file)],
  outfile,
  bundle: true,
  packages: 'external',
  plugins: [ownUrls],
  platform: 'node',
  format: 'esm',
  sourcemap: 'inline',
  logLevel: 'warning',
});
process.argv.splice(1, process.argv.length - 1, outfile, ...rest);
try {
  await import(pathToFileURL(outfile).href);
} finally {
  rmSync(outfile, { force: true });
}
