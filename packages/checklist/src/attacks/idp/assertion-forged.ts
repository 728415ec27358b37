import { BOB } from '@chain-of-trust/testkit'
import type { Attack } from '../../attack.ts'
import { forge } from '../../lab/forge.ts'

export const attack: Attack = {
  title: "An assertion with another user's name in it",
  playbook: 'RFC 7523 §3 (9)',
  controls: ['OBO-1'],
  expected: { by: 'mock-idp', reason: 'assertion_invalid', status: 400, error: 'invalid_grant' },
  control: async ({ system }) => {
    const { accessToken, key } = await system.person('Alice')
    return system.onBehalfOf('orchestrator', accessToken, key)
  },
  attempt: async ({ system }) => {
    const { accessToken, key } = await system.person('Alice')
    return system.onBehalfOf('orchestrator', forge(accessToken, { payload: { oid: BOB } }), key)
  },
}
