/** An agent in its shortest form: a model, its tools, and a loop in which whatever the model asks for happens at once. */
import { BUDGET, OFFER } from '../weak-documents.ts'
import { startWeakServer, type WeakServer } from '../weak-server.ts'
import type { ModelMessage } from './gullible-model.ts'

export interface WeakAgent extends WeakServer {
  /** Mail addresses that a document is shared with. */
  sharedWith: (id: string) => string[]
  has: (id: string) => boolean
}

interface Completion {
  choices: { message: ModelMessage & { tool_calls?: { id: string; function: Call }[] } }[]
}

interface Call {
  name: string
  arguments: string
}

/** @param model where the chat completions are */
export async function startVulnerable(model: string): Promise<WeakAgent> {
  const documents = new Map<string, { id: string; name: string; text: string }>(
    [BUDGET, OFFER].map((document) => [document.id, document]),
  )
  const shares: { id: string; email: string }[] = []

  const server = await startWeakServer(async (request, log) => {
    const messages: (ModelMessage & { tool_call_id?: string })[] = [
      { role: 'user', content: String(request.body['text']) },
    ]
    for (let step = 0; step < 10; step += 1) {
      const response = await fetch(`${model}/chat/completions`, {
        method: 'POST',
        body: JSON.stringify({ model: 'gullible', messages }),
      })
      const { choices } = (await response.json()) as Completion
      const { message } = choices[0]!
      messages.push(message)
      if (message.tool_calls === undefined) break
      for (const { id, function: call } of message.tool_calls) {
        log(`${call.name} ${call.arguments}`)
        // THE MISTAKE: what the model wants is done, with everything that the agent may do. Nobody is asked.
        messages.push({ role: 'tool', tool_call_id: id, content: JSON.stringify(run(call)) })
      }
    }
    return { status: 200, body: { ok: true, content: messages.at(-1)?.content } }
  })

  function run({ name, arguments: written }: Call): object {
    const { id = '', query = '', email = '' } = JSON.parse(written) as Record<string, string>
    if (name.endsWith('search_documents')) {
      return [...documents.values()]
        .filter((document) => document.name.includes(query))
        .map((document) => ({ id: document.id, name: document.name }))
    }
    if (name.endsWith('share_document')) shares.push({ id, email })
    if (name.endsWith('delete_document')) documents.delete(id)
    return { ...documents.get(id) }
  }

  return {
    ...server,
    sharedWith: (id) => shares.filter((share) => share.id === id).map(({ email }) => email),
    has: (id) => documents.has(id),
  }
}
