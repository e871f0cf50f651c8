/** `--repair` of export: what is measured, and under which date, follows from the lake. */
import { usageError } from '../../model/errors.js';
import { flag, flagOf, type Values } from './option.js';
import type { planOptions, scopeOptions } from './shared.js';

export const repairOptions = {
  repair: flag(
    'measure again what failed in the newest snapshot of all accounts, and commit it under that date, up to 14 days later',
  ),
};

type RepairValues = Values<typeof repairOptions> &
  Values<typeof scopeOptions> &
  Pick<Values<typeof planOptions>, 'snapshotDate'> & { readonly thisAccount: boolean };

/** A usageError for what --repair decides by itself. */
export function checkRepair({ repair, thisAccount, snapshotDate, ...values }: RepairValues): void {
  if (!repair) return;
  const lists = (['account', 'excludeAccount', 'ou', 'excludeOu'] as const).filter((key) => values[key].length > 0);
  const decided = [...lists, ...(thisAccount ? ['thisAccount'] : []), ...(snapshotDate ? ['snapshotDate'] : [])];
  if (decided.length === 0) return;
  throw usageError(
    `Cannot use ${decided.map(flagOf).join(' and ')} with --repair: the newest snapshot of all accounts says what failed.`,
    'Leave out one or the other; they may also come from ACCESS_LAKE_… in the environment.',
  );
}
