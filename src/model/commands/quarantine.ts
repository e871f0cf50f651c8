/** The commands that take everything from a role, and give it back: by the policy AWSDenyAll. */
import { commandLine } from './command-line.js';

/** The ARN of a role as IAM gives it. A name that begins with a hyphen would be an option of the AWS CLI. */
const ROLE = /^arn:(aws(?:-[a-z]+)*):iam::\d{12}:role\/(?:[!-~]+\/)?([\w+=,.@][\w+=,.@-]{0,63})$/;

/** Undefined where the ARN is not one that IAM gives to a role: whatever a command did with it would be wrong. */
export function quarantine(arn: string, verb: 'attach' | 'detach'): string | undefined {
  const [, partition, name] = ROLE.exec(arn) ?? [];
  if (partition === undefined || name === undefined) return undefined;
  const policy = `arn:${partition}:iam::aws:policy/AWSDenyAll`;
  return commandLine(['aws', 'iam', `${verb}-role-policy`, '--role-name', name, '--policy-arn', policy]);
}
