/** The part of parquetjs-lite that the encoder uses; the package ships no types. */
declare module 'parquetjs-lite' {
  export interface FieldDefinition {
    readonly type?: string;
    readonly optional?: boolean;
    readonly repeated?: boolean;
    readonly compression?: 'GZIP' | 'UNCOMPRESSED';
    readonly fields?: Readonly<Record<string, FieldDefinition>>;
  }
  class ParquetSchema {
    constructor(fields: Readonly<Record<string, FieldDefinition>>);
  }
  interface WriterOptions {
    readonly pageIndex?: boolean;
    readonly useDataPageV2?: boolean;
    readonly rowGroupSize?: number;
  }
  interface Sink {
    write(bytes: Uint8Array, done: (error?: Error) => void): void;
    end(done: (error?: Error) => void): void;
  }
  class ParquetWriter {
    static openStream(schema: ParquetSchema, sink: Sink, options: WriterOptions): Promise<ParquetWriter>;
    setRowGroupSize(rows: number): void;
    appendRow(row: object): Promise<void>;
    close(): Promise<void>;
  }
  class ParquetReader {
    static openBuffer(bytes: Buffer, options: { readonly rawStatistics: boolean }): Promise<ParquetReader>;
    readonly schema: { readonly fieldList: readonly { originalType?: string }[] };
    getCursor(columns?: readonly (readonly string[])[]): { next(): Promise<Record<string, unknown> | null> };
    close(): Promise<void>;
  }
  const parquetjs: {
    readonly ParquetSchema: typeof ParquetSchema;
    readonly ParquetWriter: typeof ParquetWriter;
    readonly ParquetReader: typeof ParquetReader;
  };
  export default parquetjs;
  export type { ParquetSchema };
}
