import type { Attack } from '../../attack.ts'
import type { Answer } from '../../http.ts'
import { proofFor } from '../../presentation.ts'
import { CATALOGUE } from '../../system/live-system.ts'
import { until } from '../../system/until.ts'

/** Whoever can crash the store that remembers used proofs must not be able to use them again. */
export const attack: Attack = {
  title: 'A recorded request, after the memory of used proofs was lost',
  playbook: 'RFC 9449 §11.1; RFC 9449 §8',
  controls: ['POP-2'],
  expected: {
    by: 'orchestrator',
    reason: 'dpop_nonce_required',
    status: 401,
    error: 'use_dpop_nonce',
  },
  control: async ({ system, replicas }) => {
    const { ports } = await replicas()
    return (await system.signIn('Alice')).send(CATALOGUE, { port: ports[0] })
  },
  attempt: async ({ system, replicas }) => {
    const { ports, loseMemory } = await replicas()
    const session = await system.signIn('Alice')
    const send = (dpop?: string[]) =>
      session.send(CATALOGUE, { port: ports[0], ...(dpop === undefined ? {} : { dpop }) })
    await send()
    const dpop = [await proofFor(CATALOGUE, { key: session.key, token: session.accessToken })]
    const first = await send(dpop)
    if (!first.accepted) throw new Error(`refused when it is new: ${first.status}`)
    await loseMemory()
    // With the loss everybody's older tokens end; one that is new enough is what the attacker has stolen with the proof.
    const back = ({ status }: Answer) => status !== 503
    await until(() => send(), back)
    const fresh = await until(
      () => system.signIn('Alice'),
      async (again) => (await again.send(CATALOGUE, { port: ports[0] })).accepted,
    )
    return fresh.send(CATALOGUE, {
      port: ports[0],
      dpop: [await staleProof(dpop[0]!, fresh.key, fresh.accessToken)],
    })
  },
}

/** The nonce of the recorded proof, in one for the token that is good now. */
async function staleProof(
  recorded: string,
  key: Parameters<typeof proofFor>[1]['key'],
  token: string,
): Promise<string> {
  const { nonce } = JSON.parse(Buffer.from(recorded.split('.')[1]!, 'base64url').toString()) as {
    nonce: string
  }
  return proofFor(CATALOGUE, { key, token, proof: { nonce } })
}
