// Bundles a TypeScript program by esbuild to a file below node_modules, dependencies left outside, and prints its path.
// Usage: node scripts/bundle.mjs <file.ts>
import { readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('Cannot bundle: no file was named');
const folder = join(dirname(fileURLToPath(import.meta.url)), '..', 'node_modules', '.cache', 'access-lake');

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

const outfile = join(folder, `${basename(file, '.ts')}.mjs`);
await build({
  entryPoints: [resolve(file)],
  outfile,
  bundle: true,
  packages: 'external',
  plugins: [ownUrls],
  platform: 'node',
  format: 'esm',
  sourcemap: 'linked',
  logLevel: 'warning',
});
console.log(outfile);
