/** Documents go stale in silence: every command, path and link that one names must exist. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, dirname, join, normalize } from 'node:path'
import { z } from 'zod'

const IGNORED = ['**/node_modules/**', 'var/**', '**/dist/**', 'coverage/**']
/** A path from the root: the folders of the top level. `var/` is made at run time. */
const PATH = /(?:^|[\s"'=(:])((?:apps|packages|infra|docs|\.ci)\/[\w./*<>@-]*[\w/*>])/g
const FILE_NAME = /^[\w.-]*\w\.(?:ts|tsx|mjs|json|jsonl|ya?ml|md)$/
const SCRIPT = /\bnpm (?:run(?:-script)? )?([\w:-]+)/g
/** npm's own commands, which need no script. */
const NPM_OWN = new Set(['install', 'ci', 'view', 'exec', 'i', 'run'])

const Manifest = z.object({ scripts: z.record(z.string(), z.string()).default({}) })

/** Every document of the repository, as a path from its root. */
export function documentsOf(root: string): string[] {
  return globSync('**/*.md', { cwd: root, exclude: IGNORED }).sort()
}

/** Every stale command, path or link, as `file: what`; none: an empty list. */
export function findDocumentFaults(root: string): string[] {
  const { scripts } = Manifest.parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')))
  const names = new Set(globSync('**/*.*', { cwd: root, exclude: IGNORED }).map((file) => basename(file)))
  return documentsOf(root).flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8')
    const said = codeIn(text)
    const faults = [
      ...said.flatMap((code) => staleScripts(code, scripts)),
      ...said.flatMap((code) => stalePaths(code, root)),
      ...said.filter((code) => FILE_NAME.test(code) && !names.has(code)).map((name) => `no file ${name}`),
      ...staleLinks(text, file, root),
    ]
    return [...new Set(faults)].map((fault) => `${file}: ${fault}`)
  })
}

/** Text of every code span and of every line of a fenced block. */
function codeIn(text: string): string[] {
  const fences = [...text.matchAll(/^(```|~~~).*\n([\s\S]*?)^\1/gm)].flatMap(([, , body = '']) =>
    body.split('\n'),
  )
  const prose = text.replaceAll(/^(```|~~~).*\n[\s\S]*?^\1/gm, '')
  const spans = [...prose.matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span)
  return [...spans, ...fences]
}

function staleScripts(code: string, scripts: Record<string, string>): string[] {
  return [...code.matchAll(SCRIPT)]
    .map(([, name = '']) => name)
    .filter((name) => !NPM_OWN.has(name) && !(name in scripts))
    .map((name) => `no script ${name}`)
}

function stalePaths(code: string, root: string): string[] {
  return [...code.matchAll(PATH)]
    .map(([, path = '']) => path)
    .filter((path) => {
      const glob = path.replaceAll(/<[^>]*>/g, '*')
      return glob.includes('*') ? globSync(glob, { cwd: root }).length === 0 : !existsSync(join(root, path))
    })
    .map((path) => `no path ${path}`)
}

function staleLinks(text: string, file: string, root: string): string[] {
  const prose = text.replaceAll(/^(```|~~~).*\n[\s\S]*?^\1/gm, '').replaceAll(/`[^`\n]+`/g, 'code')
  return [...prose.matchAll(/\]\(([^)\s]+)(?:\s+"[^"]*")?\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/i.test(target))
    .filter((target) => {
      const [path = '', anchor] = target.split('#')
      const linked = path === '' ? file : normalize(join(dirname(file), path))
      if (!existsSync(join(root, linked))) return true
      return anchor !== undefined && linked.endsWith('.md') && !headingsOf(join(root, linked)).has(anchor)
    })
    .map((target) => `no link target ${target}`)
}

/** Anchors as GitHub makes them of headings. */
function headingsOf(file: string): Set<string> {
  return new Set(
    [...readFileSync(file, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replaceAll(/\s/g, '-'),
    ),
  )
}

/** Numbers of the steps that the files of `packages/token-flow/src` carry as `// N.`, ascending. */
export function stepsInCode(root: string): number[] {
  const files = globSync('packages/token-flow/src/*.ts', { cwd: root, exclude: ['**/*.test.ts'] })
  return numbersIn(
    files.map((file) => readFileSync(join(root, file), 'utf8')),
    /^\s*\/\/ (\d+)\. /gm,
  )
}

/** Numbers of the steps of `docs/walkthrough.md`, as list items or headings, ascending. */
export function stepsInDocument(root: string): number[] {
  return numbersIn([readFileSync(join(root, 'docs/walkthrough.md'), 'utf8')], /^(?:#+ )?(\d+)\. /gm)
}

/** What the steps of `docs/walkthrough.md` are called: the words in bold, by their numbers. */
export function titlesInDocument(root: string): string[] {
  const text = readFileSync(join(root, 'docs/walkthrough.md'), 'utf8')
  return [...text.matchAll(/^\d+\. \*\*(.+?)\.?\*\*/gm)].map(([, title = '']) => title)
}

function numbersIn(texts: string[], pattern: RegExp): number[] {
  return texts.flatMap((text) => [...text.matchAll(pattern)].map(([, n]) => Number(n))).sort((a, b) => a - b)
}
