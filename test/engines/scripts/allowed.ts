/** Whether a policy allows a call: by its action, and the resource that it names. */
import type { Request } from './front.js';

export interface Policy {
  readonly Statement: readonly {
    readonly Action: readonly string[];
    readonly Resource: '*' | readonly string[];
    readonly Condition?: { readonly ArnEquals: { readonly 'iam:PolicyARN': readonly string[] } };
  }[];
}

export function isAllowed({ Statement }: Policy, { action, params }: Request): boolean {
  if (action === 'sts:GetCallerIdentity') return true;
  return Statement.some(({ Action, Resource, Condition }) => {
    const bound = Condition?.ArnEquals['iam:PolicyARN'];
    const isBound = bound === undefined || bound.includes(String(params.PolicyArn));
    return (
      Action.includes(action) && isBound && (Resource === '*' || Resource.some((arn) => isOf(arn, action, params)))
    );
  });
}

/** By the ARN or the name that the call gives. */
function isOf(arn: string, action: string, params: Request['params']): boolean {
  const name = arn.split('/').at(-1);
  if (action === 'iam:CreatePolicy') return params.PolicyName === name;
  const owner = [params.RoleName, params.UserName, params.GroupName].find((one) => one !== undefined);
  return owner === undefined ? arn === (params.PolicyArn ?? params.Arn) : owner === name;
}
