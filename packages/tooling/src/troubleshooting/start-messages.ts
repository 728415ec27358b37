/** What a service says when it does not start, or has to stop: read out of the sources, so that no message is missed. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync, Visitor, type Argument, type Expression } from 'oxc-parser'

const ERRORS = new Set(['ConfigError', 'AuditLogError', 'AuditLogHeld'])
const VARIES = '…'

export interface StartMessage {
  /** From the root of the repository. */
  file: string
  /** As it is printed, with an ellipsis for what varies. */
  text: string
}

/** Every message of an error that keeps a service from starting, by file and in the order of the sources. */
export function startMessages(root: string): StartMessage[] {
  const files = globSync('{apps,packages}/*/src/**/*.ts', {
    cwd: root,
    exclude: ['**/*.test.ts', '**/*.fixture.ts', 'packages/{testkit,tooling,e2e,checklist,bench}/**'],
  })
  return files.sort().flatMap((file) => {
    const source = readFileSync(join(root, file), 'utf8')
    if (!/new (ConfigError|AuditLogError|AuditLogHeld)\(/.test(source)) return []
    return [...new Set(messagesIn(file, source))].map((text) => ({ file, text }))
  })
}

function messagesIn(file: string, source: string): string[] {
  const { program, errors } = parseSync(file, source)
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]!.message}`)
  const messages: string[] = []
  /** `const refuse = (problem) => new ConfigError([`NAME: ${problem}`])`: its calls say the rest. */
  const makers = new Map<string, string>()
  const calls: { maker: string; problems: string[] }[] = []
  const made = new Set<number>()
  new Visitor({
    VariableDeclarator({ id, init }) {
      if (id.type !== 'Identifier' || init?.type !== 'ArrowFunctionExpression') return
      const body: unknown = init.body
      const created = body as Expression
      if (created.type !== 'NewExpression' || !isStartError(created.callee)) return
      made.add(created.start)
      makers.set(id.name, created.arguments.flatMap(textsOf)[0] ?? VARIES)
    },
    NewExpression({ start, callee, arguments: given }) {
      if (isStartError(callee) && !made.has(start)) messages.push(...given.flatMap(textsOf))
    },
    CallExpression({ callee, arguments: given }) {
      if (callee.type === 'Identifier')
        calls.push({ maker: callee.name, problems: given.flatMap((argument) => textsOf(argument)) })
    },
  }).visit(program)
  const said = calls.flatMap(({ maker, problems }) => {
    const form = makers.get(maker)
    if (form === undefined) return []
    // The problem is the last thing that varies in the form.
    return problems.map((problem) => form.replace(/…(?!.*…)/s, problem))
  })
  return [...messages, ...said].filter((text) => /\w{3}/.test(text))
}

const isStartError = (callee: Expression): boolean => callee.type === 'Identifier' && ERRORS.has(callee.name)

/** The strings that an expression may be, as far as they stand in the source. */
function textsOf(node: Argument | Expression | null): string[] {
  switch (node?.type) {
    case 'Literal':
      return typeof node.value === 'string' ? [node.value] : []
    case 'TemplateLiteral':
      return [node.quasis.map(({ value }) => value.cooked ?? '').join(VARIES)]
    case 'BinaryExpression':
      return [`${textsOf(node.left as Expression)[0] ?? VARIES}${textsOf(node.right)[0] ?? VARIES}`]
    case 'ConditionalExpression':
      return [...textsOf(node.consequent), ...textsOf(node.alternate)]
    case 'ArrayExpression':
      return node.elements.flatMap((element) => textsOf(element as Expression))
    case 'CallExpression':
      return node.arguments.flatMap(textsOf)
    case 'ArrowFunctionExpression':
      return textsOf(node.body as unknown as Expression)
    default:
      return []
  }
}
