/** What an honest host does, each once for all attacks that bend it: a process takes its time to start. */
import type { Answer } from '../http.ts'
import type { LiveSystem } from '../system/live-system.ts'
import { WRITING } from './credential.ts'
import { handshake, inSession, saidYes } from './session.ts'

type Control = (system: LiveSystem) => Promise<Answer>

/** A handshake and one call. */
export const handshaken = once((system) => handshake(system))

/** A file is read. */
export const read = once((system) =>
  inSession(system, ({ call }) => call('read_file', { path: 'notes.txt' })),
)

/** Another credential in the middle of the session. */
export const renewed = once((system) => inSession(system, ({ renew }) => renew()))

/** A file is written, which somebody was asked about and agreed to. */
export const written = once((system) => {
  const input = { path: 'notes.txt', content: 'Buy bread.' }
  return inSession(
    system,
    async ({ call }) => call('write_file', input, saidYes(await call('write_file', input))),
    WRITING,
  )
})

function once(control: Control): Control {
  const done = new WeakMap<LiveSystem, Promise<Answer>>()
  return (system) => {
    const answer = done.get(system) ?? control(system)
    done.set(system, answer)
    return answer
  }
}
