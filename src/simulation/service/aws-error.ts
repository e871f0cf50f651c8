/** An error as the service answers it. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export function validationError(message: string): AwsError {
  return new AwsError(400, 'ValidationError', message);
}

export function accessDenied(userArn: string, action: string, resource: string, reason?: string): AwsError {
  const because = reason === undefined ? '' : ` ${reason}`;
  const message = `User: ${userArn} is not authorized to perform: ${action} on resource: ${resource}${because}`;
  return new AwsError(403, 'AccessDenied', message);
}

export const DENIED_BY_SCP = 'with an explicit deny in a service control policy';
const REVOKED = 'with an explicit deny in an identity-based policy';

export function revoked(userArn: string, action: string, resource: string): AwsError {
  return accessDenied(userArn, action, resource, REVOKED);
}

export function noPolicyAllows(userArn: string, action: string, resource: string): AwsError {
  return accessDenied(userArn, action, resource, `because no identity-based policy allows the ${action} action`);
}

/** A call that AWS knows and the simulation does not: neither a denial nor an unknown action. */
export function notSimulated(action: string): AwsError {
  const message = `The simulated organization does not answer ${action}: it serves reads of IAM, STS, Organizations and account:ListRegions alone.`;
  return new AwsError(501, 'NotImplemented', message);
}

export function invalidToken(): AwsError {
  return new AwsError(403, 'InvalidClientTokenId', 'The security token included in the request is invalid');
}

export function expiredToken(): AwsError {
  return new AwsError(403, 'ExpiredToken', 'The security token included in the request is expired');
}
