import { isMisError } from '@mis/core'
import fc from 'fast-check'
import { XMLParser } from 'fast-xml-parser'
import { describe, expect, it } from 'vitest'
import { timeOfSlot, tokens } from '../src/slot-token.ts'
import { writeMessage } from '../src/wire/gateway/message.ts'
import { time } from './scripted.ts'

const envelope = { sender: '', time: '20310303080000', id: '5f00' }
const writable = (text: string) => !/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/u.test(text)
const parser = new XMLParser({ parseTagValue: false, trimValues: false })

describe('a message', () => {
  it('holds any text that XML can hold, as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }).filter(writable), (text) => {
        const document = writeMessage({ name: 'X', input: { LASTNAME: text } }, envelope)
        expect(parser.parse(document).WEB_X.X_IN.LASTNAME).toBe(text)
      }),
    )
  })

  it('cannot be broken out of', () => {
    const document = writeMessage({ name: 'X', input: { A: '</A><SCHEDID>501</SCHEDID>&lt;' } }, envelope)
    expect(document).toContain('<A>&lt;/A&gt;&lt;SCHEDID&gt;501&lt;/SCHEDID&gt;&amp;lt;</A>')
  })

  it('refuses what XML cannot hold by the name of the caller’s field, and does not show it', () => {
    for (const text of ['a\u0000', 'a\u0008b', 'a\nb', 'a\ud800', 'a\uffff']) {
      for (const [element, field] of [
        ['LASTNAME', 'patient.lastName'],
        ['EXTSCHEDID', 'reference'],
        ['ODD', 'ODD'],
      ] as const) {
        try {
          writeMessage({ name: 'X', input: { [element]: text } }, envelope)
          expect.unreachable()
        } catch (error) {
          if (!isMisError(error, 'invalid-request')) throw error
          expect(error.details.fields).toEqual([field])
          expect(error.message).not.toContain(text)
        }
      }
    }
  })

  it('writes numbers unpadded, leaves out what is not there, and keeps the order', () => {
    const document = writeMessage({ name: 'X', branch: '7', input: { B: 9, A: 0, C: undefined, D: {} } }, envelope)
    expect(document).toBe(
      '<WEB_X xmlns="http://sdsys.ru/"><MSH><MSH.7><TS.1>20310303080000</TS.1></MSH.7><MSH.9><MSG.1>WEB</MSG.1><MSG.2>X</MSG.2></MSH.9><MSH.10>5f00</MSH.10><MSH.18>UTF-8</MSH.18><MSH.99>7</MSH.99></MSH><X_IN><B>9</B><A>0</A><D/></X_IN></WEB_X>',
    )
  })

  it('refuses numbers that are none', () => {
    for (const value of [Number.NaN, 1.5, Infinity]) {
      expect(() => writeMessage({ name: 'X', input: { BHOUR: value } }, envelope)).toThrow('BHOUR')
    }
  })
})

describe('the token of a slot', () => {
  const part = fc.tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  const id = fc.string({ minLength: 1, maxLength: 64 })

  it('leads back to every member, ids with leading zeros included', () => {
    const times = fc.record({
      ...{ d: id, w: fc.stringMatching(/^\d{8}$/), b: part, e: part, s: id, f: id },
      o: fc.constantFrom(0 as const, 1 as const),
    })
    fc.assert(
      fc.property(times, (one) => {
        expect(tokens.decode(tokens.encode(one))).toEqual({ ...one })
      }),
    )
  })

  it('is checked: members that are missing or of another kind are refused', () => {
    const whole = tokens.decode(time.id)
    for (const change of [
      { d: '' },
      { w: '2031-03-05' },
      { b: [9] },
      { b: [25, 0] },
      { s: 7 },
      { o: 2 },
      { f: undefined },
    ]) {
      const forged = `ic.1.${Buffer.from(JSON.stringify({ ...whole, ...change })).toString('base64url')}`
      expect(() => tokens.decode(forged)).toThrow('slot.id')
    }
  })

  it('must be that of the slot it comes with', () => {
    expect(timeOfSlot(time, tokens.decode(time.id)).s).toBe('70004321')
    expect(() => timeOfSlot({ ...time, doctorId: '8' }, tokens.decode(time.id))).toThrow('another slot')
  })
})
