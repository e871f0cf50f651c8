/** Looks for a text in all files below a folder, whatever they are packed in. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { filesIn, sql } from '../export/lake.js';

export interface Found {
  readonly file: string;
  readonly text: string;
}

/** Every file that holds one of the texts, unpacked: rows of Parquet as JSON, parts without Brotli. */
export async function search(folder: string, texts: Iterable<string>): Promise<Found[]> {
  const found: Found[] = [];
  for (const file of filesIn(folder)) {
    const content = await unpacked(join(folder, file));
    for (const text of texts) if (content.includes(text) || file.includes(text)) found.push({ file, text });
  }
  return found;
}

async function unpacked(path: string): Promise<Buffer | string> {
  if (path.endsWith('.parquet')) {
    const rows = await sql(`SELECT * FROM read_parquet('${path.replaceAll("'", "''")}', hive_partitioning = false)`);
    return rows.map((row) => JSON.stringify(row).replaceAll('\\"', '"')).join('\n');
  }
  const bytes = readFileSync(path);
  return path.endsWith('.br') ? brotliDecompressSync(bytes) : bytes;
}
