import type { Evidence, JudgedControl } from '../evidence/evidence.ts'
import { INTRODUCTION, KINDS, placeOf, shortRevision, timeOf, type Pack } from './pack.ts'
import { STYLE } from './style.ts'

const MARKS: Record<Evidence['result'], string> = {
  passed: '',
  failed: '<strong class="failed">failed</strong> ',
  'left out': '<strong class="excluded">left out</strong> ',
}

/** The evidence as one page that needs nothing else: no script, no font, no picture of elsewhere. */
export function htmlOf({ revision, at, command, judged }: Pack): string {
  const proven = judged.filter(({ status }) => status === 'proven').length
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="color-scheme" content="light dark">
<title>Evidence: ${proven} of ${judged.length} controls proven</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>Evidence</h1>
<p>${escape(INTRODUCTION)}</p>
<dl>
<dt>Commit</dt><dd><code>${escape(revision)}</code></dd>
<dt>Time (UTC)</dt><dd><time datetime="${timeOf(at)}">${timeOf(at)}</time></dd>
<dt>Command</dt><dd><code>${escape(command)}</code></dd>
<dt>Result</dt><dd>${proven} of ${judged.length} controls proven</dd>
</dl>
</header>
<nav aria-label="Controls">
<table><caption>Controls</caption>
<thead><tr><th scope="col">Control</th><th scope="col">Point of the playbook</th><th scope="col">Status</th><th scope="col">Evidence</th></tr></thead>
<tbody>${judged.map(overviewRow).join('\n')}</tbody></table>
</nav>
<main>
${judged.map((one) => section(one, shortRevision(revision))).join('\n')}
</main>
</body>
</html>
`
}

function overviewRow({ control, status, evidence }: JudgedControl): string {
  const link = `<a href="#${control.id}">${control.id}</a>`
  return `<tr><td>${link}</td><td>${escape(control.title)}</td><td class="${status}">${status}</td><td>${evidence.length}</td></tr>`
}

function section({ control, status, evidence, why }: JudgedControl, commit: string): string {
  const standards = control.standards.map(([name, number]) => `<li>${escape(`${name} ${number}`)}</li>`)
  const faults = why.map((fault) => `<li>${escape(fault)}</li>`)
  return `<section id="${control.id}" aria-labelledby="${control.id}-title">
<h2 id="${control.id}-title">${control.id}: ${escape(control.title)} <span class="${status}">${status}</span></h2>
<p>${escape(control.text)}</p>
<p>Playbook: ${escape(control.source)}</p>
<ul class="standards" aria-label="Mapped to">${standards.join('')}</ul>
${faults.length === 0 ? '' : `<ul class="why">${faults.join('')}</ul>`}
<div class="scroll" tabindex="0" role="region" aria-label="Evidence of ${control.id}">
<table><thead><tr><th scope="col">Kind</th><th scope="col">What was done</th><th scope="col">What was seen</th><th scope="col">Where</th><th scope="col">Commit</th><th scope="col">When (UTC)</th></tr></thead>
<tbody>${evidence.map((one) => evidenceRow(one, commit)).join('\n')}</tbody></table>
</div>
</section>`
}

function evidenceRow(evidence: Evidence, commit: string): string {
  const { kind, name, result, done, seen, at } = evidence
  const mark = MARKS[result]
  return `<tr><td>${KINDS[kind]}</td><td><b>${escape(name)}</b><br>${escape(done)}</td><td>${mark}${escape(seen)}</td><td><code>${escape(placeOf(evidence))}</code></td><td><code>${escape(commit)}</code></td><td>${timeOf(at)}</td></tr>`
}

/** Titles and messages come from elsewhere: nothing in them is markup. */
function escape(raw: string): string {
  return raw.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
