import { join } from 'node:path';
import { usageError } from '../../model/errors.js';
import { declareCommand } from '../command.js';
import { flagOf } from '../options/option.js';
import { refuseInLake } from '../options/outside.js';
import { acceptFileOf, checkAccepting, isAccepting, refuseSignatures } from '../propose/accepting.js';
import { type ProposeValues, proposeOptions } from '../propose/options.js';

/** What stands in index.json. */
const optionsOfProposal = [
  ...(['days', 'grade', 'grantAge', 'unproven', 'perHolder', 'acceptFile', 'scpLimit'] as const),
  ...(['leastGain', 'readOnly'] as const),
  ...(['account', 'ou', 'principal', 'policy', 'permissionSet', 'tag', 'release'] as const),
];

function isGiven(values: ProposeValues, key: (typeof optionsOfProposal)[number]): boolean {
  return JSON.stringify(values[key]) !== JSON.stringify(proposeOptions[key].fallback);
}

export const command = declareCommand({
  description:
    'Writes a smaller document, with its proof, for each policy with permissions that nobody uses, and scripts to apply it and to roll it back. ' +
    'It reads a lake, calls no AWS APIs except those of the query engine, and changes nothing.',
  options: proposeOptions,
  examples: [
    'access-lake propose --destination ./lake --out ./proposals',
    'access-lake propose --destination ./lake --out ./proposals --account payments-prod --days 180 --grade service',
    'access-lake propose --destination ./lake --out ./proposals --accept-file accepted.json',
    'access-lake propose --destination ./lake --recheck ./proposals',
    'access-lake propose --out ./proposals --accept young_holder-1a2b3c4d --reason "reads only" --owner payments --until 2026-12-31',
  ],
  check: (values) => {
    if (isAccepting(values)) return checkAccepting(values);
    refuseSignatures(values);
    refuseInLake(values);
    if ((values.out === undefined) === (values.recheck === undefined)) {
      throw usageError(
        values.out === undefined ? 'Cannot propose: no folder given.' : 'Cannot use --out with --recheck.',
        'Give --out <folder> to propose, or --recheck <folder> to look at earlier proposals again.',
      );
    }
    const own = optionsOfProposal.find((key) => values.recheck !== undefined && isGiven(values, key));
    if (own !== undefined) {
      throw usageError(
        `Cannot use ${flagOf(own)} with --recheck: proposals are judged by the options that they were made with.`,
        'Leave it out, or propose again with --out.',
      );
    }
  },
  makes: (values) => {
    const { out, recheck } = values;
    return [isAccepting(values) ? acceptFileOf(values) : join(out ?? (recheck as string), 'index.json')];
  },
  run: async (values, context) => {
    if (isAccepting(values)) {
      const { accept } = await import('../propose/accept.js');
      return accept(values, context);
    }
    const { propose, recheck } = await import('../propose/run.js');
    return values.recheck === undefined ? propose(values, context) : recheck(values, context);
  },
});
