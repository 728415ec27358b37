import { registration } from '@chain-of-trust/service-kit/registrations'
import { expect, test } from 'vitest'
import { rolesOf } from './app-roles.ts'
import { PEOPLE } from './directory.ts'

const trail = registration('audit-trail')

test('one person is an auditor, at the audit trail and nowhere else', () => {
  const auditors = PEOPLE.filter(({ oid }) => rolesOf(oid, trail).length > 0)
  expect(auditors.map(({ displayName }) => displayName)).toEqual(['Carol Chen'])
  expect(rolesOf(auditors[0]!.oid, trail)).toEqual(['Auditor'])
  expect(rolesOf(auditors[0]!.oid, registration('orchestrator'))).toEqual([])
})

test('a role for applications is no person’s, whoever it was assigned to', () => {
  const asApplications = trail.appRoles.map((role) => ({
    ...role,
    allowedMemberTypes: ['Application' as const],
  }))
  for (const { oid } of PEOPLE) expect(rolesOf(oid, { ...trail, appRoles: asApplications })).toEqual([])
})
