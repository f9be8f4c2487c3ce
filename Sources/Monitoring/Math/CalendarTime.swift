/// A time of the epoch on the clock and the calendar of UTC.
struct CalendarTime {
  let minute: Int
  let hour: Int
  /// 1 for Monday to 7 for Sunday.
  let weekday: Int
  let dayOfMonth: Int
  /// 1 for January.
  let month: Int
  let year: Int

  init(epoch seconds: Int) {
    let secondOfDay = modulo(seconds, 86_400)
    minute = secondOfDay / 60 % 60
    hour = secondOfDay / 3_600
    let day = (seconds - secondOfDay) / 86_400
    // 1970 began on a Thursday.
    weekday = modulo(day + 3, 7) + 1
    // Years are counted from 1 March 0000, so that a leap day is the last of its year, in cycles of
    // 400 years, which are all alike.
    let sinceMarch0 = day + 719_468
    let dayOfCycle = modulo(sinceMarch0, 146_097)
    let cycle = (sinceMarch0 - dayOfCycle) / 146_097
    let yearOfCycle =
      (dayOfCycle - dayOfCycle / 1_460 + dayOfCycle / 36_524 - dayOfCycle / 146_096) / 365
    let dayOfYear = dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
    // Five months from March on have 153 days, and so have the next five.
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    dayOfMonth = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    year = cycle * 400 + yearOfCycle + (month <= 2 ? 1 : 0)
  }
}
