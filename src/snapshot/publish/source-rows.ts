/** The rows of evidence_sources: one a source and account, also of accounts that nobody asked. */
import type { PlannedAccount } from '../../model/account.js';
import { accountTags, SOURCES } from '../../model/sources.js';
import type { SourceGap } from '../../model/summary.js';
import type { EvidenceSourceRow } from '../../model/tables.js';
import type { AccountRecord } from '../account-record.js';
import { accountsToCollect, type Plan, sourcesOf } from '../plan/plan.js';
import type { Collected } from './staged-parts.js';

/** Of every account of the plan, accounts in order. */
export function sourceRows({ plan, records }: Collected, sources = SOURCES): EvidenceSourceRow[] {
  return sources.flatMap((source) =>
    plan.accounts.map((planned) =>
      source.askedIn === 'plan'
        ? tagsRow(plan, planned)
        : rowOf(source.name, plan, planned, records.get(planned.account.id)),
    ),
  );
}

/** Of a source that is asked in the account itself. */
function rowOf(
  source: string,
  plan: Plan,
  planned: PlannedAccount,
  record: AccountRecord | undefined,
): EvidenceSourceRow {
  const whose = { source, account_id: planned.account.id };
  const state = record?.sources?.find((one) => one.source === source);
  if (state === undefined) return { ...whose, ...NOT_ASKED, ...whyNotAsked(source, plan, planned) };
  return {
    ...whose,
    subject: null,
    asked_in: planned.account.id,
    status: state.status,
    error_code: state.errorCode,
    error_message: state.errorMessage,
    rows: state.status === 'collected' || state.status === 'partial' ? state.rows : null,
    generated_at: state.generatedAt,
    finished_at: state.finishedAt,
  };
}

const NOT_CHOSEN = 'NotChosen';
const NO_ORGANIZATION = 'NoOrganization';

/**
 * The sources of the plan that were not collected wholly in each of its accounts. What nobody could ask is a gap only where
 * a person named it.
 */
export function sourceGaps({ plan }: Collected, rows: readonly EvidenceSourceRow[]): SourceGap[] {
  const measured = new Set(accountsToCollect(plan).map(({ account }) => account.id));
  return sourcesOf(plan).flatMap(({ name: source, demanded }) => {
    const own = rows.filter(
      (row) => row.source === source && (row.account_id === null || measured.has(row.account_id)),
    );
    const missing = own.filter(
      ({ status, error_code }) => status !== 'collected' && (demanded || error_code !== NO_ORGANIZATION),
    );
    if (missing.length === 0) return [];
    const errorMessage = missing[0]?.error_message ?? null;
    return [{ source, demanded, accounts: own.length, collected: own.length - missing.length, errorMessage }];
  });
}

/** What nobody asked is not known, and says so. */
const NOT_ASKED = {
  subject: null,
  asked_in: null,
  status: 'not_asked',
  rows: null,
  generated_at: null,
  finished_at: null,
} as const;

function tagsRow(plan: Plan, planned: PlannedAccount): EvidenceSourceRow {
  const { organization, startedAt } = plan;
  const { account, tagsFailure } = planned;
  const whose = { source: accountTags.name, account_id: account.id };
  const asked = { subject: null, asked_in: organization.callerAccountId, generated_at: null, finished_at: startedAt };
  if (account.tags !== null) {
    const rows = Object.keys(account.tags).length;
    return { ...whose, ...asked, status: 'collected', rows, error_code: null, error_message: null };
  }
  if (tagsFailure === undefined) return { ...whose, ...NOT_ASKED, ...whyNotAsked(accountTags.name, plan, planned) };
  const { status, errorCode: error_code, errorMessage: error_message } = tagsFailure;
  if (status === 'not_asked') return { ...whose, ...NOT_ASKED, error_code, error_message };
  return { ...whose, ...asked, status, rows: null, error_code, error_message };
}

function whyNotAsked(source: string, plan: Plan, { account, errorCode, errorMessage }: PlannedAccount) {
  if (errorCode !== null) return { error_code: errorCode, error_message: errorMessage };
  if (!sourcesOf(plan).some(({ name }) => name === source)) {
    return { error_code: NOT_CHOSEN, error_message: `The run was started without ${source} (--collect)` };
  }
  const ofOne = 'The caller exported its own account alone, and tags of accounts are of an organization';
  const older = `The version of Access Lake that measured account ${account.id} does not say whether it asked ${source}`;
  return source === accountTags.name && plan.organization.id === null
    ? { error_code: NO_ORGANIZATION, error_message: ofOne }
    : { error_code: 'NotTold', error_message: older };
}
