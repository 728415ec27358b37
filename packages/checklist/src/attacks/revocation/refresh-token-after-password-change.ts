import type { Attack } from '../../attack.ts'
import { administer } from '../../system/administrator.ts'
import { freshRefreshToken } from '../../system/fresh-refresh-token.ts'
import { refreshing, requestToken } from '../../system/sign-in.ts'

export const attack: Attack = {
  title: "Frank's refresh token, after he changed his password because it was stolen",
  playbook: 'Entra refresh tokens: revocation; RFC 9700 §4.14.2',
  controls: ['CAE-1', 'CAE-3'],
  expected: { by: 'mock-idp', reason: 'grant_revoked', status: 400, error: 'invalid_grant' },
  control: async () => {
    const { token, key } = await freshRefreshToken('Frank')
    return requestToken(refreshing(token), key)
  },
  attempt: async () => {
    const { token, key } = await freshRefreshToken('Frank')
    await administer('Frank', 'changePassword')
    return requestToken(refreshing(token), key)
  },
}
