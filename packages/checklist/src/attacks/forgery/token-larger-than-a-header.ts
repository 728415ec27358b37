import type { Attack } from '../../attack.ts'

/** Node's HTTP parser turns it away before there is a request: so this one leaves no audit record. */
export const attack: Attack = {
  title: 'A token of 64 KiB',
  playbook: 'RFC 8725 §3.12; OWASP API4',
  controls: ['AUD-2'],
  expected: { by: 'mock-graph', status: 431, error: 'Request Header Fields Too Large' },
  control: ({ graph }) => graph.send(),
  attempt: ({ graph }) => graph.send({ claims: { padding: 'x'.repeat(64 * 1024) } }),
}
