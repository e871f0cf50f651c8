import type { Encoder, EncoderName } from './encoder.js';
import { hasWebAssembly, loadParquetWasm } from './parquet/wasm.js';

/**
 * The encoder of that name. `arrow` needs WebAssembly: where Node runs without it (`--jitless`), `parquetjs`
 * takes its place and `notice` says so.
 */
export async function openEncoder(name: EncoderName, notice: (message: string) => void = () => {}): Promise<Encoder> {
  if (name === 'arrow' && hasWebAssembly()) {
    const { arrowEncoder } = await import('./arrow/encoder.js');
    return arrowEncoder(await loadParquetWasm());
  }
  if (name === 'arrow') notice('WebAssembly is missing: Parquet is written by "parquetjs", slower and larger');
  const { parquetjsEncoder } = await import('./parquetjs/encoder.js');
  return parquetjsEncoder();
}
