/** denials.sh: asks CloudTrail for denials of what goes, since a change may break what no lake shows. */
import type { Assessment } from '../../assess/assessment.js';
import type { WriteContext } from '../context.js';
import { eventsOf } from './events.js';
import { bashOf, jsonLiteral } from './script.js';
import { homeRegionOf } from './script-data.js';

const DOES = 'Shows, from CloudTrail, where the holders were denied what apply.sh removed';
const PARTS = ['shared/aws', 'shared/json', 'look/denials'];

export function denialsScript({ subject, removed }: Assessment, { regions }: Pick<WriteContext, 'regions'>): string {
  const accounts = [...new Set(subject.holders.map(({ accountId }) => accountId))].sort();
  const { services, unseen, unsure } = eventsOf(removed);
  const watched = {
    holders: subject.holders.map(({ arn }) => arn),
    regions: Object.fromEntries(accounts.map((id) => [id, regions.get(id) ?? []])),
    services,
    unseen,
    unsure,
  };
  const data = [
    'MODE = "look"',
    `WATCHED = json.loads(${jsonLiteral(watched)})`,
    `HOME_REGION = "${homeRegionOf(subject)}"`,
  ];
  return bashOf('look for denials', DOES, data, PARTS);
}
