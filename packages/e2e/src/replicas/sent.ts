/** What `work` sent last, to be sent once more just as it was: the same token, the same proof. */
export async function sentBy(work: () => Promise<unknown>): Promise<() => Promise<Response>> {
  const { fetch } = globalThis
  let last: Parameters<typeof fetch> | undefined
  globalThis.fetch = (...request) => {
    last = request
    return fetch(...request)
  }
  try {
    await work()
  } finally {
    globalThis.fetch = fetch
  }
  if (last === undefined) throw new Error('nothing was sent')
  const [url, { signal: _, ...init } = {}] = last
  return () => fetch(url, init)
}
