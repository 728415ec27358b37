import type { Arrow } from './record/arrow.ts'

export interface ExplainStep {
  /** Of the walk-through. */
  n: number
  title: string
  text: string
  arrows: readonly Arrow[]
}

const trust = (from: string, to: string, label: string): Arrow => ({ kind: 'trust', from, to, label })
const checks = (from: string, label: string): Arrow => ({ kind: 'validation', from, to: 'mock-idp', label })

/** The ten steps of the walk-through, for somebody who sees them for the first time. */
export const EXPLAIN_STEPS: readonly ExplainStep[] = [
  {
    n: 1,
    title: 'You sign in, and you consent',
    text: 'Your browser gets Token A. It names you, it is made for the orchestrator alone, and it is bound to a key that cannot leave your browser. It opens no document.',
    arrows: [
      { kind: 'person', from: 'person', to: 'mock-idp', label: 'signs in' },
      trust('mock-idp', 'ai-host', 'A'),
    ],
  },
  {
    n: 2,
    title: 'The AI host calls the orchestrator',
    text: 'It sends Token A with a fresh proof: a signature over this one request. Whoever copies the token does not have the key, and so cannot make the next proof.',
    arrows: [
      { kind: 'person', from: 'person', to: 'ai-host', label: 'asks' },
      trust('ai-host', 'orchestrator', 'A'),
    ],
  },
  {
    n: 3,
    title: 'The orchestrator verifies Token A',
    text: 'Signature, issuer, tenant, exactly one audience, time, a person behind it and not an application, the calling client, the key, and whether the session was revoked. One fault, and nothing happens.',
    arrows: [checks('orchestrator', '✓ A')],
  },
  {
    n: 4,
    title: 'It exchanges A for B, on your behalf',
    text: 'The orchestrator proves who it is and whose wish it carries. Token B still names you. It is for one tool server, with the permissions that this one call needs, and no others.',
    arrows: [trust('orchestrator', 'mock-idp', 'A → B')],
  },
  {
    n: 5,
    title: 'It calls the tool server with Token B',
    text: 'Token A stays behind. A tool server that is taken over has nothing that opens the orchestrator, or another tool server.',
    arrows: [trust('orchestrator', 'mcp-sharepoint', 'B')],
  },
  {
    n: 6,
    title: 'The tool server verifies Token B, and its own policy',
    text: 'A tool without a row in the policy does not run. Each row names the scopes and how strongly you must have signed in. If that is not enough, the refusal travels back up to you, and you can lift it.',
    arrows: [checks('mcp-sharepoint', '✓ B')],
  },
  {
    n: 7,
    title: 'It exchanges B for C',
    text: 'Again narrower: one resource, one permission. The tool itself never holds a token. It gets a way to make requests, and that is all.',
    arrows: [trust('mcp-sharepoint', 'mock-idp', 'B → C')],
  },
  {
    n: 8,
    title: 'It calls the resource with Token C',
    text: 'Bound to the tool server’s own key: what was proven for one hop is worth nothing on another.',
    arrows: [trust('mcp-sharepoint', 'mock-graph', 'C')],
  },
  {
    n: 9,
    title: 'The resource verifies Token C, and asks what you may',
    text: 'Your own permissions decide. The agent cannot read what you could not open yourself, whatever anybody has told it.',
    arrows: [checks('mock-graph', '✓ C')],
  },
  {
    n: 10,
    title: 'The answer flows back, and the chain stays on record',
    text: 'Each tier has written who acted for whom, with which token made from which. That record is what the inspector draws.',
    arrows: [
      trust('mock-graph', 'mcp-sharepoint', 'answer'),
      trust('mcp-sharepoint', 'orchestrator', 'answer'),
      trust('orchestrator', 'ai-host', 'answer'),
    ],
  },
]
