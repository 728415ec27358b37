import { expect, test } from 'vitest'
import { z } from 'zod'
import { find, production } from './manifests.fixture.ts'
import type { Manifest } from './kustomize.ts'
import { composeEdges, connectionsOf, networkEdges } from './network-edges.ts'

function policy(spec: object): Manifest {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'test' },
    spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'], ...spec },
  }
}
const named = (name: string) => ({ podSelector: { matchLabels: { 'app.kubernetes.io/name': name } } })
const ports = [{ port: 8443, protocol: 'TCP' }]

test('an edge is read from each end by itself', () => {
  const { out, into, closed } = networkEdges([
    policy({ ...named('a'), egress: [{ to: [named('b')], ports }] }),
    policy({ ...named('b'), ingress: [{ from: [named('c')], ports }] }),
  ])
  expect([...out]).toEqual(['a b 8443'])
  expect([...into]).toEqual(['c b 8443'])
  expect(closed).toEqual([])
})

test('a policy without rules for every pod closes; one with a rule for every pod is seen as such', () => {
  expect(networkEdges([policy({})]).closed).toEqual(['test'])
  const open = networkEdges([policy({ egress: [{ to: [{ ipBlock: { cidr: '0.0.0.0/0' } }], ports }] })])
  expect(open.closed).toEqual([])
  expect([...open.out]).toEqual(['* 0.0.0.0/0 8443'])
})

test.each([
  ['a rule for any peer', { ingress: [{ ports }] }],
  ['a rule for an empty list of peers, which means any', { ingress: [{ from: [], ports }] }],
  ['a rule for any port', { egress: [{ to: [named('b')] }] }],
  [
    'a selector that this does not read',
    { podSelector: { matchExpressions: [{ key: 'a', operator: 'Exists' }] } },
  ],
])('%s is an error, never an edge that nobody sees', (_, spec) => {
  expect(() => networkEdges([policy(spec)])).toThrow(z.ZodError)
})

test('in docker-compose.yml a port is its application’s, whichever proxy answers there', () => {
  const compose = {
    services: {
      'orchestrator-2': {
        build: { args: { APP: 'orchestrator' } },
        environment: {
          CONNECT_TO: '4411=mcp-sharepoint-proxy:4411',
          DATABASE_URL: 'postgresql://me@orchestrator-db:5432/x',
          REDIS_URL: 'rediss://me@valkey:6379',
        },
      },
      valkey: { image: 'valkey' },
    },
  }
  expect([...composeEdges(compose, new Map([[4411, 'mcp-sharepoint']]))]).toEqual([
    'orchestrator mcp-sharepoint',
    'orchestrator orchestrator-db',
    'orchestrator valkey',
  ])
})

test('a route that names a host goes where it says; one to nowhere is an error', () => {
  expect(connectionsOf({ CONNECT_TO: 'vault.example.com:443=token-vault:443' }, new Map())).toEqual([
    'token-vault',
  ])
  expect(() => connectionsOf({ CONNECT_TO: '4499=x:1' }, new Map())).toThrow('4499=x:1')
})

test('the overlay’s policies are read whole', () => {
  const policies = production().filter(({ kind }) => kind === 'NetworkPolicy')
  const silent = policies.filter((one) => {
    const { out, into, closed } = networkEdges([one])
    return out.size + into.size + closed.length === 0
  })
  expect(silent).toEqual([])
  expect(networkEdges([find(policies, 'NetworkPolicy', 'mcp-jira')]).into).toEqual(
    new Set(['orchestrator mcp-jira 8443']),
  )
})
