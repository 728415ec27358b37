import { expect, test } from 'vitest'
import { plannedJob } from './planned-job.ts'

const servers = [
  {
    name: 'mcp-sharepoint',
    title: 'SharePoint',
    scopes: [{ value: 'Documents.Read', description: 'Read documents' }],
    tools: [],
  },
]
const asked = {
  instruction: 'Summarise the budget',
  timeZone: 'Europe/Zurich',
  permissions: ['Documents.Read'],
}
const plan = (input: object) => plannedJob({ ...asked, ...input }, servers)

test('what, when and with which permissions, in words', () => {
  expect(plan({ daily: '07:30' })).toEqual({
    instruction: 'Summarise the budget',
    when: 'Every day at 07:30 (Europe/Zurich)',
    permissions: [{ value: 'Documents.Read', description: 'Read documents' }],
  })
})

test('a time on the wall stays what it is, wherever this browser is', () => {
  expect(plan({ at: '2027-01-31T09:00' })?.when).toMatch(
    /^Once, Sun,? 31 Jan 2027, 09:00 \(Europe\/Zurich\)$/,
  )
})

test('a permission that nobody has described is named', () => {
  expect(plan({ daily: '07:30', permissions: ['Mail.Read'] })?.permissions).toEqual([
    { value: 'Mail.Read', description: undefined },
  ])
})

test.each([
  ['more than we would show', { daily: '07:30', webhook: 'https://attacker.example' }],
  ['two times', { daily: '07:30', at: '2027-01-31T09:00' }],
  ['no time', {}],
  ['a time that is none', { at: 'soon' }],
])('arguments with %s are not put into words', (_what, input) => {
  expect(plan(input)).toBeUndefined()
})
