import { credentialFrame, localToken } from '../../local/credential.ts'
import { handshaken } from '../../local/controls.ts'
import { handshake } from '../../local/session.ts'
import { startServer } from '../../local/server-process.ts'
import { createProofKey } from '../../proof.ts'
import type { LiveSystem } from '../../system/live-system.ts'
import { definePair } from '../pair.ts'
import { exploit, type Aim, type LocalProcess } from './exploit.ts'
import { startVulnerable } from './vulnerable.ts'

export const pair = definePair<Aim>({
  title: 'A local server whose token is an environment variable',
  pitfall: {
    problem:
      'The token is in the environment of a process, where every program of the same person can read it.',
    impact:
      'Any extension or install script has it; so have crash dumps, and everything that the server starts.',
    fix: 'The host hands it over the pipe that it has to the server anyway; the server refuses to start with a token in its environment.',
  },
  clause: 'playbook: STDIO handshake, no environment variables',
  controls: ['PIT-2', 'STD-1'],
  guard: {
    file: 'packages/stdio-handshake/src/server/tokens-in-process.ts',
    text: "'credential_in_environment',",
  },
  expected: { by: 'mcp-workspace', reason: 'credential_in_environment', told: true, status: 78 },
  async vulnerable({ system }) {
    const token = await localToken(system, {}, await createProofKey())
    const started = await startVulnerable(token)
    return { aim: { started, withVariable: startVulnerable, token }, close: () => started.close() }
  },
  async hardened({ system }) {
    const key = await createProofKey()
    const token = await localToken(system, {}, key)
    const started = await startedByHandshake(system)
    const withVariable: Aim['withVariable'] = (value) =>
      handshake(system, { key, accessToken: value }, { env: { ACCESS_TOKEN: value } })
    return { aim: { started, withVariable, token }, close: () => started.close() }
  },
  exploit,
  honest: ({ system }) => handshaken(system),
})

/** As `ai-host-cli` starts it. */
async function startedByHandshake(system: LiveSystem): Promise<LocalProcess> {
  const server = startServer()
  const hello = await server.next()
  server.write(await credentialFrame(system, String(hello?.['nonce']), {}))
  const answer = await server.next()
  return {
    pid: server.pid,
    ready: answer?.['type'] === 'accepted',
    listFiles: () => Promise.reject(new Error('it is asked by its host alone')),
    close: () => server.close(),
  }
}
