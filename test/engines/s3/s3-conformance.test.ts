import { afterAll, beforeAll } from 'vitest';
import { multipartBytes, storeConformance } from '../../store/conformance.js';
import { startVersitygw, type Versitygw } from '../programs/versitygw.js';
import { newBucket, openTestStore, openUploads, useEnvironment } from './s3-subject.js';

let server: Versitygw;
beforeAll(async () => {
  server = await startVersitygw();
  useEnvironment(server.env);
});
afterAll(async () => await server.stop());

for (const prefix of ['some/prefix', '']) {
  storeConformance(
    prefix === '' ? 'a bucket' : 'a prefix of a bucket',
    async () => {
      const bucket = await newBucket(server);
      return {
        open: () => openTestStore(bucket, prefix),
        unfinished: () => openUploads(server, bucket),
        close: async () => {},
      };
    },
    multipartBytes,
  );
}
