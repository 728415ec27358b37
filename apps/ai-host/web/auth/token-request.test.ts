import { createDpopKey } from '@chain-of-trust/auth-core/dpop-client'
import { expect, test } from 'vitest'
import type { PageConfig } from '../page-config.ts'
import { tokenRequest } from './token-request.ts'

const config: PageConfig = {
  clientId: 'a1b00000-0000-4000-8000-000000004400',
  authority: 'https://localhost:4490/tenant',
  knownAuthorities: [],
  authorityMetadata: '',
  redirectUri: 'http://localhost:4400/redirect.html',
  orchestrator: 'http://localhost:4401',
  scopes: ['http://localhost:4401/access_as_user'],
  senderConstraint: 'dpop',
}

test('the code is bound to the key, where there is one', async () => {
  const key = await createDpopKey()
  expect(tokenRequest(config, key).extraQueryParameters).toEqual({ dpop_jkt: key.jkt })
  expect(tokenRequest(config, undefined).extraQueryParameters).toEqual({})
})

test('the resource is named where the identity provider takes it, and MSAL is told nothing otherwise', () => {
  const resource = 'http://localhost:4401'
  expect(tokenRequest({ ...config, resource }, undefined)).toMatchObject({ resource })
  expect(tokenRequest(config, undefined)).not.toHaveProperty('resource')
})
