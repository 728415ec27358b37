import type { Attack } from '../../attack.ts'

export const attack: Attack = {
  title: 'A proof without the nonce of the server',
  playbook: 'RFC 9449 §9, §11.2',
  controls: ['POP-2'],
  expected: { by: 'mock-graph', reason: 'dpop_nonce_required', status: 401, error: 'use_dpop_nonce' },
  control: ({ graph }) => graph.send(),
  attempt: ({ graph }) => graph.send({ proof: { nonce: undefined } }),
}
