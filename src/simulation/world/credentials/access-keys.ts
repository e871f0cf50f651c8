/** The access keys of users, drawn from who they are. */
import { DAY_MS } from '../../../model/days.js';
import { between, hash, iamId, share } from '../../random.js';
import type { Principal } from '../entities.js';

export interface AccessKey {
  readonly id: string;
  readonly isActive: boolean;
  /** ms since 1970 in UTC */
  readonly createdAt: number;
}

/** None, one, or one and the one before it, which nobody may have switched off. */
export function accessKeysOf({ id, createdAt }: Principal): readonly AccessKey[] {
  const draw = share(hash(id, 'keys'));
  const count = draw < 0.5 ? 0 : draw < 0.9 ? 1 : 2;
  return Array.from({ length: count }, (_, n) => ({
    id: iamId('AKIA', id, 'key', n).slice(0, 20),
    isActive: n === 0 ? share(hash(id, 'retired')) >= 0.1 : share(hash(id, 'second')) < 0.3,
    createdAt: createdAt + between(hash(id, 'key', n), 1, 20) * (DAY_MS / 24),
  }));
}
