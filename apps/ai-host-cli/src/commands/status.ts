import type { Command } from './command.ts'

export const status: Command = {
  name: 'status',
  summary: '',
  usage: '',
  run: () => Promise.resolve(70),
}
