import { expect, test } from 'vitest'
import { readConfig } from '../config.ts'
import { alsoConsentTo } from './login.ts'

test('a person is asked for their events where there are any, and nowhere else', () => {
  expect(alsoConsentTo(readConfig({}))).toEqual([
    'http://localhost:4401/access_as_user',
    'http://localhost:4490/ssf/SecurityEvents.Read.Own',
  ])
  const ISSUER = 'https://login.microsoftonline.com/88888888-8888-4888-8888-888888888888/v2.0'
  expect(alsoConsentTo({ ISSUER })).toEqual(['http://localhost:4401/access_as_user'])
})
