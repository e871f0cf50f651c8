import { gzipSync } from 'node:zlib';

/** JSON, compressed, as base64: what the browser's DecompressionStream opens. */
export function packed(value: unknown): string {
  return gzipSync(JSON.stringify(value), { level: 7 }).toString('base64');
}
