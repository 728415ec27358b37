import { type NewServer } from './new-server.ts'

/** What the agent may use of a server that has nothing but `list_items`: a row of the orchestrator's `policy.ts`. */
export const policyRow = ({ name, title, scope }: NewServer): string => `  '${name}': {
    title: '${title}',
    listing: '${scope}',
    tools: {
      list_items: {
        title: 'List items',
        description: 'List what the person may see in ${title}, newest first.',
        scopes: ['${scope}'],
        approval: false,
        repeatable: true,
      },
    },
  },`
