/** Documents that anybody may write, hard ones to look through and ordinary ones. */
import { readFileSync } from 'node:fs';

/**
 * Policies that take the longest to look through, or that cannot be read. In hard-policies.json `«3|ab»` stands for `ab`
 * three times, each `#` in it for the number of the time, from 0; in lists of lists `&` is that of the outer one.
 */
export interface HardPolicy {
  readonly name: string;
  readonly text: string;
}

const REPEATED = /«(\d+)\|([^«»]*)»/g;

export const HARD_POLICIES: readonly HardPolicy[] = JSON.parse(
  readFileSync(new URL('./hard-policies.json', import.meta.url), 'utf8'),
).map(({ name, text }: HardPolicy) => ({ name, text: written(text) }));

function written(template: string): string {
  const text = template.replaceAll(REPEATED, (_all, times: string, item: string) => repeated(Number(times), item));
  return text === template ? text : written(text);
}

function repeated(times: number, item: string): string {
  const sign = item.includes('#') ? '#' : '&';
  return Array.from({ length: times }, (_, at) => item.replaceAll(sign, String(at))).join('');
}

export const ORDINARY: readonly HardPolicy[] = Array.from({ length: 100 }, (_, at) => ({
  name: `ordinary-${at}`,
  text: JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: ['s3:Action0000000', 's3:Action0000001', 'sqs:*'], Resource: `a${at}` }],
  }),
}));
export const HARD: readonly HardPolicy[] = HARD_POLICIES.map(({ name, text }, at) => ({
  name: `hard-${at} ${name}`,
  text,
}));
