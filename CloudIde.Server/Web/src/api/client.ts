/** An answer of the server that is not a success, or none at all (status 0). */
export class ApiError extends Error {
  readonly status: number;
  readonly errors: Record<string, string[]>;

  constructor(status: number, message: string, errors: Record<string, string[]> = {}) {
    super(message);
    this.status = status;
    this.errors = errors;
  }
}

export interface RequestOptions {
  json?: unknown;
  body?: BodyInit;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** The caller handles 401 itself. */
  allowSignedOut?: boolean;
}

let onSignedOut: () => void = () => {};

/** Sets what happens when the session has ended. */
export function whenSignedOut(action: () => void): void {
  onSignedOut = action;
}

/** Calls the server with the session cookie. Throws ApiError with the server's own words. */
export async function call(method: string, path: string, options: RequestOptions = {}): Promise<Response> {
  const headers: Record<string, string> = { Accept: 'application/json', ...options.headers };
  let body = options.body;
  if (options.json !== undefined) {
    headers['Content-Type'] = 'application/json';
    body = JSON.stringify(options.json);
  }
  let response: Response;
  try {
    response = await fetch(path, { method, headers, body: body ?? null, signal: options.signal ?? null, credentials: 'same-origin', cache: 'no-store' });
  } catch (error) {
    if (options.signal?.aborted) {
      throw error;
    }
    throw new ApiError(0, 'The server cannot be reached. Check the connection and try again.');
  }
  if (response.ok) {
    return response;
  }
  const failure = await readProblem(response);
  if (response.status === 401 && !options.allowSignedOut) {
    onSignedOut();
  }
  throw failure;
}

export async function callJson<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
  const response = await call(method, path, options);
  return (await response.json()) as T;
}

async function readProblem(response: Response): Promise<ApiError> {
  try {
    const problem = (await response.json()) as { message?: string; detail?: string; title?: string; errors?: Record<string, string[]> };
    const text = problem.message ?? problem.detail ?? problem.title;
    if (text) {
      return new ApiError(response.status, text, problem.errors ?? {});
    }
  } catch {
    // Not JSON: a proxy's page, say. The status has to do.
  }
  return new ApiError(response.status, `The server answered ${response.status}${response.statusText ? ` ${response.statusText}` : ''}.`);
}

/** The words to show for anything that was thrown. */
export function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
