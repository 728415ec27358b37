import { expect, test } from 'vitest'
import { localResource } from './local-resource.ts'

test('the App ID URI and the full names of the scopes', () => {
  expect(localResource('mcp-workspace', ['Workspace.Read', 'Workspace.Write'])).toEqual({
    resource: 'api://a1b00000-0000-4000-8000-000000004414',
    scopes: [
      'api://a1b00000-0000-4000-8000-000000004414/Workspace.Read',
      'api://a1b00000-0000-4000-8000-000000004414/Workspace.Write',
    ],
  })
})

// The token of a service would open that service to every process on this machine.
test.each(['orchestrator', 'security-events', 'mcp-sharepoint', 'nosuch', '__proto__'])(
  'no local server gets a token for %s',
  (name) => {
    expect(() => localResource(name, ['access_as_user'])).toThrow('--resource must be one of: mcp-workspace')
  },
)

test.each([[['Workspace.Everything']], [['Workspace.Read', 'x']], [[]]])(
  'scopes %j are no scopes of it',
  (scopes) => {
    expect(() => localResource('mcp-workspace', scopes)).toThrow(
      '--scope must be one of: Workspace.Read, Workspace.Write',
    )
  },
)
