import { join } from 'node:path'
import { registration } from '@chain-of-trust/service-kit'
import { walk, walkLinkedAccount, type Walk } from '@chain-of-trust/tooling'
import type { Probe, RunningSystem } from './probe.ts'

const FILE = 'packages/checklist/src/probes/walks.ts'

// All of the company may read it.
const TRAVEL_POLICY = '01COM-TRAVEL-POLICY'

const common = ({ stateDir }: RunningSystem) => ({
  aiHost: registration('ai-host').url,
  auditFolder: join(stateDir, 'audit'),
  person: 'alice',
})

function enforceAllSteps({ steps }: Walk): void {
  const failed = steps.find(({ ok }) => !ok)
  if (failed) throw new Error(`step ${failed.n} (${failed.title}) failed: ${failed.refusal?.reason ?? ''}`)
}

/** A person’s own way through the system, as `npm run walkthrough` goes it. */
export const walkProbes: readonly Probe[] = [
  {
    id: 'walk-on-behalf-of',
    file: FILE,
    controls: ['OBO-1', 'OBO-2', 'LOG-1', 'LOG-2', 'TIER-1'],
    done: 'Alice signed in and had a document read through orchestrator, MCP server and resource.',
    async run(system) {
      const result = await walk({ ...common(system), ask: { document: TRAVEL_POLICY } })
      enforceAllSteps(result)
      const people = new Set(result.audit.map(({ subject }) => subject?.oid))
      if (result.audit.length !== 4 || people.size !== 1) {
        throw new Error(`${result.audit.length} records of ${people.size} people`)
      }
      return `${result.steps.length} steps; 4 records of one person, joined from token to token.`
    },
  },
  {
    id: 'walk-linked-account',
    file: FILE,
    controls: ['LNK-1', 'LNK-3', 'VLT-2', 'VLT-3'],
    done: 'Alice connected an account elsewhere, anew, and a tool used it.',
    async run(system) {
      const result = await walkLinkedAccount({ ...common(system), account: 'alice-codes', anew: true })
      enforceAllSteps(result)
      return `${result.steps.length} steps: asked for, consented to, connected, used.`
    },
  },
]
