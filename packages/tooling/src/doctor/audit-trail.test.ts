import { parseConfig, serviceSchema } from '@chain-of-trust/service-kit/config'
import { registration } from '@chain-of-trust/service-kit/registrations'
import { expect, test } from 'vitest'
import { checkAuditTrail } from './audit-trail.ts'

const HERE = { AUDIT_TRAIL_URL: 'http://localhost:4430' }
const SHARED = { REDIS_URL: 'rediss://me@valkey.example:6379', REDIS_PASSWORD_FILE: '/secrets/redis' }

function said(name: string, environment: Record<string, string>): string[] {
  const config = parseConfig(serviceSchema(name), environment)
  return checkAuditTrail(config, registration(name), environment).map(
    ({ level, about, says, remedy }) => `${level} ${about}: ${says}${remedy ? ` → ${remedy}` : ''}`,
  )
}

test('a log that is sent where audit-trail is registered is well', () => {
  expect(said('orchestrator', HERE)).toEqual([expect.stringMatching(/^ok AUDIT_TRAIL_URL/)])
  expect(said('ai-host', HERE)).toEqual([expect.stringMatching(/^ok AUDIT_TRAIL_URL/)])
  expect(said('audit-trail', {})).toEqual([expect.stringMatching(/^ok HOST_ORIGIN/)])
})

test('who sends nothing anywhere is told nothing about it', () => {
  expect(said('attack-lab', {})).toEqual([])
})

test.each<[string, Record<string, string>, string]>([
  ['mcp-github', {}, 'note AUDIT_TRAIL_URL: is not set: this log stays in its file'],
  ['ai-host', {}, 'note AUDIT_TRAIL_URL: is not set: the page shows no records'],
  [
    'token-vault',
    { AUDIT_TRAIL_URL: 'https://other.example' },
    'problem AUDIT_TRAIL_URL: is another origin than the registered one (http://localhost:4430): every proof',
  ],
  [
    'token-vault',
    { AUDIT_TRAIL_URL: 'https://other.example', SENDER_CONSTRAINT: 'none' },
    'warning AUDIT_TRAIL_URL: is another origin than the registered one (http://localhost:4430): its certificate',
  ],
  ['orchestrator', { ...HERE, ...SHARED }, 'note AUDIT_TRAIL_INSTANCE: is not set: right for replicas'],
  ['audit-trail', SHARED, 'problem DATABASE_URL: is not set, though replicas share a Valkey'],
  [
    'audit-trail',
    { HOST_ORIGIN: 'https://other.example' },
    'problem HOST_ORIGIN: is another page than the registered one (http://localhost:4400)',
  ],
  [
    'ai-host',
    { ...HERE, AUDIT_TRAIL_SCOPE: 'http://localhost:4401/access_as_user' },
    'problem AUDIT_TRAIL_SCOPE: is not the permission to read',
  ],
])('%s with %j is told', (name, environment, expected) => {
  expect(said(name, environment).join('\n')).toContain(expected)
})

test('replicas with a name each are not asked for one', () => {
  const named = { ...HERE, ...SHARED, AUDIT_TRAIL_INSTANCE: 'orchestrator-0' }
  expect(said('orchestrator', named)).toHaveLength(1)
})
