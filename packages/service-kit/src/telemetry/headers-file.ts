import { readFileSync } from 'node:fs'
import { ConfigError } from '../config-error.ts'

const NAME = 'OTEL_EXPORTER_OTLP_HEADERS_FILE'

/**
 * The headers of every export, from a file with a `Name: value` per line.
 * @throws ConfigError, which quotes nothing of the file
 */
export function readHeadersFile(file: string | undefined): Record<string, string> {
  if (file === undefined) return {}
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    throw new ConfigError([`${NAME} ${file}: cannot be read`])
  }
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '')
  return Object.fromEntries(
    lines.map((line, index) => {
      const [, name, value] = /^([!#$%&'*+.^_`|~\w-]+):[ \t]*([\x20-\x7e]*?)[ \t]*$/.exec(line) ?? []
      if (name === undefined || value === undefined)
        throw new ConfigError([`${NAME} ${file}: line ${index + 1} is not \`Name: value\``])
      return [name, value]
    }),
  )
}
