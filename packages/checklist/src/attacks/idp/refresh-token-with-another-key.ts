import type { Attack } from '../../attack.ts'
import { createProofKey } from '../../proof.ts'
import { freshRefreshToken } from '../../system/fresh-refresh-token.ts'
import { refreshing, requestToken } from '../../system/sign-in.ts'

export const attack: Attack = {
  title: "A stolen refresh token with the thief's key",
  playbook: 'RFC 9449 §5',
  controls: ['POP-3'],
  expected: { by: 'mock-idp', reason: 'grant_binding_mismatch', status: 400, error: 'invalid_grant' },
  control: async () => {
    const { token, key } = await freshRefreshToken()
    return requestToken(refreshing(token), key)
  },
  attempt: async () => {
    const { token } = await freshRefreshToken()
    return requestToken(refreshing(token), await createProofKey())
  },
}
