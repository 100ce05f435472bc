// Distinguished names: as a line for a person, and back.
import { childrenAs, type Element, oidOf, tags } from './der-reader.ts'
import { oid, sequence, setOf, utf8String, write } from './der-writer.ts'
import { GostError } from './errors.ts'

const attributes: Readonly<Record<string, string>> = {
  CN: '2.5.4.3',
  SN: '2.5.4.4',
  C: '2.5.4.6',
  L: '2.5.4.7',
  ST: '2.5.4.8',
  street: '2.5.4.9',
  O: '2.5.4.10',
  OU: '2.5.4.11',
  title: '2.5.4.12',
  GN: '2.5.4.42',
  emailAddress: '1.2.840.113549.1.9.1',
  OGRN: '1.2.643.100.1',
  SNILS: '1.2.643.100.3',
  INNLE: '1.2.643.100.4',
  OGRNIP: '1.2.643.100.5',
  INN: '1.2.643.3.131.1.1',
}
const shortNames = new Map(Object.entries(attributes).map(([name, dotted]) => [dotted, name]))

/** `CN=Clinic, O=Clinic\, Ltd, C=RU`, in the order of the certificate; other attributes by their identifiers. */
export function readName(name: Element | undefined, what: string): string {
  const pairs = childrenAs(name, tags.sequence, what).flatMap((set) =>
    childrenAs(set, tags.set, what).map((pair) => {
      const [type, value] = childrenAs(pair, tags.sequence, what)
      const dotted = oidOf(type, what)
      return `${shortNames.get(dotted) ?? dotted}=${textOf(value).replace(/[\\,]/g, '\\$&')}`
    }),
  )
  return pairs.join(', ')
}

/**
 * The line that `readName` gives, as DER; a line without `=` is a common name.
 * @throws GostError `unsupported` for an attribute without a short name here
 */
export function writeName(line: string): Uint8Array {
  const pairs = line.includes('=') ? (line.match(/(?:\\.|[^\\,])+/gs) ?? []) : [`CN=${line}`]
  return sequence(...pairs.map(writePair))
}

function writePair(pair: string): Uint8Array {
  const at = pair.indexOf('=')
  const name = pair.slice(0, Math.max(at, 0)).trim()
  const dotted = attributes[name]
  if (!dotted) throw new GostError('unsupported', `"${name}" is not a known attribute of a name`)
  const text = pair.slice(at + 1).replace(/\\(.)/gs, '$1')
  const value = name === 'C' ? write(tags.printableString, Buffer.from(text, 'latin1')) : utf8String(text)
  return setOf(sequence(oid(dotted), value))
}

function textOf(value: Element | undefined): string {
  const bytes = Buffer.from(value?.body ?? [])
  if (value?.tag === tags.bmpString && bytes.length % 2 === 0) return bytes.swap16().toString('utf16le')
  return bytes.toString(value?.tag === tags.t61String ? 'latin1' : 'utf8')
}
