import {
  CacheLookupPolicy,
  ServerError,
  type IPublicClientApplication,
  type SilentRequest,
} from '@azure/msal-browser'
import { expect, test } from 'vitest'
import { renewSilently } from './renew-silently.ts'

const request = { scopes: ['access_as_user'], claims: '{"access_token":{"nbf":{"value":"1"}}}' }

/** MSAL, whose refresh token meets this; its hidden frame succeeds. */
function client(refused?: Error) {
  const asked: SilentRequest[] = []
  const acquireTokenSilent = async (silent: SilentRequest) => {
    asked.push(silent)
    if (refused !== undefined && silent.cacheLookupPolicy === CacheLookupPolicy.RefreshToken) throw refused
    return { accessToken: `token-${asked.length}` }
  }
  return { it: { acquireTokenSilent } as unknown as IPublicClientApplication, asked }
}

test('the refresh token is tried first, with the claims', async () => {
  const { it, asked } = client()
  expect(await renewSilently(it, request)).toBe('token-1')
  expect(asked).toMatchObject([{ claims: request.claims, forceRefresh: true }])
})

test('a refresh token that is over leaves the hidden frame to try', async () => {
  const { it, asked } = client(new ServerError('invalid_grant', 'corr', '', '', '50173'))
  expect(await renewSilently(it, request)).toBe('token-2')
  expect(asked[1]).toMatchObject({ claims: request.claims, cacheLookupPolicy: CacheLookupPolicy.Skip })
})

test('why nobody’s sign-in would help is not drowned in what the hidden frame says', async () => {
  const { it, asked } = client(new ServerError('invalid_grant', 'corr', '', '', '50057'))
  await expect(renewSilently(it, request)).rejects.toMatchObject({ errorNo: '50057' })
  expect(asked).toHaveLength(1)
})
