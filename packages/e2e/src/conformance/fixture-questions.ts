import type { ElicitRequestFormParams, McpServer, ServerContext } from '@modelcontextprotocol/server'
import * as z from 'zod'
import { said } from './fixture-answers.ts'

const titled = (...pairs: [string, string][]) => pairs.map(([value, title]) => ({ const: value, title }))

const FORMS: Readonly<Record<string, ElicitRequestFormParams>> = {
  test_elicitation_sep1034_defaults: {
    message: 'Is this right?',
    requestedSchema: {
      type: 'object',
      properties: {
        name: { type: 'string', default: 'John Doe' },
        age: { type: 'integer', default: 30 },
        score: { type: 'number', default: 95.5 },
        status: { type: 'string', enum: ['active', 'inactive', 'pending'], default: 'active' },
        verified: { type: 'boolean', default: true },
      },
    },
  },
  test_elicitation_sep1330_enums: {
    message: 'Choose.',
    requestedSchema: {
      type: 'object',
      properties: {
        untitledSingle: { type: 'string', enum: ['option1', 'option2', 'option3'] },
        titledSingle: {
          type: 'string',
          oneOf: titled(['value1', 'First Option'], ['value2', 'Second Option'], ['value3', 'Third Option']),
        },
        legacyEnum: {
          type: 'string',
          enum: ['opt1', 'opt2', 'opt3'],
          enumNames: ['Option One', 'Option Two', 'Option Three'],
        },
        untitledMulti: {
          type: 'array',
          items: { type: 'string', enum: ['option1', 'option2', 'option3'] },
        },
        titledMulti: {
          type: 'array',
          items: {
            anyOf: titled(
              ['value1', 'First Choice'],
              ['value2', 'Second Choice'],
              ['value3', 'Third Choice'],
            ),
          },
        },
      },
    },
  },
}

/** The question goes out on the stream of the call that it belongs to: nobody has another one with us. */
const onItsStream = ({ id }: ServerContext['mcpReq']) => ({ relatedRequestId: id })

export const askingTools = ['test_sampling', 'test_elicitation', ...Object.keys(FORMS)]

/** 2025-11-25: a tool asks its client in the middle of a call, and waits for the answer. */
export function registerAskingTools(server: McpServer): void {
  server.registerTool(
    'test_sampling',
    { description: 'Asks the client’s model.', inputSchema: z.object({ prompt: z.string() }) },
    async ({ prompt }, { mcpReq }) => {
      const { content } = await mcpReq.requestSampling(
        {
          messages: [{ role: 'user', content: { type: 'text', text: prompt } }],
          maxTokens: 100,
        },
        onItsStream(mcpReq),
      )
      return said(`LLM response: ${JSON.stringify(content)}`)
    },
  )
  server.registerTool(
    'test_elicitation',
    { description: 'Asks the person.', inputSchema: z.object({ message: z.string() }) },
    async ({ message }, { mcpReq }) => {
      const { action, content } = await mcpReq.elicitInput(
        {
          message,
          requestedSchema: {
            type: 'object',
            properties: {
              username: { type: 'string', description: "User's response" },
              email: { type: 'string', description: "User's email address" },
            },
            required: ['username', 'email'],
          },
        },
        onItsStream(mcpReq),
      )
      return said(`User response: action=${action}, content=${JSON.stringify(content)}`)
    },
  )
  for (const [name, form] of Object.entries(FORMS)) {
    server.registerTool(name, { description: 'Asks the person by a form.' }, async ({ mcpReq }) => {
      const { action, content } = await mcpReq.elicitInput(form, onItsStream(mcpReq))
      return said(`Elicitation completed: action=${action}, content=${JSON.stringify(content)}`)
    })
  }
}
