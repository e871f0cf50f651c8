import { openEncoder } from '../../src/tables/encoders.js';
import { encoderConformance } from './encoder-conformance.js';

encoderConformance({
  name: 'arrow',
  open: () => openEncoder('arrow'),
  compression: 'ZSTD',
  dictionaries: true,
});

encoderConformance({
  name: 'parquetjs',
  open: () => openEncoder('parquetjs'),
  compression: 'GZIP',
  dictionaries: false,
});
