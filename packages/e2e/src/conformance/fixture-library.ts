import {
  completable,
  ResourceTemplate,
  type ContentBlock,
  type GetPromptResult,
  type McpServer,
} from '@modelcontextprotocol/server'
import * as z from 'zod'
import { PIXEL } from './fixture-answers.ts'

const says = (...contents: ContentBlock[]): GetPromptResult => ({
  messages: contents.map((content) => ({ role: 'user', content })),
})
const text = (words: string): ContentBlock => ({ type: 'text', text: words })

export function registerPrompts(server: McpServer): void {
  server.registerPrompt('test_simple_prompt', { description: 'One sentence.' }, () =>
    says(text('This is a simple prompt for testing.')),
  )
  server.registerPrompt(
    'test_prompt_with_arguments',
    {
      description: 'Repeats its arguments.',
      argsSchema: z.object({ arg1: completable(z.string(), () => ['hello']), arg2: z.string() }),
    },
    ({ arg1, arg2 }) => says(text(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`)),
  )
  server.registerPrompt(
    'test_prompt_with_embedded_resource',
    { description: 'Embeds a resource.', argsSchema: z.object({ resourceUri: z.string() }) },
    ({ resourceUri }) =>
      says(
        {
          type: 'resource',
          resource: {
            uri: resourceUri,
            mimeType: 'text/plain',
            text: 'Embedded resource content for testing.',
          },
        },
        text('Please process the embedded resource above.'),
      ),
  )
  server.registerPrompt('test_prompt_with_image', { description: 'Shows an image.' }, () =>
    says({ type: 'image', data: PIXEL, mimeType: 'image/png' }, text('Please analyze the image above.')),
  )
}

export function registerResources(server: McpServer): void {
  const describe = (mimeType: string) => ({ description: 'A resource of the fixture.', mimeType })
  server.registerResource('static-text', 'test://static-text', describe('text/plain'), () => ({
    contents: [
      {
        uri: 'test://static-text',
        mimeType: 'text/plain',
        text: 'This is the content of the static text resource.',
      },
    ],
  }))
  server.registerResource('static-binary', 'test://static-binary', describe('image/png'), () => ({
    contents: [{ uri: 'test://static-binary', mimeType: 'image/png', blob: PIXEL }],
  }))
  server.registerResource(
    'template',
    new ResourceTemplate('test://template/{id}/data', { list: undefined }),
    describe('application/json'),
    ({ href }, { id }) => ({
      contents: [
        {
          uri: href,
          mimeType: 'application/json',
          text: JSON.stringify({ id, templateTest: true, data: `Data for ID: ${String(id)}` }),
        },
      ],
    }),
  )
  for (const method of ['resources/subscribe', 'resources/unsubscribe'] as const) {
    server.server.setRequestHandler(method, () => ({}))
  }
}
