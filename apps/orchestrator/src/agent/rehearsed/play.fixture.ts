import type { LanguageModelV4CallOptions, LanguageModelV4Prompt } from '@ai-sdk/provider'
import { createRehearsedModel } from './model.ts'

const TOOLS = [
  'search_documents',
  'read_document',
  'share_document',
  'delete_document',
  'list_repositories',
  'list_issues',
  'read_issue',
  'create_issue',
  'comment_on_issue',
  'delete_repository',
  'search_tickets',
  'read_ticket',
  'create_ticket',
  'comment_on_ticket',
  'schedule_job',
]

/** Plays a conversation: `results` are the outputs of the tool calls of this turn, in order. */
export async function play(
  sentence: string,
  results: [tool: string, data: unknown][] = [],
  before: LanguageModelV4Prompt = [],
) {
  const prompt: LanguageModelV4Prompt = [
    { role: 'system', content: 'system' },
    ...before,
    { role: 'user', content: [{ type: 'text', text: sentence }] },
    ...results.flatMap(([tool, data], index) => exchange(tool, { ok: true, note: '', data }, `t${index}`)),
  ]
  const { content } = await createRehearsedModel().doGenerate({ prompt, tools: offered() })
  const [part] = content
  if (part?.type === 'tool-call')
    return { tool: part.toolName.replace('any__', ''), input: JSON.parse(part.input) as unknown }
  return { text: part?.type === 'text' ? part.text : '' }
}

export function exchange(tool: string, value: object, id: string, input: object = {}): LanguageModelV4Prompt {
  const toolName = `any__${tool}`
  return [
    { role: 'assistant', content: [{ type: 'tool-call', toolCallId: id, toolName, input }] },
    {
      role: 'tool',
      content: [
        { type: 'tool-result', toolCallId: id, toolName, output: { type: 'json', value: value as never } },
      ],
    },
  ]
}

export const offered = (names = TOOLS): NonNullable<LanguageModelV4CallOptions['tools']> =>
  names.map((name) => ({ type: 'function', name: `any__${name}`, inputSchema: { type: 'object' } }))

export function said(text: string): LanguageModelV4Prompt[number] {
  return { role: 'assistant', content: [{ type: 'text', text }] }
}
