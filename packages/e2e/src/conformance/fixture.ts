import { defineServer, type Extension, type ToolPolicy } from '@chain-of-trust/mcp-kit'
import { answeringTools, definedTools, registerAnsweringTools, said } from './fixture-answers.ts'
import { registerPrompts, registerResources } from './fixture-library.ts'
import { askingTools, registerAskingTools } from './fixture-questions.ts'
import { registerRounds, requestState, roundTools } from './fixture-rounds.ts'

const row: ToolPolicy = { scopes: ['Fixture.Use'], calls: { resource: 'nothing', scopes: ['Nothing.Read'] } }

/** What our own servers are made of: tools with a policy, and nothing else. */
export const definition = defineServer({
  name: 'conformance',
  title: 'Conformance fixture',
  version: '1.0.0',
  policy: { test_simple_text: row, test_error_handling: row },
  resources: { nothing: { identifier: 'https://nothing.example', url: 'https://nothing.example/v1' } },
  tools: definedTools,
})

const TRIGGERS = ['test_trigger_tool_change', 'test_trigger_prompt_change']

/** And everything else that the suite wants to see of a server, under the names that it asks for. */
export const extension: Extension = {
  methods: [
    'completion/complete',
    'logging/setLevel',
    'notifications/roots/list_changed',
    'prompts/get',
    'prompts/list',
    'resources/list',
    'resources/read',
    'resources/subscribe',
    'resources/templates/list',
    'resources/unsubscribe',
    'subscriptions/listen',
  ],
  capabilities: {
    tools: { listChanged: true },
    prompts: { listChanged: true },
    resources: { subscribe: true },
    completions: {},
    logging: {},
  },
  options: { requestState: { verify: (state, context) => requestState.verify(state, context) } },
  policy: Object.fromEntries(
    [...answeringTools, ...askingTools, ...roundTools, ...TRIGGERS].map((name) => [name, row]),
  ),
  extend(server, notify) {
    registerAnsweringTools(server)
    registerAskingTools(server)
    registerRounds(server)
    registerPrompts(server)
    registerResources(server)
    server.registerTool('test_trigger_tool_change', { description: 'Says that the tools changed.' }, () => {
      notify().toolsChanged()
      return said('Told the listeners.')
    })
    server.registerTool(
      'test_trigger_prompt_change',
      { description: 'Says that the prompts changed.' },
      () => {
        notify().promptsChanged()
        return said('Told the listeners.')
      },
    )
  },
}
