import type { Attack } from '../../attack.ts'

export const attack: Attack = {
  title: 'The same proof a second time',
  playbook: 'RFC 9449 §11.1',
  controls: ['POP-2'],
  expected: { by: 'mock-graph', reason: 'dpop_proof_replayed', status: 401, error: 'invalid_dpop_proof' },
  control: ({ graph }) => graph.send(),
  attempt: async ({ graph }) => {
    const token = await graph.token()
    const request = { token, dpop: [await graph.proof(token)] }
    await graph.send(request)
    return graph.send(request)
  },
}
