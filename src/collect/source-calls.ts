/** How a source makes its calls in an account. */
import { CallFailed, type ProbeContext } from '../evidence/source.js';
import { Interrupted, UserError } from '../model/errors.js';
import { AccessError } from '../organization/access-error.js';
import { type Iam, inAnySession } from './iam.js';

export function callsIn(iam: Pick<Iam, 'sessions' | 'caller' | 'signal'>): ProbeContext['call'] {
  return async (action, send, { isOnce } = {}) => {
    try {
      return await inAnySession(iam, send, { isOnce });
    } catch (error) {
      if (error instanceof Interrupted || error instanceof UserError || error instanceof AccessError) throw error;
      throw new CallFailed(action, iam.sessions.actor, error);
    }
  };
}
