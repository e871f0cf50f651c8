/** What the services of the account share. */
export const ACCOUNT = '111122223333';

/** An error as a service of AWS tells it. */
export class ServiceError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}
