import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { listServices } from '@chain-of-trust/tooling'
import { LackingHere, type Probe } from './probe.ts'

/** A JWT, wherever it stands: header and payload are JSON objects, and base64url of `{"` is eyJ. */
export const JWT = /eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]*/
const NAMED = /(?:^|\0)[^=\0]*(?:TOKEN|SECRET|PASSWORD|CREDENTIAL)=[^\0]+/

/** What any other program of the same person could read of each service. */
export const processProbe: Probe = {
  id: 'process-environment',
  file: 'packages/checklist/src/probes/processes.ts',
  controls: ['STD-1', 'PIT-2'],
  done: 'Environment and arguments of each service’s process were read from /proc, as another program could.',
  run() {
    if (!existsSync('/proc/self/environ')) {
      return Promise.reject(new LackingHere('This system has no /proc, as Linux has: nothing to read.'))
    }
    const mains = new Map(listServices().map(({ name, main }) => [main, name]))
    const seen = new Set<string>()
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      const [args, environment] = [read(pid, 'cmdline'), read(pid, 'environ')]
      const name = args
        .split('\0')
        .map((argument) => mains.get(argument))
        .find((found) => found !== undefined)
      if (name === undefined) continue
      seen.add(name)
      if (JWT.test(args + environment)) throw new Error(`${name} has a token in its environment or arguments`)
      if (NAMED.test(environment)) throw new Error(`${name} has a variable that is called like a secret`)
    }
    const missed = [...mains.values()].filter((name) => !seen.has(name))
    if (missed.length > 0) throw new Error(`no process found of ${missed.join(', ')}`)
    return Promise.resolve(`${seen.size} services: no token and no variable called like a secret.`)
  },
}

/** Empty of a process that has ended meanwhile, or is somebody else’s. */
function read(pid: string, file: string): string {
  try {
    return readFileSync(join('/proc', pid, file), 'latin1')
  } catch {
    return ''
  }
}
