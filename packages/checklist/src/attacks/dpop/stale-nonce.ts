import type { Attack } from '../../attack.ts'

export const attack: Attack = {
  title: 'A proof with a nonce that the server did not give',
  playbook: 'RFC 9449 §9',
  controls: ['POP-2'],
  expected: { by: 'mock-graph', reason: 'dpop_nonce_required', status: 401, error: 'use_dpop_nonce' },
  control: ({ graph }) => graph.send(),
  attempt: ({ graph }) => graph.send({ proof: { nonce: 'x'.repeat(43) } }),
}
