// Writes the files that are made from declarations: queries/tables/*.sql, docs/tables.md, docs/views.md, the views of lists
// that ship as data.
// Needs a build (`npm run build`), whose declaration it reads.
import { writeFileSync } from 'node:fs';
import { trackedRegionsView } from '../dist/model/aws/tracked-regions.js';
import { ALL_TABLES } from '../dist/model/tables.js';
import { idleByDesignView } from '../dist/policy/idle-by-design.js';
import { idleByTrustView } from '../dist/policy/left-alone.js';
import { neverRemovedView, readNeverList } from '../dist/policy/never-list.js';
import { actionPowersView, readPowers } from '../dist/policy/power.js';
import { reasonsView } from '../dist/policy/reasons-view.js';
import { PLACEHOLDERS, tableDdl } from '../dist/query/catalog/ddl.js';
import { dataDictionary, viewDictionary } from '../dist/query/catalog/dictionary.js';
import { describeViews } from '../dist/query/duckdb/describe-views.js';

const root = new URL('../', import.meta.url);
for (const table of ALL_TABLES) {
  writeFileSync(new URL(`queries/tables/${table.name}.sql`, root), `${tableDdl(table, PLACEHOLDERS)}\n`);
}
writeFileSync(new URL('docs/tables.md', root), dataDictionary(ALL_TABLES));
writeFileSync(new URL('queries/views/lists/never_removed.sql', root), neverRemovedView(readNeverList()));
writeFileSync(new URL('queries/views/lists/idle_by_design.sql', root), idleByDesignView());
writeFileSync(new URL('queries/views/lists/idle_by_trust.sql', root), idleByTrustView());
writeFileSync(new URL('queries/views/lists/action_powers.sql', root), actionPowersView(readPowers()));
writeFileSync(new URL('queries/views/lists/tracked_regions.sql', root), trackedRegionsView());
writeFileSync(new URL('queries/views/judgement/reasons.sql', root), reasonsView());
writeFileSync(new URL('docs/views.md', root), viewDictionary(await describeViews()));
