import type { Operation } from '@mis/core'

/** Oddities of the platform; they hold in both profiles. */
export interface PlatformQuirks {
  /** A byte order mark before JSON. Default: false. */
  readonly bom?: boolean
  /** Answers say `text/plain`, or have no content type at all. Default: `application/json; charset=utf-8`. */
  readonly contentType?: 'text/plain' | 'missing'
  /** Objects have members that no document names. Default: false. */
  readonly unknownMembers?: boolean
  /** Error texts come as they are, or inside an HTML page. Default: `text`. */
  readonly errors?: 'text' | 'html'
  /**
   * The handler ends in an unhandled exception: 500 and a stack text. `after`: what was asked for has been done.
   * `operations`: only there; default: everywhere. Default: no exception.
   */
  readonly exception?: { readonly when: 'before' | 'after'; readonly operations?: readonly Operation[] }
  /**
   * What a cookie of a session that is gone is answered with. For a reset connection arm the server's own fault
   * `reset`. Default: 400 `Сеанс отсутствует`.
   */
  readonly staleCookie?: { readonly status: 400 | 404 | 500; readonly text?: string }
  /** No session can be started: 406. Default: false. */
  readonly noSessionStart?: boolean
  /**
   * The words of a licence refusal, such as `Не найдена лицензия`, `Превышено максимальное количество пользователей`,
   * `There are no free licenses!`, `License not found`. Default: `Не обнаружено свободной лицензии!`.
   */
  readonly licenceText?: string
  /**
   * Empty dates `0001-01-01T00:00:00`: medapi's `slotEnd`, bit-umc's `ДлительностьПриема` and `Продолжительность`.
   * Default: false.
   */
  readonly emptyDates?: boolean
  /** Whether doctors who have left are in the list. Default: in medapi [req], not in bit-umc [assumed]. */
  readonly inactiveDoctors?: boolean
}

/** Oddities of a base with `medapi`. */
export interface MedapiQuirks {
  /** Every scalar is a string: `"true"`, `"15"`. Default: false. */
  readonly stringScalars?: boolean
  /** Times of the day that have begun stay in the schedule. Default: false. */
  readonly begunSlots?: boolean
  /** The schedule's rows come in no order. Default: by start. */
  readonly unordered?: boolean
  /** Dates as `2031-03-05T00:00:00`, times as `0001-01-01T09:00:00`. Default: `2031-03-05`, `09:00`. */
  readonly dateTimes?: boolean
  /** The path takes the platform's `YYYYMMDD` only; `YYYY-MM-DD` raises. Default: both are taken. */
  readonly strictDate?: boolean
  /** Refusals have no word before the sentence. Default: false. */
  readonly wordless?: boolean
  /** What a booking answers: 200 and the appointment; 201 and the appointment; 200 and nothing but its `id`. Default: `appointment`. */
  readonly bookAnswer?: 'appointment' | 'created' | 'id'
  /** What a cancellation answers: the appointment, `{}`, or 200 without a body. Default: `appointment`. */
  readonly cancelAnswer?: 'appointment' | 'object' | 'empty'
}

/** Oddities of a base with `bit-umc`. */
export interface BitUmcQuirks {
  /** A list of one is an array too. Default: one child is an object, several are an array [doc]. */
  readonly arrayOfOne?: boolean
  /** Empty elements are `{}`. Default: `""`. */
  readonly emptyObjects?: boolean
  /**
   * Where free periods are when `OnlyFreeTime` is asked for: right in the row, one level down under
   * `ПериодыГрафика`, or under `ПериодыГрафика.СвободноеВремя` as without it. Default: `row`.
   */
  readonly onlyFreeTime?: 'row' | 'periods' | 'full'
  /** A doctor has a row for each of his specialities, all with the same periods. Default: one row. */
  readonly rowPerSpecialty?: boolean
  /** `FinishDate` is a day, the end included. Default: a moment, as in the sample [assumed]. */
  readonly finishDay?: boolean
  /** Dictionaries sit one level down: `Ответ.СписокКлиник.Клиника`. Default: `Ответ.Клиника` [assumed]. */
  readonly nestedTrees?: boolean
  /** A booking over a reservation gives the reservation's УИД back. Default: an УИД of its own [assumed]. */
  readonly keepReservationGuid?: boolean
}

/** All oddities; those of the other profile have no effect. */
export interface OneCQuirks extends PlatformQuirks, MedapiQuirks, BitUmcQuirks {}
