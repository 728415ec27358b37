import { ORCHESTRATOR } from '../../system/live-system.ts'
import { NOT_STEPPED_UP } from '../../system/sign-in.ts'
import { definePair } from '../pair.ts'
import { BUDGET } from '../weak-documents.ts'
import { exploit, type Aim } from './exploit.ts'
import { startVulnerable } from './vulnerable.ts'

export const pair = definePair<Aim>({
  title: 'A deletion without a second factor',
  pitfall: {
    problem: 'A server that cannot ask for more proof has two choices: let everything happen, or nothing.',
    impact:
      'A screen left unlocked is enough to delete for good; or the high-risk tools are switched off for all.',
    fix: 'The tool’s policy names the authentication context, and the 401 carries a claims challenge that comes back answered.',
  },
  clause: 'playbook: claims-challenge loop; Conditional Access authentication context',
  controls: ['PIT-4', 'STP-1'],
  guard: {
    file: 'packages/mcp-kit/src/gate.ts',
    text: 'if (row.authenticationContext !== undefined)\n          enforceAuthenticationContext(',
  },
  expected: {
    by: 'mcp-sharepoint',
    reason: 'claims_insufficient',
    status: 401,
    error: 'insufficient_claims',
  },
  async vulnerable({ system }) {
    const { url, lines, close } = await startVulnerable()
    const session = await system.signIn('Alice', NOT_STEPPED_UP)
    return { aim: { agent: url, session }, log: () => lines, close }
  },
  hardened: async ({ system }) => ({
    aim: { agent: ORCHESTRATOR, session: await system.signIn('Alice', NOT_STEPPED_UP) },
  }),
  exploit,
  // Sharing with its owner asks for a context as well, and changes nothing.
  honest: async ({ system }) =>
    (await system.person('Alice')).tool('share_document', {
      id: BUDGET.id,
      email: 'alice@contoso.example',
      role: 'read',
    }),
})
