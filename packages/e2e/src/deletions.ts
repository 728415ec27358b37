import { records } from './records.ts'

/** How many deletions the resource has carried out: it accepts a token before it asks for more, and records both. */
export function deletions(stateDir: string): number {
  const atResource = records({ stateDir }, 'mock-graph')
  const refused = new Set(
    atResource.filter(({ outcome }) => outcome === 'failure').map((one) => one.trace_id),
  )
  return atResource.filter(
    ({ outcome, scopes, trace_id }) =>
      outcome === 'success' && scopes?.granted?.includes('Files.Delete') === true && !refused.has(trace_id),
  ).length
}
