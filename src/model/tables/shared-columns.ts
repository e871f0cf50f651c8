/** Columns that several tables declare in the same words. */
import { column, required } from '../schema.js';

export const runId = required('string', 'Run that wrote the row; sorts by time');
export const accountId = required('string', 'AWS account ID, 12 digits');
export const principalArn = required('string', 'ARN of the user or role');
export const principalId = required('string', 'Unique ID (AIDA…, AROA…), never given twice, unlike an ARN');
export const principalType = required('string', 'user or role');
export const permissionSetName = column(
  'string',
  'Permission set of IAM Identity Center that made the role; else null',
);
export const isServiceLinked = required('boolean', 'Whether it is a service-linked role');
export const namespace = required('string', 'Service namespace as in a policy, such as s3');
export const actionName = required('string', 'Action without its service, such as ListAllMyBuckets');
export const lastAccessedRegion = column('string', 'Region of the last attempt, as IAM names it; free text');
export const generatedAt = column('timestamp', 'When the report was generated: evidence runs from here back');
