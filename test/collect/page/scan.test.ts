/** The scanner of reports reads what the SDK's parser reads, or leaves it to it. */
import { expect, test } from 'vitest';
import { serviceExtractor } from '../../../src/collect/page/scan/extract.js';
import { compareReadings, sameReading } from '../differential.js';
import { sample } from '../iam-xml.js';

const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);

test(`with and without the scanner a report has the same rows (FUZZ_SEED=${seed})`, async () => {
  const figures = await compareReadings(1000, seed);
  console.log(`took ${figures.taken} of ${figures.cases} and scanned ${figures.scanned}, FUZZ_SEED=${seed}`);
  expect(figures.scanned).toBeGreaterThanOrEqual(0.3 * figures.cases);
}, 60_000);

test.each(['action-level', 'page1'])('the sample completed.%s is scanned', (name) => {
  expect(serviceExtractor()(Buffer.from(sample(`get.completed.${name}.response.xml`)))).toBeDefined();
});

test.each(['GetB', 'Get', 'GetBB', 'GetA', 'GetB&amp;', 'GetB&', 'GetB&lt;', 'GetB<b/>', 'GetB ', ' GetB', 'Gét', ''])(
  'after lists that held GetA, GetB, one that holds GetA, "%s" is read as without the scanner',
  async (second) => {
    for (const name of ['GetB', 'GetB&amp;', second, second, 'GetB'])
      await sameReading(reportOf(['GetA', name, 'GetC']));
  },
);

function reportOf(actions: readonly string[]): string {
  const first = sample('get.completed.action-level.response.xml').replace('SERVICE_LEVEL', 'ACTION_LEVEL');
  const members = actions.map((action) => `<member><ActionName>${action}</ActionName></member>`).join('');
  const list = /<TrackedActionsLastAccessed>.*?<\/TrackedActionsLastAccessed>/s;
  expect(first).toMatch(list);
  return first.replace(list, () => `<TrackedActionsLastAccessed>${members}</TrackedActionsLastAccessed>`);
}
