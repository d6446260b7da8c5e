/** Which plugin a JetBrains `plugin.xml` describes. Pure; no XML is expanded, only two elements are looked for. */

export type Plugin = { readonly id: string; readonly version: string | null }

/** @param text of `META-INF/plugin.xml`. @returns null where it names no plugin. */
export const parsePluginXml = (text: string): Plugin | null => {
  const xml = withoutComments(text)
  // A plugin without an id is known by its name.
  const id = elementOf(xml, 'id') ?? elementOf(xml, 'name')
  return id === null ? null : { id: id.toLowerCase(), version: elementOf(xml, 'version') }
}

const elementOf = (xml: string, name: string): string | null => {
  const open = xml.indexOf(`<${name}>`)
  const start = open + name.length + 2
  const end = open < 0 ? -1 : xml.indexOf('<', start)
  const text = end < 0 ? '' : xml.slice(start, end).trim()
  return text === '' || text.length > 256 ? null : text
}

const withoutComments = (text: string): string => {
  let rest = ''
  for (let at = 0; ; ) {
    const open = text.indexOf('<!--', at)
    if (open < 0) return rest + text.slice(at)
    rest += text.slice(at, open)
    const close = text.indexOf('-->', open + 4)
    if (close < 0) return rest
    at = close + 3
  }
}
