import type { Attack } from '../../attack.ts'
import { freshRefreshToken } from '../../system/fresh-refresh-token.ts'
import { refreshing, requestToken } from '../../system/sign-in.ts'

export const attack: Attack = {
  title: 'A refresh token used twice',
  playbook: 'RFC 9700 §4.14.2',
  controls: ['POP-3'],
  expected: { by: 'mock-idp', reason: 'refresh_token_reused', status: 400, error: 'invalid_grant' },
  control: async () => {
    const { token, key } = await freshRefreshToken()
    return requestToken(refreshing(token), key)
  },
  attempt: async () => {
    const { token, key } = await freshRefreshToken()
    await requestToken(refreshing(token), key)
    return requestToken(refreshing(token), key)
  },
}
