import { declareCommand } from '../command.js';
import { refuseInLake } from '../options/outside.js';
import { reportOptions, reportPath } from '../report/options.js';

export const command = declareCommand({
  description:
    'Writes one self-contained HTML file from the committed snapshots: coverage, unused access, trends, every principal, changes. ' +
    'It opens from disk, makes no network requests, and can be emailed.',
  options: reportOptions,
  examples: [
    'access-lake report --destination ./lake',
    'access-lake report --destination s3://my-bucket/lake --out audit.html',
  ],
  check: refuseInLake,
  makes: (values) => [reportPath(values)],
  run: async (values, context) => {
    const { report } = await import('../report/run.js');
    return report(values, context);
  },
});
