/** `npm start`: everything on this machine, and the lab that attacks it, until Ctrl-C. */
import { attackLab } from '../attack-lab.ts'
import { listServices } from '../services.ts'
import { describeEnd, startSystem, SystemError } from '../system.ts'

const say = (line: string): void => console.log(line)
const asked = Promise.withResolvers<'asked'>()
const abort = new AbortController()
const stopAsked = (): void => {
  asked.resolve('asked')
  abort.abort()
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stopAsked)
// The process that started this one is gone, perhaps killed hard.
process.on('disconnect', stopAsked)

try {
  const lab = attackLab()
  const system = await startSystem({
    say,
    signal: abort.signal,
    services: [...listServices(), lab],
    env: { ATTACK_LAB_URL: lab.url },
  })
  say('')
  say('Ready: http://localhost:4400')
  const end = await Promise.race([system.died, asked.promise])
  if (end !== 'asked') console.error(`\n${describeEnd(end)}\nStopping the others.`)
  await system.stop()
  if (end !== 'asked') process.exitCode = 1
  else say('Stopped.')
} catch (error) {
  if (!abort.signal.aborted) {
    console.error(error instanceof SystemError ? error.message : error)
    process.exitCode = 1
  }
}
process.exit()
