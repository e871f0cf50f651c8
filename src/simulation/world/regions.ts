/** The Regions of an account and whether they are enabled, by chance of its own: no other draw depends on it. */
import { hash, share } from '../random.js';
import type { AccountState } from './entities.js';

/** As RegionOptStatus has it; ENABLING and DISABLING take minutes to hours. */
export type RegionStatus = 'ENABLED' | 'ENABLING' | 'DISABLING' | 'DISABLED' | 'ENABLED_BY_DEFAULT';

export interface Region {
  readonly name: string;
  readonly status: RegionStatus;
}

/** Source: AWS Account Management Reference Guide, "Enable or disable AWS Regions in your account", read in 2026. */
const BY_DEFAULT =
  'us-east-1 us-east-2 us-west-1 us-west-2 ca-central-1 sa-east-1 eu-central-1 eu-north-1 eu-west-1 eu-west-2 eu-west-3 ' +
  'ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-southeast-1 ap-southeast-2';
const OPT_IN =
  'af-south-1 ap-east-1 ap-east-2 ap-south-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7 ' +
  'ca-west-1 eu-central-2 eu-south-1 eu-south-2 il-central-1 me-central-1 me-south-1 mx-central-1';

/** Every Region of the partition, by name. Those in which users and roles of the account work are enabled. */
export function regionsOf({ accountId, users, roles }: AccountState): Region[] {
  const used = new Set([...users, ...roles].map(({ habit }) => habit.region));
  const byDefault = BY_DEFAULT.split(' ').map((name): Region => ({ name, status: 'ENABLED_BY_DEFAULT' }));
  const optIn = OPT_IN.split(' ').map((name): Region => ({ name, status: statusOf(accountId, name, used) }));
  return [...byDefault, ...optIn].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function statusOf(accountId: string, name: string, used: ReadonlySet<string>): RegionStatus {
  const draw = share(hash('regions', accountId, name));
  if (used.has(name) || draw < 0.12) return 'ENABLED';
  if (draw < 0.14) return 'ENABLING';
  return draw < 0.16 ? 'DISABLING' : 'DISABLED';
}
