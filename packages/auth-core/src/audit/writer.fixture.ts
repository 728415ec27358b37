/** For tests: a process that records without end, or as often as it is told, until it is killed or refused. */
import { openAuditLog } from './log.ts'

const [stateDir = '', bytes = '0', count = 'Infinity'] = process.argv.slice(2)
const log = openAuditLog({ stateDir, service: 's', every: { records: 50, milliseconds: 5 } })
const entry = { event: 'token_accepted', outcome: 'success', user_agent: 'x'.repeat(Number(bytes)) } as const
process.stdout.write('open\n')

for (let n = 0; n < Number(count); n += 1) {
  try {
    log.write(entry)
  } catch (error) {
    process.stdout.write(`refused after ${n}: ${error instanceof Error ? error.message : ''}\n`)
    break
  }
  if (n % 10 === 0) await new Promise(setImmediate)
}
await log.close()
