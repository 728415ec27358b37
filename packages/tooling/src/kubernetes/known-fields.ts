/**
 * Fields that a manifest has and its kind does not. Kubernetes' own schemas allow any: `livenesProbe` passes them, and the pod
 * runs without a probe. The kinds' fields are read from the type declarations beside the schemas.
 */
import { readFileSync } from 'node:fs'
import { parseSync, type TSSignature, type TSType } from 'oxc-parser'
import { isObject } from './merge-patch.ts'
import { packageFile } from './package-file.ts'

/** Stands for the name of every member of `{ [key: string]: … }`. */
const ANY = Symbol('any')
type Members = Map<string | typeof ANY, Typed>
/** A type, and the file whose imports say what its names mean. */
interface Typed {
  type: TSType
  file: string
}

/** @returns the path of every field that the declaration does not have, `spec.template.spec.livenesProbe` say */
export function unknownFields(value: unknown, declaration: string): string[] {
  return strangersIn(value, membersOf(declaration), '')
}

function strangersIn(value: unknown, members: Members | undefined, path: string): string[] {
  if (!isObject(value) || members === undefined) return []
  return Object.entries(value).flatMap(([key, member]) => {
    const where = path === '' ? key : `${path}.${key}`
    const declared = members.get(key) ?? members.get(ANY)
    return declared === undefined ? [where] : strangers(member, declared, where)
  })
}

function strangers(value: unknown, { type, file }: Typed, path: string): string[] {
  if (type.type === 'TSTypeLiteral') return strangersIn(value, signatures(type.members, file), path)
  if (type.type !== 'TSTypeReference' || type.typeName.type !== 'Identifier') return []
  const { name } = type.typeName
  if (name !== 'Array') return strangersIn(value, membersOf(fileOf(name, file)), path)
  const element = type.typeArguments?.params[0]
  if (element === undefined || !Array.isArray(value)) return []
  return value.flatMap((entry, index) => strangers(entry, { type: element, file }, `${path}[${index}]`))
}

function signatures(list: TSSignature[], file: string): Members {
  const members: Members = new Map()
  for (const member of list) {
    if (member.type !== 'TSIndexSignature' && member.type !== 'TSPropertySignature') continue
    const type = member.typeAnnotation?.typeAnnotation
    if (type === undefined) throw new Error(`${file}: a member without a type`)
    if (member.type === 'TSIndexSignature') members.set(ANY, { type, file })
    else if (member.key.type === 'Literal') members.set(String(member.key.value), { type, file })
    else throw new Error(`${file}: a member whose name is no text`)
  }
  return members
}

interface Declarations {
  /** By name, the module that it comes from. */
  imports: Map<string, string>
  /** Of the file's one interface; none: its type is a number, a text, or either. */
  members?: Members
}
const known = new Map<string, Declarations>()

function fileOf(name: string, importer: string): string {
  const module = declarationsOf(importer).imports.get(name)
  if (module === undefined) throw new Error(`${importer}: ${name} is declared nowhere`)
  return packageFile(module.replace(/(\.js)?$/, '.d.ts'), importer)
}

function membersOf(file: string): Members | undefined {
  return declarationsOf(file).members
}

function declarationsOf(file: string): Declarations {
  const before = known.get(file)
  if (before !== undefined) return before
  const declarations: Declarations = { imports: new Map() }
  known.set(file, declarations)
  for (const statement of parseSync(file, readFileSync(file, 'utf8')).program.body) {
    if (statement.type === 'ImportDeclaration') {
      for (const { local } of statement.specifiers)
        declarations.imports.set(local.name, statement.source.value)
    }
    if (statement.type !== 'ExportNamedDeclaration') continue
    const { declaration } = statement
    if (declaration?.type !== 'TSInterfaceDeclaration') continue
    const parents = declaration.extends.flatMap(({ expression }) =>
      // TypeMeta is apiVersion and kind, which every kind declares itself.
      expression.type === 'Identifier' && expression.name !== 'TypeMeta'
        ? [...(membersOf(fileOf(expression.name, file)) ?? [])]
        : [],
    )
    declarations.members = new Map([...parents, ...signatures(declaration.body.body, file)])
  }
  return declarations
}
