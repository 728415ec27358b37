import { CATALOGUE } from '../../system/live-system.ts'
import { definePair } from '../pair.ts'
import { exploit, type Aim } from './exploit.ts'
import { startVulnerable } from './vulnerable.ts'

export const pair = definePair<Aim>({
  title: 'A stolen token, with DPoP and without',
  pitfall: {
    problem: 'A bearer token is good for whoever holds it, as cash is.',
    impact: 'One line in a log or a crash dump is a session of the person for as long as the token lives.',
    fix: 'The token names a key (`cnf`), and each request proves that its sender has it: as Bearer, or with a proof by another key, it is refused.',
  },
  clause: 'playbook: DPoP; RFC 9449 §7.1, §7.2',
  controls: ['POP-1'],
  guard: { file: 'packages/auth-core/src/dpop-proof.ts', text: '!equalInConstantTime(jkt, request.jkt)' },
  expected: { by: 'orchestrator', reason: 'binding_mismatch', status: 401, error: 'invalid_token' },
  async vulnerable({ system }) {
    const { url, lines, close } = await startVulnerable()
    const { accessToken: stolen } = await system.person('Alice')
    return { aim: { url: `${url}/api/catalogue`, stolen }, log: () => lines, close }
  },
  hardened: async ({ system }) => ({
    aim: { url: CATALOGUE, stolen: (await system.person('Alice')).accessToken },
  }),
  exploit,
  honest: async ({ system }) => (await system.person('Alice')).send(CATALOGUE),
})
