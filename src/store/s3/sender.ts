/** Stands between lib-storage and S3: sees each call of one upload, and settles those that make the object. */
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { type Making, make } from './conditional.js';
import { isNamed, StrangeAnswer } from './failure.js';

export class Sender {
  /** Why the upload failed, where it was S3. */
  firstFailure: unknown;
  private uploadId: string | undefined;
  private readonly client: S3Client;
  private readonly making: Making;

  constructor(client: S3Client, making: Making) {
    this.client = client;
    this.making = making;
  }

  /** The client with its `send` replaced: lib-storage takes nothing smaller than a client. */
  asClient(): S3Client {
    const send = async (command: Parameters<S3Client['send']>[0]) => {
      try {
        return await this.send(command);
      } catch (error) {
        this.firstFailure ??= error;
        throw error;
      }
    };
    return Object.create(this.client, { send: { value: send } });
  }

  /** The upload is over, or left to abortUploads. */
  close(): void {
    if (this.uploadId !== undefined) this.making.session.openUploads.delete(this.uploadId);
  }

  private async send(command: Parameters<S3Client['send']>[0]): Promise<unknown> {
    if (command instanceof PutObjectCommand)
      return await make(this.making, () => this.client.send(command), { isCompletion: false });
    if (command instanceof CompleteMultipartUploadCommand)
      return await make(this.making, () => this.client.send(command), { isCompletion: true });
    if (command instanceof CreateMultipartUploadCommand) return await this.begin(command);
    if (command instanceof AbortMultipartUploadCommand) return await this.abort(command);
    if (command instanceof UploadPartCommand) return await this.part(command);
    return await this.client.send(command);
  }

  private async begin(command: CreateMultipartUploadCommand): Promise<unknown> {
    const { beginning } = this.making.session;
    const begun = this.create(command);
    beginning.add(begun);
    return await begun.finally(() => beginning.delete(begun));
  }

  private async create(command: CreateMultipartUploadCommand): Promise<unknown> {
    const answer = await this.client.send(command);
    if (answer.UploadId === undefined) throw new StrangeAnswer('the answer has no upload id');
    this.uploadId = answer.UploadId;
    this.making.session.openUploads.add(answer.UploadId);
    return answer;
  }

  private async part(command: UploadPartCommand): Promise<unknown> {
    const answer = await this.client.send(command);
    if (answer.ETag === undefined) throw new StrangeAnswer('the answer has no ETag');
    return answer;
  }

  /**
   * lib-storage leaves the bucket's owner out of this one call. An upload that is gone is aborted: by the lost
   * answer of a first attempt, or by somebody else.
   */
  private async abort({ input }: AbortMultipartUploadCommand): Promise<unknown> {
    try {
      return await this.client.send(new AbortMultipartUploadCommand({ ...input, ...this.making.session.target }));
    } catch (error) {
      if (isNamed(error, 'NoSuchUpload')) return undefined;
      throw error;
    }
  }
}
