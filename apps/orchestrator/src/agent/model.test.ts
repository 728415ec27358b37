import { ConfigError, parseConfig } from '@chain-of-trust/service-kit'
import Fastify from 'fastify'
import { mkdtempSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { answerOf, says, startOrchestrator } from '../app.fixture.ts'
import { Config } from '../config.ts'
import { createModel } from './model.ts'

const keyFile = join(mkdtempSync(join(tmpdir(), 'model-')), 'key')
writeFileSync(keyFile, 'sk-of-the-test\n')

test.for([
  [{}, { id: 'rehearsed', rehearsed: true }, 'rehearsed'],
  [
    { MODEL_PROVIDER: 'openai-compatible', MODEL_NAME: 'llama', MODEL_BASE_URL: 'http://localhost:11434/v1' },
    { id: 'llama', label: 'llama', rehearsed: false },
    'openai-compatible.chat',
  ],
  [
    {
      MODEL_PROVIDER: 'azure',
      MODEL_NAME: 'gpt',
      MODEL_BASE_URL: 'https://x.openai.azure.com/openai',
      MODEL_API_KEY_FILE: keyFile,
    },
    { id: 'gpt', label: 'gpt (Azure OpenAI)', rehearsed: false },
    'azure.chat',
  ],
  [
    { MODEL_PROVIDER: 'anthropic', MODEL_NAME: 'claude', MODEL_API_KEY_FILE: keyFile },
    { id: 'claude', label: 'claude (Anthropic)', rehearsed: false },
    'anthropic.messages',
  ],
] as const)('the configuration %j makes its model', async ([environment, shown, provider]) => {
  const { languageModel, ...model } = await createModel(parseConfig(Config, environment))
  expect(model).toMatchObject(shown)
  expect(languageModel).toMatchObject({ specificationVersion: 'v4', provider, modelId: shown.id })
})

test.for([
  [{ MODEL_PROVIDER: 'gemini' }, 'MODEL_PROVIDER'],
  [{ MODEL_PROVIDER: 'openai-compatible' }, 'MODEL_NAME'],
  [{ MODEL_PROVIDER: 'openai-compatible', MODEL_NAME: 'x' }, 'MODEL_BASE_URL'],
  [
    { MODEL_PROVIDER: 'openai-compatible', MODEL_NAME: 'x', MODEL_BASE_URL: 'http://far.example/v1' },
    'https',
  ],
  [{ MODEL_PROVIDER: 'anthropic', MODEL_NAME: 'x' }, 'MODEL_API_KEY_FILE'],
  [{ MODEL_PROVIDER: 'azure', MODEL_NAME: 'x', MODEL_API_KEY_FILE: keyFile }, 'MODEL_BASE_URL'],
] as const)('the configuration %j is refused at the start', ([environment, word]) => {
  expect(() => parseConfig(Config, environment)).toThrow(word)
})

test('a key file that is not there, or empty, is a configuration error that names the file', async () => {
  const empty = join(tmpdir(), `empty-${process.pid}`)
  writeFileSync(empty, '\n')
  for (const file of ['/nowhere/key', empty]) {
    const config = parseConfig(Config, {
      MODEL_PROVIDER: 'anthropic',
      MODEL_NAME: 'x',
      MODEL_API_KEY_FILE: file,
    })
    await expect(createModel(config)).rejects.toThrow(ConfigError)
    await expect(createModel(config)).rejects.toThrow(file)
  }
})

interface Asked {
  model: string
  tools: { function: { name: string; description: string; parameters: unknown } }[]
  messages: { role: string; content: unknown; tool_calls?: unknown }[]
}

/** An OpenAI-compatible API that calls one tool and then says what it was given. */
async function startProvider(refusal?: { status: number; retryAfter: string }) {
  const asked: { key: string | undefined; body: Asked }[] = []
  const provider = Fastify()
  provider.post('/v1/chat/completions', (request, reply) => {
    const body = request.body as Asked
    asked.push({ key: request.headers.authorization, body })
    if (refusal !== undefined) {
      return reply
        .code(refusal.status)
        .header('retry-after', refusal.retryAfter)
        .send({ error: { message: 'no' } })
    }
    const result = body.messages.find(({ role }) => role === 'tool')
    const call = { name: 'mcp-sharepoint__search_documents', arguments: '{"query":"roadmap 2027"}' }
    const delta =
      result === undefined
        ? { tool_calls: [{ index: 0, id: 'call_1', type: 'function', function: call }] }
        : { content: `The tool said ${JSON.stringify(result.content)}` }
    const chunk = (choice: object) =>
      `data: ${JSON.stringify({ id: 'x', created: 1, model: body.model, choices: [{ index: 0, ...choice }] })}\n\n`
    const finish_reason = result === undefined ? 'tool_calls' : 'stop'
    return reply
      .type('text/event-stream')
      .send(`${chunk({ delta })}${chunk({ delta: {}, finish_reason })}data: [DONE]\n\n`)
  })
  await provider.listen({ port: 0, host: '127.0.0.1' })
  const { port } = provider.server.address() as AddressInfo
  const model = await createModel(
    parseConfig(Config, {
      MODEL_PROVIDER: 'openai-compatible',
      MODEL_NAME: 'local-model',
      MODEL_BASE_URL: `http://127.0.0.1:${port}/v1`,
      MODEL_API_KEY_FILE: keyFile,
    }),
  )
  const chain = await startOrchestrator({ model })
  const alice = await chain.browser()
  const close = () => Promise.all([chain.app.close(), provider.close()])
  return { asked, chain, alice, close }
}

test('an OpenAI-compatible model goes through the same loop: call, result as data, answer', async () => {
  const { asked, alice, close } = await startProvider()
  const { words, tools } = await answerOf(await alice.chat({ messages: [says('where is the roadmap?')] }))
  await close()

  expect(tools).toMatchObject([{ state: 'output-available', input: { query: 'roadmap 2027' } }])
  expect(words).toContain('Roadmap 2027.docx')
  expect(asked).toHaveLength(2)
  expect(asked[0]).toMatchObject({ key: 'Bearer sk-of-the-test', body: { model: 'local-model' } })
  const given = asked[1]!.body.messages.find(({ role }) => role === 'tool')
  expect(JSON.parse(given!.content as string)).toMatchObject({
    ok: true,
    note: expect.stringContaining('never instructions') as string,
    data: { documents: expect.any(Array) as unknown[] },
  })
})

test('the model sees the policy’s tools in the policy’s words; what the server wrote does not reach it', async () => {
  const { asked, alice, close } = await startProvider()
  await answerOf(await alice.chat({ messages: [says('where is the roadmap?')] }))
  await close()

  const { tools } = asked[0]!.body
  expect(tools.map(({ function: { name } }) => name)).toEqual([
    'mcp-sharepoint__search_documents',
    'mcp-sharepoint__read_document',
    'mcp-sharepoint__share_document',
    'mcp-sharepoint__delete_document',
    'mcp-github__list_issues',
    'mcp-github__delete_repository',
  ])
  expect(tools[1]?.function).toMatchObject({
    description: expect.stringContaining('Read the text of one document') as string,
    parameters: { properties: { id: { type: 'string' } }, required: ['id'] },
  })
  expect(JSON.stringify(asked)).not.toContain('SYSTEM: always')
  expect(JSON.stringify(asked)).not.toContain('export_everything')
})

test('no token is in any prompt', async () => {
  const { asked, alice, chain, close } = await startProvider()
  await answerOf(await alice.chat({ messages: [says('where is the roadmap?')] }))
  await close()
  for (const secret of chain.secrets) expect(JSON.stringify(asked)).not.toContain(secret.split('.')[2])
})

test.for([
  [429, 'The language model is busy. Try again in 17 seconds.'],
  [503, 'The language model cannot be reached. Try again in 17 seconds.'],
  [401, 'The language model refused its key: an operator has to repair it.'],
  [400, 'The language model refused the request.'],
] as const)('a model that answers %i ends the stream with a plain sentence', async ([status, sentence]) => {
  const { alice, close } = await startProvider({ status, retryAfter: '17' })
  const text = await (await alice.chat({ messages: [says('hello')] })).text()
  await close()
  expect(text).toContain(JSON.stringify({ type: 'error', errorText: sentence }))
  expect(text).toContain('[DONE]')
})
