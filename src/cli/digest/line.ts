/** A finding in one line, names as the lake has them: whoever shows it escapes them. */
import type { Finding } from '../../digest/finding.js';
import { kindOf } from '../../digest/kinds.js';

/** No name of AWS is longer but for its path. */
const LONGEST_NAME = 80;
const LONGEST_SENTENCE = 240;

export interface FindingWords {
  readonly account: string;
  /** Empty: it is of the whole account, or of several. */
  readonly principal: string;
  readonly sentence: string;
}

export function wordsOf({ kind, row, assignee }: Finding): FindingWords {
  const { account_id: id, account_name: name, principal_arn: arn } = row;
  const account = id === null ? '' : name === null ? String(id) : `${shortened(String(name), LONGEST_NAME)} (${id})`;
  const taken = assignee === undefined ? '' : ` Assigned to ${shortened(assignee, LONGEST_NAME)}.`;
  return {
    account,
    principal: arn === null ? '' : shortened(String(arn).replace(/^arn:[^:]*:iam::\d*:/, ''), LONGEST_NAME),
    sentence: `${shortened(kindOf(kind).sentence(row), LONGEST_SENTENCE)}${taken}`,
  };
}

/** What is too long loses its middle: ends tell names apart. */
function shortened(text: string, most: number): string {
  const characters = [...text];
  if (characters.length <= most) return text;
  const half = Math.floor((most - 1) / 2);
  return `${characters.slice(0, half).join('')}…${characters.slice(-half).join('')}`;
}
