import { z } from 'zod'

/** [doc] [2+]; a field outside the granted scope is absent, an empty one may be null or ''. */
const text = z.string().nullish()
const id = z.union([z.string(), z.int()]).transform(String)

const stored = z.object({
  id: id.nullish(),
  type: z.string(),
  value: text,
  series: text,
  number: text,
  /** Number of the policy in the one register. [1] */
  unitedNumber: text,
  vrfStu: text,
})
/** A contact or a document. */
export type Stored = z.infer<typeof stored>

const person = z.object({
  firstName: text,
  lastName: text,
  middleName: text,
  birthDate: text,
  gender: text,
  snils: text,
  trusted: z.boolean().nullish(),
})
export type WirePerson = z.infer<typeof person>

const child = person.extend({ id: id.nullish(), oid: id.nullish() })
export type WireChild = z.infer<typeof child>

/** Whole entries where they were embedded, addresses of entries where not. */
const collectionOf = <T extends z.ZodType>(entry: T) =>
  z.object({ elements: z.array(z.union([z.string(), entry])).nullish() })

export const storedCollection = collectionOf(stored)
export const childCollection = collectionOf(child)
export const storedSchema = stored
export const childSchema = child

export const accountSchema = person.extend({
  status: text,
  contacts: storedCollection.nullish(),
  documents: storedCollection.nullish(),
})
export type WireAccount = z.infer<typeof accountSchema>
