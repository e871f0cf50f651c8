/** A listed principal as the row that says how its measurement ended. */

import { codeOf, reasonOf } from '../aws/failure.js';
import { type PrincipalReport, recreated, unmeasured } from '../model/report.js';
import type { PrincipalRow } from '../model/tables.js';
import { AccessError } from '../organization/access-error.js';
import { JobFailed, type Report } from './job/job.js';

export function measuredReport(principal: PrincipalRow, report: Report): PrincipalReport {
  const { services, actions } = report;
  return {
    services,
    actions,
    principal: {
      ...principal,
      status: 'exported',
      job_id: report.jobId,
      generated_at: report.generatedAt,
      services_granted: services.rows,
      services_accessed: report.servicesAccessed,
      actions_tracked: actions.rows,
      actions_accessed: report.actionsAccessed,
    },
  };
}

export function failedRow(principal: PrincipalRow, error: unknown): PrincipalRow {
  const named = error instanceof AccessError || error instanceof JobFailed;
  const code = named ? error.code : codeOf(error);
  const reason = named ? error.message : reasonOf(error);
  const message = `Cannot measure "${principal.principal_arn}": ${reason}`;
  return unmeasured(principal, { status: 'failed', error_code: code, error_message: message });
}

export function deletedRow(principal: PrincipalRow): PrincipalRow {
  const message = `"${principal.principal_arn}" was deleted between listing and report`;
  return unmeasured(principal, { status: 'deleted', error_code: 'Deleted', error_message: message });
}

/** The report may be of the principal that has the ARN by now. */
export function retractedRow(principal: PrincipalRow): PrincipalRow {
  const { principal_arn: arn, principal_id: id } = principal;
  const message = `Cannot attribute the report on "${arn}" to ${id}: another principal has this ARN now`;
  return recreated(principal, message);
}

/** A run has rows under one principal_id an ARN: the second one is for the next run. */
export function recreatedRow(principal: PrincipalRow): PrincipalRow {
  const { principal_arn: arn } = principal;
  return recreated(
    principal,
    `Cannot measure "${arn}": it was recreated under this ARN during the run; the next run measures it`,
  );
}
