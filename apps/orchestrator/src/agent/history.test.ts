import { expect, test } from 'vitest'
import { InvalidRequest } from '../invalid-request.ts'
import { admitHistory } from './history.ts'

/** A turn whose calls all say that they were parked. */
const turnOf = (calls: number) => [
  {
    id: 'm1',
    role: 'assistant',
    parts: Array.from({ length: calls }, (_, call) => ({
      type: 'dynamic-tool',
      toolName: 'mcp-sharepoint__read_document',
      toolCallId: `call-${call}`,
      state: 'output-available',
      input: {},
      output: { refusal: { operation: { id: `operation-${call}` } } },
    })),
  },
]

test('calls that a browser says were parked are looked up one after the other', async () => {
  let open = 0
  let most = 0
  const { messages } = await admitHistory(turnOf(20), async (id) => {
    most = Math.max(most, (open += 1))
    await Promise.resolve()
    open -= 1
    return { toolName: 'mcp-sharepoint__read_document', input: {}, output: `what came of ${id}` }
  })
  expect(most).toBe(1)
  expect(messages[0]!.parts.at(-1)).toMatchObject({ output: 'what came of operation-19' })
})

test('more than any turn makes are not looked up at all', async () => {
  let asked = 0
  const find = async () => {
    asked += 1
    return undefined
  }
  await expect(admitHistory(turnOf(101), find)).rejects.toThrow(InvalidRequest)
  await expect(admitHistory(turnOf(101), find)).rejects.toThrow('at most 100 calls')
  expect(asked).toBe(0)
})
