/** Regions that a document names and IAM does not track: what it allows there leaves no row. */
import { TRACKED_REGIONS } from '../../model/aws/tracked-regions.js';
import { conditionValues, isReadable, readPolicy, type Statement } from '../../policy/document.js';
import type { Gap, Subject } from './subject.js';

/** As the judgement tells a Region: whatever looks like one and is not tracked. */
const REGION = /^[a-z]{2,5}(-[a-z]+)+-[0-9]+$/;

/** One for all Regions of its texts but those that a gap of a holder names. */
export function gapsOfRegions({ parts, gaps }: Pick<Subject, 'parts' | 'gaps'>): Gap[] {
  const told = gaps.filter(({ code }) => code === 'blind_holder').map(({ subject }) => subject);
  const named = [...new Set(parts.flatMap(({ text }) => blindRegionsOf(text)))].sort();
  const news = named.filter((region) => !told.some((subject) => subject.includes(region)));
  return news.length === 0
    ? []
    : [{ code: 'blind_holder', subject: `its text allows something in ${news.join(', ')}` }];
}

function blindRegionsOf(text: string | null): string[] {
  const document = readPolicy(text);
  if (!isReadable(document)) return [];
  const named = document.statements.filter(({ effect }) => effect === 'Allow').flatMap(namedBy);
  return named.filter((one) => REGION.test(one) && !Object.hasOwn(TRACKED_REGIONS, one));
}

/** What stands where a Region may: in the ARN of a resource, or as a value of a condition whose key speaks of one. */
function namedBy({ resources, condition }: Statement): string[] {
  const ofArns = (resources?.values ?? []).map((arn) => arn.split(':')[3] ?? '');
  const ofConditions = conditionValues(condition).flatMap(([key, values]) => (/region/i.test(key) ? values : []));
  return [...ofArns, ...ofConditions];
}
