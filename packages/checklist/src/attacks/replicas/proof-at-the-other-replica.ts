import type { Attack } from '../../attack.ts'
import { proofFor } from '../../presentation.ts'
import { CATALOGUE } from '../../system/live-system.ts'

export const attack: Attack = {
  title: 'A request that one replica has accepted, recorded and sent to the other',
  playbook: 'RFC 9449 §11.1',
  controls: ['POP-2'],
  expected: {
    by: 'orchestrator',
    reason: 'dpop_proof_replayed',
    status: 401,
    error: 'invalid_dpop_proof',
  },
  control: async ({ system, replicas }) => {
    const { ports } = await replicas()
    return (await system.signIn('Alice')).send(CATALOGUE, { port: ports[1] })
  },
  attempt: async ({ system, replicas }) => {
    const { ports } = await replicas()
    const { key, accessToken, send } = await system.signIn('Alice')
    await send(CATALOGUE, { port: ports[0] })
    const dpop = [await proofFor(CATALOGUE, { key, token: accessToken })]
    const first = await send(CATALOGUE, { port: ports[0], dpop })
    if (!first.accepted) throw new Error(`the first replica refuses it: ${first.status}`)
    return send(CATALOGUE, { port: ports[1], dpop })
  },
}
