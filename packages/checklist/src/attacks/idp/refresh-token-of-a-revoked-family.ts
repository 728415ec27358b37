import type { Attack } from '../../attack.ts'
import { freshRefreshToken } from '../../system/fresh-refresh-token.ts'
import { refreshing, requestToken, tokenIn } from '../../system/sign-in.ts'

/** Two parties hold the family: nobody can tell which is the thief. */
export const attack: Attack = {
  title: 'The rotated refresh token, after the old one was seen again',
  playbook: 'RFC 9700 §4.14.2',
  controls: ['POP-3'],
  expected: { by: 'mock-idp', reason: 'grant_invalid', status: 400, error: 'invalid_grant' },
  control: async () => {
    const { token, key } = await freshRefreshToken()
    return requestToken(refreshing(token), key)
  },
  attempt: async () => {
    const { token, key } = await freshRefreshToken()
    const next = tokenIn(await requestToken(refreshing(token), key), 'refresh_token')
    await requestToken(refreshing(token), key)
    return requestToken(refreshing(next), key)
  },
}
