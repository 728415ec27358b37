import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openAuditLog, type AuditEntry } from '@chain-of-trust/auth-core'
import { pino } from 'pino'
import type { Benchmark } from '../harness/benchmark.ts'
import { interleave } from '../harness/interleave.ts'
import { repeatInTurns } from '../harness/repeat.ts'
import { compare } from '../harness/result.ts'
import { TENANT } from '../issuer.ts'

const OURS = 'audit append, with chain'
const PINO = 'pino, one synchronous write per entry'
const PLAIN = 'JSON and one write per entry: no schema, no chain'

/** One audit record, in the file before the reply can leave. Sixteen of them in each turn of the event loop. */
export const auditAppend: Benchmark = {
  name: 'audit-append',
  async run(effort) {
    const folder = mkdtempSync(join(tmpdir(), 'bench-audit-'))
    const ours = openAuditLog({ stateDir: folder, service: 'bench' })
    const pinoFile = pino.destination({ dest: join(folder, 'pino.jsonl'), sync: true })
    const logger = pino({ base: { service: 'bench' }, timestamp: pino.stdTimeFunctions.isoTime }, pinoFile)
    const plain = openSync(join(folder, 'plain.jsonl'), 'a')
    try {
      const measured = await interleave(
        [
          { name: OURS, run: repeatInTurns(() => ours.write(ENTRY)) },
          { name: PINO, run: repeatInTurns(() => logger.info(ENTRY)) },
          { name: PLAIN, run: repeatInTurns(() => writeSync(plain, plainLine())) },
        ],
        effort,
      )
      return [
        compare(measured, {
          ours: OURS,
          against: PINO,
          as: 'rate',
          target: { is: 'at least', value: 0.8, stretch: 1 },
        }),
        compare(measured, { ours: OURS, against: PLAIN, as: 'rate' }),
      ]
    } finally {
      await ours.close()
      pinoFile.end()
      closeSync(plain)
      rmSync(folder, { recursive: true })
    }
  },
}

function plainLine(): string {
  return `${JSON.stringify({ time: new Date().toISOString(), service: 'bench', ...ENTRY })}\n`
}

const ENTRY: AuditEntry = {
  event: 'token_exchanged',
  outcome: 'success',
  subject: { tid: TENANT, oid: 'aaaaaaaa-0000-4000-8000-000000000001' },
  client: { app_id: 'a1b00000-0000-4000-8000-00000000e002' },
  token: {
    name: 'C',
    uti: 'f2b7c9b4-4f0e-4a3c-9f52-0d8f3b0b6c11',
    parent_uti: '0c1d2e3f-6a5b-4c4d-8e9f-a0b1c2d3e4f5',
    audience: 'a1b00000-0000-4000-8000-00000000e001',
    expires_at: 1_790_000_000,
  },
  scopes: { requested: ['https://ledger.example/Entries.Read'], granted: ['Entries.Read'] },
  acrs: ['p1'],
  binding: { method: 'dpop', jkt: 'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs' },
  tool: 'read_entry',
  ip: '127.0.0.1',
  user_agent: 'bench',
  trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
}
