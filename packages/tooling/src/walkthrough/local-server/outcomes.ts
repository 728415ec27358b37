/** What became of each step of pattern 2, read from the audit log of the server on the person's machine. */
import type { AuditRecord } from '@chain-of-trust/auth-core'
import type { Outcomes, StepRefusal, StepToken } from '../steps.ts'
import { HOST, SERVER, TOOL } from './plan.ts'

export interface LocalCall {
  /** What `ai-host-cli call` ended with. */
  code: number | null
  stdout: string
  stderr: string
  /** Milliseconds since the epoch. */
  startedAt: number
  endedAt: number
}

/** @param stranger what the server said to a program that brought no credential, and its exit code */
export function localOutcomes(
  call: LocalCall,
  records: readonly AuditRecord[],
  stranger: { code: number | null; said: string },
): Outcomes {
  const decided = records.filter(({ event }) => event === 'token_accepted')
  const handshake = decided.find(({ tool }) => tool === undefined)
  const used = decided.find(({ tool }) => tool === TOOL)
  const accepted = handshake?.outcome === 'success'
  const done = call.code === 0
  // It is the server's own record: it was started, said its hello, and had an answer.
  const reached = handshake !== undefined
  const refusal: StepRefusal = { by: SERVER, reason: firstLine(call.stderr) }
  const [handshakeAt, usedAt] = [handshake, used].map((record) => Date.parse(record?.time ?? ''))
  const since = (at: number | undefined, before: number) =>
    at === undefined || Number.isNaN(at) ? 0 : Math.max(0, at - before)
  return {
    2: reached ? { ok: true, ms: 0 } : { ok: false, ms: 0, refusal: { ...refusal, by: HOST } },
    3: { ok: reached, ms: 0 },
    4: { ok: reached, ms: 0, ...(handshake ? { token: tokenOf(handshake) } : {}) },
    5: {
      ok: accepted,
      ms: since(handshakeAt, call.startedAt),
      ...(accepted ? {} : { refusal: { by: SERVER, reason: handshake?.reason ?? refusal.reason } }),
    },
    6: {
      ok: used?.outcome === 'success',
      ms: since(usedAt, handshakeAt ?? call.startedAt),
      ...(used?.outcome === 'success'
        ? {}
        : { refusal: { by: SERVER, reason: used?.reason ?? refusal.reason } }),
    },
    7: { ok: done, ms: since(call.endedAt, usedAt ?? call.startedAt), ...(done ? {} : { refusal }) },
    8: {
      ok: stranger.code === MALFORMED,
      ms: 0,
      note: `exit code ${stranger.code}: ${stranger.said}`,
      ...(stranger.code === MALFORMED ? {} : { refusal: { by: SERVER, reason: 'it should have refused' } }),
    },
  }
}

/** What a server ends with that was spoken to without a handshake (docs/stdio-handshake.md). */
const MALFORMED = 65

/** The token as the server that verified it has recorded it: nobody else was shown it. */
function tokenOf({ token, scopes, binding, subject, client }: AuditRecord): StepToken {
  return {
    name: 'local',
    claims: {
      aud: token?.audience,
      scp: scopes?.granted?.join(' '),
      tid: subject?.tid,
      oid: subject?.oid,
      azp: client?.app_id,
      uti: token?.uti,
      exp: token?.expires_at,
      ...(binding?.jkt === undefined ? {} : { cnf: { jkt: binding.jkt } }),
    },
    header: {},
    source: `audit record of ${SERVER}`,
  }
}

export function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? ''
}
