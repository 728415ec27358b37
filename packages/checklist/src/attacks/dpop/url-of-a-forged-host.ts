import type { Attack } from '../../attack.ts'

/** A proof given to evil.example, sent on to us: the URL is compared with our configuration, not with the Host header. */
export const attack: Attack = {
  title: 'A proof for the name that the Host header claims',
  playbook: 'RFC 9449 §4.3 (9)',
  controls: ['POP-2'],
  expected: { by: 'mock-graph', reason: 'dpop_proof_invalid', status: 401, error: 'invalid_dpop_proof' },
  control: ({ graph }) => graph.send(),
  attempt: ({ graph }) =>
    graph.send({
      headers: { host: 'evil.example' },
      proof: { htu: 'http://evil.example/v1.0/me/drive/root/children' },
    }),
}
