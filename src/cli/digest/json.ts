/** A digest as one object of JSON: every finding, with its uid. */

import type { Comparison, Coverage, FirstDigest } from '../../digest/digest.js';
import { jsonForTerminal } from '../../model/escape.js';
import type { PlainRow } from '../../query/derived/plain-row.js';

/** One line, with its line break. */
export function digestJson(digest: Comparison): string {
  const { fromDate, toDate, organizationId, compared, findings, snoozed } = digest;
  return line({
    ...{ from_date: fromDate, to_date: toDate, organization_id: organizationId },
    ...{ accounts: compared.accounts, accounts_compared: compared.accountsCompared },
    principals_not_compared: compared.principalsNotCompared,
    ...{ principals_new: compared.principalsNew, principals_gone: compared.principalsGone },
    tasks_snoozed: snoozed,
    findings: findings.map(({ uid, row, assignee }) => ({
      uid,
      ...shown(row),
      ...(assignee === undefined ? {} : { assignee }),
    })),
  });
}

export function firstJson({ toDate, coverage, tasks }: FirstDigest): string {
  return line({
    from_date: null,
    to_date: toDate,
    ...measured(coverage),
    tasks: tasks.length,
    first_tasks: tasks.slice(0, 5),
    findings: [],
  });
}

/** A row without what is for the order and the uid alone. */
function shown({ finding_rank: _rank, subject: _subject, ...row }: PlainRow): PlainRow {
  return row;
}

function measured({ accounts, accountsMeasured, principals, principalsMeasured }: Coverage) {
  return { accounts, accounts_measured: accountsMeasured, principals, principals_measured: principalsMeasured };
}

function line(value: unknown): string {
  return `${jsonForTerminal(value)}\n`;
}
