import { randomUUID } from 'node:crypto'
import type { Person } from './person.ts'
import { ORCHESTRATOR } from './system-under-test.ts'

interface Chunk {
  type: string
  toolCallId?: string
  toolName?: string
  input?: unknown
  output?: unknown
  approvalId?: string
}

/** One question to the agent, as the page puts it; whatever then waits for the person is approved. */
export async function askAndApprove(person: Person, text: string): Promise<string[]> {
  const id = randomUUID()
  const question = { id: randomUUID(), role: 'user', parts: [{ type: 'text', text }] }
  const chunks = await chat(person, { id, messages: [question] })
  const parts = chunks.flatMap(({ type, ...call }) => {
    if (type !== 'tool-input-available') return []
    const common = {
      type: 'dynamic-tool',
      toolCallId: call.toolCallId,
      toolName: call.toolName,
      input: call.input,
    }
    const same = chunks.filter(({ toolCallId }) => toolCallId === call.toolCallId)
    const output = same.find((chunk) => chunk.type === 'tool-output-available')?.output
    const approvalId = same.find((chunk) => chunk.type === 'tool-approval-request')?.approvalId
    return approvalId === undefined
      ? [{ type: 'step-start' }, { ...common, state: 'output-available', output }]
      : [
          { type: 'step-start' },
          { ...common, state: 'approval-responded', approval: { id: approvalId, approved: true } },
        ]
  })
  const answer = { id: randomUUID(), role: 'assistant', parts }
  const after = await chat(person, { id, messages: [question, answer] })
  return [...chunks, ...after].map(({ type }) => type)
}

async function chat(person: Person, body: object): Promise<Chunk[]> {
  const headers = { 'content-type': 'application/json' }
  const url = `${ORCHESTRATOR}/api/chat`
  const response = await person.send(url, { method: 'POST', headers, body: JSON.stringify(body) })
  const text = await response.text()
  if (!response.ok) throw new Error(`${response.status}: ${text}`)
  return text
    .split('\n\n')
    .filter((line) => line.startsWith('data: {'))
    .map((line) => JSON.parse(line.slice('data: '.length)) as Chunk)
}
