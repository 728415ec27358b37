import { createDpopKey } from '@chain-of-trust/auth-core/dpop-client'
import { expect, test } from 'vitest'
import { readConfig } from '../config.ts'
import { createPublicClient, type Fetch } from './public-client.ts'

/** An authorization server that gives a device code, and then these answers in turn. */
function answering(errors: string[]): Fetch {
  return (input) => {
    if (new URL(input).pathname.endsWith('/devicecode')) {
      const page = 'http://localhost:4490/device'
      const code = { device_code: 'd', user_code: 'u', verification_uri: page, expires_in: 900, interval: 0 }
      return Promise.resolve(Response.json({ ...code, message: '' }))
    }
    return Promise.resolve(Response.json({ error: errors.shift() }, { status: 400 }))
  }
}

test('each slow_down moves all further polls five seconds apart, and does not end the sign-in', async () => {
  const errors = [
    'authorization_pending',
    'slow_down',
    'authorization_pending',
    'slow_down',
    'authorization_pending',
    'authorization_declined',
  ]
  const pauses: number[] = []
  const client = createPublicClient(readConfig({}), await createDpopKey(), {
    fetch: answering(errors),
    pause: (milliseconds) => Promise.resolve(pauses.push(milliseconds)),
  })
  const request = { scopes: ['api://x/y'], deviceCodeCallback: () => {} }
  await expect(client.ask((msal) => msal.acquireTokenByDeviceCode(request))).rejects.toMatchObject({
    kind: 'declined',
  })
  expect(pauses).toEqual([5000, 5000, 10_000, 10_000])
  expect(errors).toEqual([])
})
