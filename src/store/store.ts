/** One object of a store. */
export interface Entry {
  readonly key: string;
  readonly bytes: number;
  /** Last change by the store's clock, ms since 1970 in UTC. */
  readonly modifiedAt: number;
}

export interface PutOptions {
  /** Store only where the key is free: of many writers at once exactly one is told `stored`. */
  readonly ifAbsent?: boolean;
}

export interface GetOptions {
  /** What the object may have at most. */
  readonly maxBytes?: number;
}

/**
 * A place for objects: a folder or a bucket's prefix. Keys are relative, `/` between their parts,
 * never `.` or `..`. Every failure that a person can fix is a UserError that names the place.
 */
export interface Store {
  /** Where it lies, as a person would write it: `/data/lake` or `s3://bucket/prefix`. */
  readonly location: string;
  /** The whole object; undefined when there is none. Fails with a TooLargeError, before it is read, where it is larger than it may be. */
  get(key: string, options?: GetOptions): Promise<Uint8Array | undefined>;
  /**
   * Whole or not at all: nobody sees a part of it, a body that throws leaves nothing, and when
   * it returns the object outlives a crash. `exists` only with `ifAbsent`, and never for our own write.
   */
  put(key: string, body: Uint8Array | AsyncIterable<Uint8Array>, options?: PutOptions): Promise<'stored' | 'exists'>;
  /** Entries whose key begins with `prefix`, by ascending key (UTF-8 bytes); those written before the call are all seen. */
  list(prefix: string): AsyncIterable<Entry>;
  /**
   * Keys of what lies there and is no object, since nothing of it is read, written to or followed: symbolic links,
   * pipes, sockets and devices. By ascending key; a bucket has none.
   */
  listForeign(): AsyncIterable<string>;
  /** Removes keys; one that is not there is no error. */
  delete(keys: readonly string[]): Promise<void>;
  /** Removes what killed writers left unfinished under `prefix`; the number of them. */
  abortUploads(prefix: string): Promise<number>;
  /**
   * Fails with a UserError unless the place can be written to, read and listed; leaves nothing behind.
   * Called before the first account is touched.
   */
  check(): Promise<void>;
}
