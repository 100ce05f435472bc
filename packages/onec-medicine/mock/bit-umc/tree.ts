import type { OneCQuirks } from '../quirks.ts'

/**
 * What the platform makes of an XDTO object on its way to JSON [doc]: every scalar is a string, one child is the child
 * itself and several are an array, an element without content is `""`.
 */
export function xdtoJson(value: unknown, quirks: OneCQuirks): unknown {
  const empty = quirks.emptyObjects === true ? {} : ''
  const convert = (part: unknown): unknown => {
    if (Array.isArray(part)) {
      if (part.length === 0) return empty
      const children = part.map(convert)
      return children.length === 1 && quirks.arrayOfOne !== true ? children[0] : children
    }
    if (typeof part === 'object' && part !== null) {
      const members = Object.entries(part)
      if (members.every(([, member]) => Array.isArray(member) && member.length === 0)) return empty
      return Object.fromEntries(members.map(([name, member]) => [name, convert(member)]))
    }
    return String(part ?? '')
  }
  return convert(value)
}
