// Writes dashboards/: of Apache Superset and of Amazon QuickSight, as YAML over the bi_ views. Needs a build
// (`npm run build`), which tells columns and comments.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { describeViews } from '../dist/query/duckdb/describe-views.js';
import { SUMS } from './dashboards/pages.mjs';
import { quicksightResources } from './dashboards/quicksight.mjs';
import { supersetDocuments } from './dashboards/superset.mjs';

const root = fileURLToPath(new URL('../dashboards/', import.meta.url));
const described = await describeViews();
const views = Object.keys(SUMS).map((name) => described.find((view) => view.name === name));

writeAll('superset', supersetDocuments(views));
writeAll('quicksight', new Map([['access-lake.yaml', quicksightResources(views)]]));

function writeAll(folder, documents) {
  rmSync(join(root, folder), { recursive: true, force: true });
  for (const [path, document] of documents) {
    const file = join(root, folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, stringify(document, { lineWidth: 0, version: '1.1' }));
  }
}
