import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { auditFiles, verifyAuditLog } from '@chain-of-trust/auth-core'
import { readTrace } from '@chain-of-trust/tooling'
import { ORCHESTRATOR, type LiveSystem } from '../../system/live-system.ts'
import { definePair } from '../pair.ts'
import { exploit, type Aim, type Evidence } from './exploit.ts'
import { startVulnerable } from './vulnerable.ts'

export const pair = definePair<Aim>({
  title: 'Who did it, and who changed the log?',
  pitfall: {
    problem:
      'The log says that something was called. It does not say by whom, for whom, and with which token.',
    impact: 'An incident cannot be investigated, and a log that anybody may edit proves nothing to anybody.',
    fix: 'One record per authentication event, joined by trace and token ids; each record carries the hash of the one before, and signed checkpoints vouch for the end.',
  },
  clause: 'playbook: structured audit logs',
  controls: ['PIT-5', 'LOG-2', 'LOG-3'],
  guard: { file: 'packages/auth-core/src/audit/verify.ts', text: 'const diagnosis = diagnose(pieces)' },
  expected: { by: 'orchestrator', status: 1, error: 'deleted' },
  async vulnerable({ system }) {
    const { url, cutAndLook, close } = await startVulnerable()
    return { aim: { agent: url, ...(await people(system)), cutAndLook }, close }
  },
  hardened: async ({ system, stateDir }) => ({
    aim: {
      agent: ORCHESTRATOR,
      ...(await people(system)),
      cutAndLook: (traceId) => cutACopy(stateDir, traceId),
    },
  }),
  exploit,
  honest: async ({ system }) => (await system.person('Bob')).tool('search_documents', { query: 'budget' }),
})

async function people(system: LiveSystem): Promise<Pick<Aim, 'insider' | 'colleague'>> {
  return { insider: await system.person('Bob'), colleague: await system.person('Alice') }
}

/** In a copy: the running system's log is evidence of more than this. */
function cutACopy(stateDir: string, traceId: string): Evidence {
  const folder = mkdtempSync(join(tmpdir(), 'chain-of-trust-cut-log-'))
  try {
    const [from, to] = [auditFiles(stateDir, 'orchestrator'), auditFiles(folder, 'orchestrator')]
    // The log last: a checkpoint must not speak of records that the copy does not have.
    for (const part of ['publicKey', 'checkpoints', 'log'] as const) cpSync(from[part], to[part])
    const before = verifyAuditLog(to)
    if (!before.ok) throw new Error('the log is not sound before anything is cut')
    const who = readTrace(join(folder, 'audit'), traceId).map(({ subject }) => subject?.oid ?? '')
    const lines = readFileSync(to.log, 'utf8').split('\n')
    writeFileSync(to.log, lines.filter((line) => !line.includes(traceId)).join('\n'))
    const [fault] = verifyAuditLog(to).faults
    return { whoWasFound: [...new Set(who)].filter(Boolean), tamperingFound: fault?.kind }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
