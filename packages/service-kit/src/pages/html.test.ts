import { expect, test } from 'vitest'
import { html } from './html.ts'

/** Under another name, so that the formatter leaves the spaces alone. */
const template = html

test('escapes every value, in text and in attributes', () => {
  const hostile = `<a href="x" onclick='y'>&`
  const escaped = '&lt;a href=&quot;x&quot; onclick=&#39;y&#39;&gt;&amp;'
  expect(template`<p title="${hostile}">${hostile}</p>`.markup).toBe(`<p title="${escaped}">${escaped}</p>`)
})

test('nests fragments and lists as they are, numbers as text, undefined as nothing', () => {
  const item = (text: string) => template`<li>${text}</li>`
  const list = template`<ul>${['a<', 'b'].map(item)}</ul>${undefined}${3}`
  expect(list.markup).toBe('<ul><li>a&lt;</li><li>b</li></ul>3')
})

test('an object that looks like a fragment does not get in', () => {
  const forged = { markup: '<script>' }
  expect(() => template`${forged as unknown as string}`).toThrow(TypeError)
})
