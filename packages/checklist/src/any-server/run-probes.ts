import { createProofKey } from '../proof.ts'
import { openServer, type ServerOptions } from './any-server.ts'
import type { Finding, Probe } from './probe.ts'
import { withToken } from './with-token.ts'
import { withoutToken } from './without-token.ts'

/** All that is ever sent: `tools/list`, `initialize`, and what the server and its authorization server publish. */
export const PROBES: readonly Probe[] = [...withoutToken, ...withToken]

export interface ProbeOutcome extends Finding, Pick<Probe, 'id' | 'title' | 'clause'> {}

/** @throws Error when the server cannot be reached */
export async function runProbes(
  options: ServerOptions,
  onOutcome: (outcome: ProbeOutcome) => void = () => undefined,
): Promise<ProbeOutcome[]> {
  const server = await openServer(options, await createProofKey())
  const outcomes: ProbeOutcome[] = []
  for (const { id, title, clause, run } of PROBES) {
    const outcome = { id, title, clause, ...(await run(server)) }
    outcomes.push(outcome)
    onOutcome(outcome)
  }
  return outcomes
}
