/**
 * The same texts again and again, each time as a new one-byte string, as Node's HTTP parser makes them: the
 * hash that V8 keeps in a string must not speed up a cache that is keyed by it.
 */
export function freshStrings(texts: readonly string[]): () => string {
  const buffers = texts.map((text) => Buffer.from(text, 'latin1'))
  let next = 0
  return () => {
    const buffer = buffers[next]!
    next = (next + 1) % buffers.length
    return buffer.toString('latin1')
  }
}
