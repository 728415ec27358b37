/** Posts to a receiver. The platform's fetch, or a test's. */
export type Post = (url: string, init: RequestInit) => Promise<Response>

/** `refused`: the receiver has understood it and does not want it, now or later. */
export type PushOutcome =
  | { result: 'delivered' }
  | { result: 'refused'; problem: string }
  | { result: 'failed'; problem: string }

/** Milliseconds for one attempt. */
const TIMEOUT = 5000

/** One push of a Security Event Token (RFC 8935 §2). Whatever happens is an outcome: it does not throw. */
export async function push(
  url: string,
  token: string,
  { post, signal }: { post: Post; signal: AbortSignal },
): Promise<PushOutcome> {
  try {
    const response = await post(url, {
      method: 'POST',
      headers: { 'content-type': 'application/secevent+jwt', accept: 'application/json' },
      body: token,
      // Who redirects a revocation has not received it.
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)]),
    })
    const body = await response.text()
    if (response.status === 202) return { result: 'delivered' }
    // §2.4: the token itself is the problem. Any other answer says something about the receiver's state only.
    if (response.status === 400) return { result: 'refused', problem: describe(body) }
    return { result: 'failed', problem: `answered ${response.status}` }
  } catch (error) {
    return { result: 'failed', problem: reasonOf(error) }
  }
}

/** The receiver's own words, for the log and the console: short, on one line. */
function describe(body: string): string {
  const text = readError(body) ?? 'answered 400'
  return text.replace(/\p{Cc}/gu, ' ').slice(0, 200)
}

function readError(body: string): string | undefined {
  try {
    const { err, description } = JSON.parse(body) as { err?: unknown; description?: unknown }
    const said = [err, description].filter((part) => typeof part === 'string')
    return said.length === 0 ? undefined : said.join(': ')
  } catch {
    return undefined
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'failed'
  if (error.name === 'TimeoutError') return `no answer in ${TIMEOUT / 1000} s`
  const { cause } = error
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  return typeof code === 'string' ? `not reachable (${code})` : 'not reachable'
}
