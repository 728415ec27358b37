import { ORCHESTRATOR } from '../../system/live-system.ts'
import { BUDGET } from '../weak-documents.ts'
import { definePair } from '../pair.ts'
import { exploit, type Aim } from './exploit.ts'
import { startVulnerable } from './vulnerable.ts'

export const pair = definePair<Aim>({
  title: 'An agent that reads everybody’s documents',
  pitfall: {
    problem: 'The agent acts with an application permission (`roles`), which no person stands behind.',
    impact: 'Whoever may ask the agent reads what anybody in the tenant can read.',
    fix: 'Delegated permissions (`scp`): the resource sees the person in the token, and applies their own rights.',
  },
  clause: 'playbook: delegated permissions by default',
  controls: ['PIT-1', 'DEL-1', 'DEL-3'],
  guard: { file: 'apps/mock-graph/src/routes/access.ts', text: 'library.find(request.getToken().oid, id)' },
  expected: { by: 'mock-graph', reason: 'permission_denied', status: 200 },
  async vulnerable({ system, issuer }) {
    const { url, lines, close } = await startVulnerable(issuer)
    return { aim: { agent: url, bob: await system.person('Bob') }, log: () => lines, close }
  },
  hardened: async ({ system }) => ({ aim: { agent: ORCHESTRATOR, bob: await system.person('Bob') } }),
  exploit,
  honest: async ({ system }) => (await system.person('Alice')).tool('read_document', { id: BUDGET.id }),
})
