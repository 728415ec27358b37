import type * as operation from '@chain-of-trust/orchestrator/operation'
import type * as toolOutput from '@chain-of-trust/orchestrator/tool-output'
import { expect, expectTypeOf, test } from 'vitest'
import type * as z from 'zod'
import { type Operation, ToolOutput } from './wire.ts'

// By the compiler: an expectation about types says nothing when it runs.
test('what the orchestrator sends, the command line takes', () => {
  expectTypeOf<operation.Operation>().toExtend<z.input<typeof Operation>>()
  expectTypeOf<toolOutput.ToolOutput>().toExtend<z.input<typeof ToolOutput>>()
})

test('a kind of failure that is not known yet leaves the refusal readable', () => {
  const refusal = { by: 'mcp-jira', reason: 'No.', kind: 'full_moon' }
  const output = { ok: false, server: 'mcp-jira', tool: 'list_tickets', refusal }
  expect(ToolOutput.parse(output)).toEqual({ ...output, refusal: { ...refusal, kind: undefined } })
})
