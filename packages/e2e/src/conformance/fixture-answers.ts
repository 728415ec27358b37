import { defineTool, ToolError } from '@chain-of-trust/mcp-kit'
import type { CallToolResult, ContentBlock, McpServer, ServerContext } from '@modelcontextprotocol/server'
import * as z from 'zod'

/** One white pixel, and no sound at all: the suite looks at their types only. */
export const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mP8/x8AAwMCAO+ip1sAAAAASUVORK5CYII='
const SILENCE = 'UklGRiQAAABXQVZFZm10IBAAAAABAAEARKwAAIhYAQACABAAZGF0YQAAAAA='

const anything = { input: z.object({}), output: z.object({}), annotations: { readOnlyHint: true } }

/** Tools as our servers define them: pooled, answered in JSON. */
export const definedTools = {
  test_simple_text: defineTool({
    ...anything,
    title: 'Simple text',
    description: 'Answers one sentence.',
    run: () => Promise.resolve({ text: 'This is a simple text response for testing.', structured: {} }),
  }),
  test_error_handling: defineTool({
    ...anything,
    title: 'Error',
    description: 'Always says no.',
    run: (): Promise<never> =>
      Promise.reject(new ToolError('This tool intentionally returns an error for testing')),
  }),
}

const resource = (uri: string, mimeType: string, text: string): ContentBlock => ({
  type: 'resource',
  resource: { uri, mimeType, text },
})
const image: ContentBlock = { type: 'image', data: PIXEL, mimeType: 'image/png' }

const CONTENTS: Readonly<Record<string, ContentBlock[]>> = {
  test_image_content: [image],
  test_audio_content: [{ type: 'audio', data: SILENCE, mimeType: 'audio/wav' }],
  test_embedded_resource: [
    resource('test://embedded-resource', 'text/plain', 'This is an embedded resource content.'),
  ],
  test_multiple_content_types: [
    { type: 'text', text: 'Multiple content types test:' },
    image,
    resource('test://mixed-content-resource', 'application/json', '{"test":"data","value":123}'),
  ],
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 50))
export const said = (text: string): CallToolResult => ({ content: [{ type: 'text', text }] })

/** Tools that say something on the way to their answer. */
const SPEAKING: Readonly<Record<string, (context: ServerContext) => Promise<CallToolResult>>> = {
  async test_tool_with_progress({ mcpReq }) {
    const progressToken = mcpReq._meta?.progressToken
    for (const progress of [0, 50, 100]) {
      if (progress > 0) await pause()
      if (progressToken === undefined) continue
      await mcpReq.notify({
        method: 'notifications/progress',
        params: { progressToken, progress, total: 100 },
      })
    }
    return said('Counted to 100.')
  },
  async test_tool_with_logging({ mcpReq }) {
    await mcpReq.log('info', 'Tool execution started')
    await pause()
    await mcpReq.log('info', 'Tool processing data')
    await pause()
    await mcpReq.log('info', 'Tool execution completed')
    return said('Logged three lines.')
  },
  async test_logging_tool({ mcpReq }) {
    await mcpReq.log('info', 'for those who asked')
    return said('Logged one line, if that was wanted.')
  },
}

export const answeringTools = [...Object.keys(CONTENTS), ...Object.keys(SPEAKING)]

/** Tools that answer by themselves. */
export function registerAnsweringTools(server: McpServer): void {
  for (const [name, content] of Object.entries(CONTENTS)) {
    server.registerTool(name, { description: 'Answers with fixed content.' }, () => ({ content }))
  }
  for (const [name, run] of Object.entries(SPEAKING)) {
    server.registerTool(name, { description: 'Speaks before it answers.' }, run)
  }
}
