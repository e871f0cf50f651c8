/** Regions that a document names and IAM does not track: what it allows there leaves no row. */
import { TRACKED_REGIONS } from '../../model/aws/tracked-regions.js';
import { conditionValues, type Entries, isReadable, readPolicy, type Statement } from '../../policy/document.js';
import type { JsonObject } from '../../policy/json.js';
import type { Gap, Subject } from './subject.js';

/** As the judgement tells a Region: whatever looks like one and is not tracked. */
const REGION = /^[a-z]{2,5}(-[a-z]+)+-[0-9]+$/;

/** One for all Regions in which its texts allow something, or which a Deny spares, but those that a gap of a holder names. */
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
  const named = document.statements.flatMap((one) => (one.effect === 'Allow' ? namedBy(one) : sparedBy(one)));
  return named.filter((one) => REGION.test(one) && !Object.hasOwn(TRACKED_REGIONS, one));
}

const NEGATED = /Not(?:Equals|Like)/i;

/** Regions that a Deny excepts: whoever wrote it works there. */
function sparedBy({ notResources, condition }: Statement): string[] {
  const negated = (condition?.members ?? []).filter(({ key }) => NEGATED.test(key.value));
  const spared = condition === null ? null : { ...condition, members: negated };
  return [...regionsOf(notResources), ...ofConditions(spared)];
}

/** What stands where a Region may: in the ARN of a resource, or as a value of a condition whose key speaks of one. */
function namedBy({ resources, condition }: Statement): string[] {
  return [...regionsOf(resources), ...ofConditions(condition)];
}

function regionsOf(arns: Entries | null): string[] {
  return (arns?.values ?? []).map((arn) => arn.split(':')[3] ?? '');
}

function ofConditions(condition: JsonObject | null): string[] {
  return conditionValues(condition).flatMap(([key, values]) => (/region/i.test(key) ? values : []));
}
