import type { PrincipalRow } from './tables.js';

/** The row of a principal that has no report: whatever a report would say is null. */
export function unmeasured(
  principal: PrincipalRow,
  reason: Pick<PrincipalRow, 'status' | 'error_code' | 'error_message'>,
): PrincipalRow {
  return {
    ...principal,
    ...reason,
    job_id: null,
    generated_at: null,
    services_granted: null,
    services_accessed: null,
    actions_tracked: null,
    actions_accessed: null,
  };
}

/** Of a principal whose ARN is, or was, another one's. */
export function recreated(principal: PrincipalRow, message: string): PrincipalRow {
  return unmeasured(principal, { status: 'failed', error_code: 'PrincipalRecreated', error_message: message });
}
