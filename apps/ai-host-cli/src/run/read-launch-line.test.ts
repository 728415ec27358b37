import { expect, test } from 'vitest'
import { readLaunchLine } from './read-launch-line.ts'

const RESOURCE = 'api://a1b00000-0000-4000-8000-000000004414'

test('what follows the dashes is the server’s, whatever it looks like', () => {
  expect(
    readLaunchLine(['--write', '--env', 'LC_ALL', '--', 'server', '--env', 'x=1', '--', '--write']),
  ).toEqual({
    access: { resource: RESOURCE, scopes: [`${RESOURCE}/Workspace.Read`, `${RESOURCE}/Workspace.Write`] },
    keep: ['LC_ALL'],
    signIn: { open: true, deviceCode: false },
    command: ['server', '--env', 'x=1', '--', '--write'],
  })
})

test('without --write nothing is asked for that writes', () => {
  expect(readLaunchLine(['--', 'server', '--write']).access.scopes).toEqual([`${RESOURCE}/Workspace.Read`])
})

test.each(['TOKEN=abc', '1X', 'A B', ''])('--env %j is no name of a variable', (name) => {
  expect(() => readLaunchLine(['--env', name, '--', 'server'])).toThrow('--env takes the name of a variable')
})

test('an unknown option is a usage error, and so is a word before the dashes', () => {
  expect(() => readLaunchLine(['--token', 'x', '--', 'server'])).toThrow(/--token/)
  expect(() => readLaunchLine(['server'])).toThrow(/server/)
})
