// Makes src/model/service-reference.tsv, the service reference that the package ships, from a table with
// the columns service_namespace, action_name, access_level, action_last_accessed_tracked (true, false or
// empty), such as one made from https://servicereference.us-east-1.amazonaws.com/.
// Usage: node scripts/update-reference.mjs <table.tsv> <yyyy-MM-dd: the day the reference was read>
import { readFileSync, writeFileSync } from 'node:fs';

const [source, date] = process.argv.slice(2);
if (!source || !/^\d{4}-\d{2}-\d{2}$/.test(date ?? '')) {
  console.error('Usage: node scripts/update-reference.mjs <table.tsv> <yyyy-MM-dd>');
  process.exit(2);
}
const [, ...lines] = readFileSync(source, 'utf8').trimEnd().split('\n');
const rows = lines.map((line, index) => {
  const [service, action, level, tracked, ...rest] = line.split('\t');
  if (
    !/^[\w-]+$/.test(service) ||
    !/^[\w-]+$/.test(action) ||
    !['true', 'false', ''].includes(tracked) ||
    rest.length > 0
  ) {
    throw new Error(`Cannot read line ${index + 2} of ${source}: ${JSON.stringify(line)}`);
  }
  return [service, action, level, tracked].join('\t');
});
const body = [`# ${date}`, 'service_namespace\taction_name\taccess_level\tis_tracked', ...rows.sort(), ''].join('\n');
writeFileSync(new URL('../src/model/service-reference.tsv', import.meta.url), body);
console.log(`${rows.length} actions of ${new Set(rows.map((row) => row.split('\t')[0])).size} services`);
