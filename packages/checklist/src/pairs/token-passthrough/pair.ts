import { MCP_SHAREPOINT } from '../../system/live-system.ts'
import { takenChain } from '../../system/taken-chain.ts'
import { definePair } from '../pair.ts'
import { BUDGET } from '../weak-documents.ts'
import { exploit, type Aim } from './exploit.ts'
import { startVulnerable } from './vulnerable.ts'

export const pair = definePair<Aim>({
  title: 'An MCP server that passes tokens on',
  pitfall: {
    problem:
      'The server takes its client’s token, does not ask whom it is for, and sends it to the API behind.',
    impact:
      'Its own policy, limits and audit are walked around, and the API cannot tell the server from a thief.',
    fix: 'A server accepts only tokens for itself, and exchanges them: what goes on is another token, for one API and one call.',
  },
  clause:
    'MCP security best practices: token passthrough; MCP authorization: access token privilege restriction',
  controls: ['AUD-1', 'OBO-2', 'OBO-3'],
  guard: {
    file: 'packages/auth-core/src/access-token.ts',
    text: 'audience: accepts.audience,\n    algorithms',
  },
  expected: { by: 'mcp-sharepoint', reason: 'audience_mismatch', status: 401, error: 'invalid_token' },
  async vulnerable({ system }) {
    const { url, lines, close } = await startVulnerable()
    return { aim: { url: `${url}/mcp`, ...(await takenChain(system)) }, log: () => lines, close }
  },
  hardened: async ({ system }) => ({ aim: { url: MCP_SHAREPOINT, ...(await takenChain(system)) } }),
  exploit,
  honest: async ({ system }) => (await system.person('Alice')).tool('read_document', { id: BUDGET.id }),
})
