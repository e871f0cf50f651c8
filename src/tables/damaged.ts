/** Bytes that are not what was written: cut, changed, or of something else. */
export class DamagedError extends Error {
  override readonly name = 'DamagedError';

  constructor(what: string, cause: unknown) {
    super(`Cannot read ${what}: its bytes are damaged`, { cause });
  }
}
