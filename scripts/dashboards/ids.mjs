// IDs that follow from names, so that deploying again renews what is there.
import { createHash } from 'node:crypto';

/** UUID version 5 in the namespace of this project's address. */
export function idOf(...names) {
  const hash = createHash('sha1').update(Buffer.from('6ba7b8119dad11d180b400c04fd430c8', 'hex'));
  const bytes = hash
    .update(`access-lake/dashboards/${names.join('/')}`)
    .digest()
    .subarray(0, 16);
  bytes[6] = (bytes[6] & 0x0f) | 0x50;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
