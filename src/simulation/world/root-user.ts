/** The root user of an account, by chance of its own: no other draw depends on it. */
import { hash, share } from '../random.js';

export interface RootUser {
  readonly hasPassword: boolean;
  readonly hasAccessKeys: boolean;
  readonly hasMfa: boolean;
}

/** Of most accounts centralized root access took the password away; keys are rare. */
export function rootUserOf(accountId: string): RootUser {
  const drawn = (fact: string): number => share(hash('root-user', accountId, fact));
  const hasPassword = drawn('password') < 0.4;
  return { hasPassword, hasAccessKeys: drawn('keys') < 0.1, hasMfa: hasPassword && drawn('mfa') < 0.8 };
}
