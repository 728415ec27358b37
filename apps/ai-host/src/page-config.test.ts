import { expect, test } from 'vitest'
import { readConfig } from './config.ts'
import { pageConfig } from './page-config.ts'

const tenant = '11111111-2222-4333-8444-555555555555'

test('for the mock, MSAL gets a nominal https authority and the real endpoints as metadata', () => {
  const page = pageConfig(readConfig({}))
  expect(page).toEqual({
    clientId: 'a1b00000-0000-4000-8000-000000004400',
    authority: `https://localhost:4490/${tenant}`,
    knownAuthorities: ['localhost:4490'],
    authorityMetadata: expect.any(String),
    redirectUri: 'http://localhost:4400/redirect.html',
    orchestrator: 'http://localhost:4401',
    scopes: ['http://localhost:4401/access_as_user'],
    resource: 'http://localhost:4401',
    senderConstraint: 'dpop',
  })
  expect(JSON.parse(page.authorityMetadata)).toMatchObject({
    issuer: `http://localhost:4490/${tenant}/v2.0`,
    authorization_endpoint: `http://localhost:4490/${tenant}/oauth2/v2.0/authorize`,
    token_endpoint: `http://localhost:4490/${tenant}/oauth2/v2.0/token`,
    end_session_endpoint: `http://localhost:4490/${tenant}/oauth2/v2.0/logout`,
  })
})

test('for Entra ID there is no metadata: MSAL knows its endpoints, and no key when it has no DPoP', () => {
  const page = pageConfig(
    readConfig({
      ISSUER: `https://login.microsoftonline.com/${tenant}/v2.0`,
      TOKEN_ENDPOINT: `https://login.microsoftonline.com/${tenant}/oauth2/v2.0/token`,
      SENDER_CONSTRAINT: 'none',
    }),
  )
  expect(page).toMatchObject({
    authority: `https://login.microsoftonline.com/${tenant}`,
    knownAuthorities: [],
    authorityMetadata: '',
    senderConstraint: 'none',
  })
  expect(page).not.toHaveProperty('resource')
})

test('an identity provider on plain http beyond loopback is refused, with every other problem', () => {
  const read = () =>
    readConfig({ ISSUER: 'http://idp.example/v2.0', ORCHESTRATOR_URL: 'http://localhost:4401/' })
  expect(read).toThrow(/ISSUER.*\n.*ORCHESTRATOR_URL: must be an origin/)
})

test('the page knows of the attack lab where it runs', () => {
  const config = readConfig({ ATTACK_LAB_URL: 'http://localhost:4480' })
  expect(pageConfig(config).attackLab).toEqual({
    url: 'http://localhost:4480',
    scope: 'http://localhost:4480/Lab.Run',
  })
  expect(pageConfig(readConfig({}))).not.toHaveProperty('attackLab')
})

test('the page knows of the audit trail where one is', () => {
  const config = readConfig({ AUDIT_TRAIL_URL: 'http://localhost:4430' })
  expect(pageConfig(config).auditTrail).toEqual({
    url: 'http://localhost:4430',
    scope: 'http://localhost:4430/Audit.Read',
  })
  expect(pageConfig(readConfig({}))).not.toHaveProperty('auditTrail')
})
