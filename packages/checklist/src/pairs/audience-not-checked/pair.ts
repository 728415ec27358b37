import { MCP_SHAREPOINT } from '../../system/live-system.ts'
import { definePair } from '../pair.ts'
import { exploit, type Aim } from './exploit.ts'
import { startVulnerable } from './vulnerable.ts'

export const pair = definePair<Aim>({
  title: 'A token for one service, used at another',
  pitfall: {
    problem: 'A server that does not look at `aud` takes any token of its tenant, whoever it was made for.',
    impact: 'One stolen or passed-on token opens every service that trusts the same issuer.',
    fix: 'Every server accepts exactly one audience: its own.',
  },
  clause: 'playbook: audience validation; RFC 8725 §3.9',
  controls: ['AUD-1', 'PIT-3'],
  guard: {
    file: 'packages/auth-core/src/access-token.ts',
    text: 'audience: accepts.audience,\n    algorithms',
  },
  expected: { by: 'mcp-sharepoint', reason: 'audience_mismatch', status: 401, error: 'invalid_token' },
  async vulnerable({ system }) {
    const { url, lines, close } = await startVulnerable()
    return { aim: { url: `${url}/mcp`, alice: await system.person('Alice') }, log: () => lines, close }
  },
  hardened: async ({ system }) => ({
    aim: { url: MCP_SHAREPOINT, alice: await system.person('Alice') },
  }),
  exploit,
  honest: async ({ system }) => (await system.person('Alice')).tool('search_documents', { query: 'budget' }),
})
