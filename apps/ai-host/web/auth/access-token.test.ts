import type { AccountInfo, IPublicClientApplication, PopupRequest } from '@azure/msal-browser'
import { expect, test } from 'vitest'
import { OtherAccount, stepUp } from './access-token.ts'

const account = (homeAccountId: string) => ({ homeAccountId }) as AccountInfo
const ALICE = account('alice')
const request = {
  scopes: ['http://localhost:4401/access_as_user'],
  extraQueryParameters: { dpop_jkt: 'jkt' },
}

/** MSAL, in whose window this account is chosen. */
function window(chosen: AccountInfo) {
  const asked: PopupRequest[] = []
  const cleared: unknown[] = []
  const client = {
    getActiveAccount: () => ALICE,
    acquireTokenPopup: async (popup: PopupRequest) => {
      asked.push(popup)
      return { account: chosen, accessToken: 'upgraded' }
    },
    clearCache: async (what: unknown) => void cleared.push(what),
  } as unknown as IPublicClientApplication
  return { client, asked, cleared }
}

test('the claims go into the window as they came, and the code stays bound to the key', async () => {
  const { client, asked } = window(ALICE)
  const claims = '{"access_token": {"acrs":{"essential":true,"value":"c1"}}}'
  expect(await stepUp(client, request, { claims, maxAge: 60, prompt: 'login' })).toBe('upgraded')
  expect(asked).toMatchObject([
    { account: ALICE, claims, prompt: 'login', extraQueryParameters: { dpop_jkt: 'jkt', max_age: '60' } },
  ])
})

test('without claims, age or prompt nothing is invented', async () => {
  const { client, asked } = window(ALICE)
  await stepUp(client, request, {})
  expect(asked[0]).not.toHaveProperty('claims')
  expect(asked[0]).not.toHaveProperty('prompt')
  expect(asked[0]?.extraQueryParameters).toEqual({ dpop_jkt: 'jkt' })
})

test('another account that is chosen in the window is not used, and its tokens are dropped', async () => {
  const bob = account('bob')
  const { client, cleared } = window(bob)
  await expect(stepUp(client, request, {})).rejects.toThrow(OtherAccount)
  expect(cleared).toEqual([{ account: bob }])
})
