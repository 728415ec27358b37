/**
 * The first hop of a trace (W3C Trace Context §3.2): what the tiers write about a request is found by its id. Random,
 * so it says nothing of the person, and one per request, so it joins none of theirs to another.
 */
export function newTraceparent(): string {
  return `00-${hex(16)}-${hex(8)}-01`
}

function hex(bytes: number): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
}
