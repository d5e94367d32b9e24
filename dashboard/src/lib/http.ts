import { z } from 'zod';

const problemSchema = z.object({
  title: z.string(),
  status: z.number(),
  code: z.string().default('internal'),
  detail: z.string().default(''),
  hint: z.string().default(''),
});

/** The gateway said no; `message` and `hint` are its own words. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly hint: string,
    readonly body: unknown,
  ) {
    super(message);
  }
}

/** The gateway answered something that docs/api.md doesn't allow. */
export class ContractError extends Error {
  override readonly name = 'ContractError';
}

/** No answer at all. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}

export interface Answer {
  status: number;
  body: unknown;
}

export interface Call {
  method?: 'GET' | 'POST' | 'DELETE';
  body?: unknown;
  signal?: AbortSignal | undefined;
}

/** What may turn a refusal into an answer: a renewed session, a confirmation with the passkey. */
export interface Remedies {
  renew: () => Promise<boolean>;
  confirm: () => Promise<boolean>;
}

let remedies: Remedies | null = null;
export const setRemedies = (known: Remedies): void => {
  remedies = known;
};

const kNoSession = ['/api/auth/refresh', '/api/auth/exchange', '/api/auth/recover', '/api/auth/login', '/api/auth/logout'];

async function remedied(error: unknown, path: string): Promise<boolean> {
  if (!(error instanceof ApiError) || !remedies) return false;
  if (error.code === 'step-up-required') return remedies.confirm();
  const renewable = error.status === 401 && error.code === 'unauthenticated' && !kNoSession.some((own) => path.startsWith(own));
  return renewable && remedies.renew();
}

/** The answer; where the session had to be renewed or confirmed first, that of the second try. */
export async function call(path: string, options: Call = {}): Promise<Answer> {
  try {
    return await send(path, options);
  } catch (error) {
    if (await remedied(error, path)) return send(path, options);
    throw error;
  }
}

async function send(path: string, { method = 'GET', body, signal }: Call): Promise<Answer> {
  const request: RequestInit = { method, credentials: 'same-origin', headers: { Accept: 'application/json' } };
  if (signal) request.signal = signal;
  if (body !== undefined) {
    request.headers = { ...request.headers, 'Content-Type': 'application/json' };
    request.body = JSON.stringify(body);
  }
  const response = await fetch(path, request).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw new UnreachableError('The gateway does not answer. Is tradewind running?', { cause: error });
  });
  const answer = await readJson(response);
  if (!response.ok) throw problemOf(response, answer);
  return { status: response.status, body: answer };
}

export async function get<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
  signal?: AbortSignal,
): Promise<z.output<Schema>> {
  return parse(path, schema, (await call(path, { signal })).body);
}

export async function post<Schema extends z.ZodType>(path: string, body: unknown, schema: Schema): Promise<z.output<Schema>> {
  return parse(path, schema, (await call(path, { method: 'POST', body })).body);
}

export function parse<Schema extends z.ZodType>(what: string, schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [first] = result.error.issues;
  const where = first?.path.join('.') ?? '';
  throw new ContractError(`${what}: ${where === '' ? 'the answer' : where}: ${first?.message ?? 'not as expected'}`);
}

/** `path?a=1`, leaving out what is empty. */
export function withQuery(path: string, query: Record<string, string | number | null | undefined>): string {
  const entries = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '');
  if (entries.length === 0) return path;
  return `${path}?${new URLSearchParams(entries.map(([key, value]) => [key, String(value)])).toString()}`;
}

async function readJson(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === '') return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function problemOf(response: Response, body: unknown): ApiError {
  const problem = problemSchema.safeParse(body);
  if (!problem.success) {
    return new ApiError(response.status, 'internal', `The gateway answered ${String(response.status)}.`, '', body);
  }
  const { code, detail, hint, title } = problem.data;
  return new ApiError(response.status, code, detail || title, hint, body);
}
