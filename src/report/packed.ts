import { gzipSync } from 'node:zlib';

/** JSON, compressed, as base64: what the browser's DecompressionStream opens. */
export function packed(value: unknown): string {
  return gzipSync(JSON.stringify(value), { level: 9 }).toString('base64');
}
