import { declareCommand } from '../command.js';
import { digestOptions } from '../digest/options.js';

export const command = declareCommand({
  description:
    'Lists what is new: compares the newest snapshot of all accounts with the one before it, over what both measured. ' +
    'Coverage lost, new administrators, roles that outsiders may now assume, first use of powerful actions, principals that are active ' +
    'again or newly dormant, grants that grew, new tasks and finished ones; one line if nothing is new. ' +
    '--notify sends the text to an SNS topic, once in four weeks also if nothing is new; if that fails, it is still printed and the exit code is 4. --once sends no message twice. ' +
    'With both dates given, --format markdown ends with a sheet for an auditor.',
  options: digestOptions,
  examples: [
    'access-lake digest --destination ./lake',
    'access-lake digest --destination s3://my-bucket/lake --notify arn:aws:sns:eu-central-1:111122223333:access-lake',
    'access-lake digest --destination ./lake --kind administrator_new --kind outsider_new --fail-on-rows',
    'access-lake digest --destination ./lake --from-date 2026-03-31 --to-date 2026-06-30 --format markdown',
  ],
  makes: ({ destination, once }) => (once && destination !== undefined ? [destination] : []),
  run: async (values, context) => {
    const { digest } = await import('../digest/run.js');
    return digest(values, context);
  },
});
