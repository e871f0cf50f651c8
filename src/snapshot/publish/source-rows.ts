/** The rows of evidence_sources: one a source and account, also of accounts that nobody asked. */
import type { PlannedAccount } from '../../model/account.js';
import { accountTags } from '../../model/sources.js';
import type { EvidenceSourceRow } from '../../model/tables.js';
import type { Plan } from '../plan/plan.js';
import type { Collected } from './staged-parts.js';

/** Of every account of the plan, accounts in order. */
export function sourceRows({ plan }: Collected): EvidenceSourceRow[] {
  return plan.accounts.map((planned) => tagsRow(plan, planned));
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

function tagsRow({ organization, startedAt }: Plan, planned: PlannedAccount): EvidenceSourceRow {
  const { account, tagsFailure } = planned;
  const whose = { source: accountTags.name, account_id: account.id };
  const asked = { subject: null, asked_in: organization.callerAccountId, generated_at: null, finished_at: startedAt };
  if (account.tags !== null) {
    const rows = Object.keys(account.tags).length;
    return { ...whose, ...asked, status: 'collected', rows, error_code: null, error_message: null };
  }
  if (tagsFailure === undefined) return { ...whose, ...NOT_ASKED, ...whyNotAsked(organization.id, planned) };
  const { status, errorCode: error_code, errorMessage: error_message } = tagsFailure;
  if (status === 'not_asked') return { ...whose, ...NOT_ASKED, error_code, error_message };
  return { ...whose, ...asked, status, rows: null, error_code, error_message };
}

function whyNotAsked(organizationId: string | null, { account, errorCode, errorMessage }: PlannedAccount) {
  if (errorCode !== null) return { error_code: errorCode, error_message: errorMessage };
  const ofOne = 'The caller exported its own account alone, and tags of accounts are of an organization';
  const older = `The version of Access Lake that planned the run does not say why the tags of account ${account.id} are not known`;
  return organizationId === null
    ? { error_code: 'NoOrganization', error_message: ofOne }
    : { error_code: 'NotTold', error_message: older };
}
