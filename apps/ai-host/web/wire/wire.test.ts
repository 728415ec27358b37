import * as auditTrail from '@chain-of-trust/audit-trail/wire'
import * as account from '@chain-of-trust/orchestrator/account'
import * as job from '@chain-of-trust/orchestrator/job'
import * as operation from '@chain-of-trust/orchestrator/operation'
import * as toolOutput from '@chain-of-trust/orchestrator/tool-output'
import { expect, expectTypeOf, test } from 'vitest'
import * as z from 'zod'
import { Account, AccountList, ConnectLink, Disconnected, Link } from './account.ts'
import { TracePage, type EventPage } from './audit-trail.ts'
import { Job } from './job.ts'
import { Operation } from './operation.ts'
import { ToolOutput } from './tool-output.ts'

interface Schema {
  type?: string
  enum?: unknown[]
  const?: unknown
  required?: string[]
  properties?: Record<string, Schema>
  items?: Schema
  additionalProperties?: Schema | false
  anyOf?: Schema[]
  oneOf?: Schema[]
}

interface Comparison {
  /** What the orchestrator may send and the page would not take, or would wait for in vain. */
  faults: string[]
  /** What it sends and the page leaves alone. */
  ignored: string[]
}

/** What the orchestrator says that it sends, held against what the page says that it takes. */
function compared(page: z.ZodType, theirs: z.ZodType): Comparison {
  const found: Comparison = { faults: [], ignored: [] }
  walk(schemaOf(page, 'input'), schemaOf(theirs, 'output'), '', found)
  return found
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Schema {
  return z.toJSONSchema(schema, { io, unrepresentable: 'any', reused: 'inline' }) as Schema
}

function walk(page: Schema, theirs: Schema, path: string, found: Comparison): void {
  const ours = page.anyOf ?? page.oneOf
  const other = theirs.anyOf ?? theirs.oneOf
  if (ours !== undefined) return alternatives(ours, other ?? [theirs], path, found)
  // The page takes anything.
  if (page.type === undefined && page.const === undefined) return
  const same = page.type === theirs.type && page.const === theirs.const
  if (!same || other !== undefined) return void found.faults.push(`${path} has another type`)
  const unknown = page.enum && (theirs.enum ?? ['any']).filter((value) => !page.enum!.includes(value))
  if (unknown?.length) found.faults.push(`${path} may be ${unknown.join(', ')}`)
  if (page.items) walk(page.items, theirs.items ?? {}, `${path}[]`, found)
  if (page.additionalProperties)
    walk(page.additionalProperties, theirs.additionalProperties || {}, `${path}{}`, found)
  for (const [name, property] of Object.entries(page.properties ?? {})) {
    const sent = theirs.properties?.[name]
    const at = path === '' ? name : `${path}.${name}`
    if (sent === undefined) found.faults.push(`${at} is never sent`)
    else walk(property, sent, at, found)
    const needed = page.required?.includes(name) && !theirs.required?.includes(name)
    if (sent !== undefined && needed) found.faults.push(`${at} may be absent`)
  }
  for (const name of Object.keys(theirs.properties ?? {})) {
    if (page.properties && page.properties[name] === undefined) found.ignored.push(`${path}.${name}`)
  }
}

/** Each of theirs must be one that the page takes. */
function alternatives(ours: Schema[], theirs: Schema[], path: string, found: Comparison): void {
  for (const one of theirs) {
    const tries = ours.map((mine) => {
      const tried: Comparison = { faults: [], ignored: [] }
      walk(mine, one, path, tried)
      return tried
    })
    const [best] = tries.toSorted((a, b) => a.faults.length - b.faults.length)
    found.faults.push(...best!.faults)
    found.ignored.push(...best!.ignored)
  }
}

test.each([
  ['an operation', Operation, operation.Operation],
  ['the output of a tool', ToolOutput, toolOutput.ToolOutput],
  ['where to connect an account', Link, account.Link],
  ['that it is disconnected', Disconnected, account.Disconnected],
  ['a job', Job, job.Job],
  ['a page of requests', TracePage, auditTrail.TracePage],
])('%s: the page takes all that may be sent to it', (_what, page, theirs) => {
  expect(compared(page, theirs).faults).toEqual([])
})

test('what the page leaves alone of an operation is known: whoever adds to it has to decide', () => {
  const { ignored } = compared(Operation, operation.Operation)
  expect([...new Set(ignored)].toSorted()).toEqual(['output.refusal.retryAfter', 'output.refusal.scopes'])
  expect(compared(Link, account.Link).ignored).toEqual([])
})

test('an account, and where to connect one, are taken whole', () => {
  const time = '2026-11-23T08:00:00.000Z'
  const sent: Required<account.Account> = {
    server: 'mcp-github',
    provider: 'github',
    providerName: 'GitHub',
    state: 'linked',
    account: { name: 'alice-codes' },
    scopes: ['issues:read'],
    possibleScopes: ['issues:read', 'issues:write'],
    defaultScopes: ['issues:read'],
    requiredScopes: [],
    linkedAt: time,
    refreshedAt: time,
    lastUsedAt: time,
  }
  expect(AccountList.parse({ accounts: [sent] })).toEqual({ accounts: [sent] })
  for (const state of account.AccountState.options) expect(Account.shape.state.parse(state)).toBe(state)
  const page: account.ConnectPage = { url: 'http://localhost:4420/connect/x', expiresAt: time }
  expect(ConnectLink.parse(page)).toEqual(page)
})

// By the compiler: an expectation about types says nothing when it runs.
test('the types agree as well: what one sends, the other can be given', () => {
  expectTypeOf<operation.Operation>().toExtend<z.input<typeof Operation>>()
  expectTypeOf<account.Account>().toExtend<z.input<typeof Account>>()
  expectTypeOf<keyof z.input<typeof Account>>().toEqualTypeOf<keyof account.Account>()
  expectTypeOf<account.ConnectPage>().toEqualTypeOf<z.input<typeof ConnectLink>>()
  expectTypeOf<z.output<typeof auditTrail.EventPage>>().toExtend<z.input<typeof EventPage>>()
  expectTypeOf<toolOutput.ToolOutput>().toExtend<z.input<typeof ToolOutput>>()
})

test.each([
  ['a state that it does not know', { state: z.enum(['needs_user', 'asleep']) }, 'state may be asleep'],
  [
    'a need that it does not know',
    { needs: z.object({ kind: z.enum(['bribe']) }) },
    'needs.kind may be bribe',
  ],
  ['no title', { title: z.string().optional() }, 'title may be absent'],
  ['a time as a number', { expiresAt: z.number() }, 'expiresAt has another type'],
  ['another name', { toolCallId: z.undefined() }, 'toolCallId has another type'],
])('the comparison notices %s', (_what, change, fault) => {
  expect(compared(Operation, operation.Operation.extend(change)).faults).toContain(fault)
})
