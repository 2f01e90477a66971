import { describe, expect, test } from 'vitest'
import { asInForce, roundedSetting, shownSetting } from '#text/setting-value'

describe('a value of a setting', () => {
  test.each([
    ['64MB', 'integer', 'kB', '65536'],
    ['30.1GB', 'integer', 'kB', '31561728'],
    ['100kB', 'integer', '8kB', '12'],
    ['108kB', 'integer', '8kB', '14'],
    ['2500us', 'integer', 'ms', '2'],
    ['-0.5', 'integer', null, '0'],
    ['1.23456789', 'real', null, '1.23457'],
    ['0.00001', 'real', null, '1e-05'],
    ['1234567', 'real', null, '1.23457e+06'],
    ['0', 'real', 'ms', '0'],
    ['Yes', 'bool', null, 'on'],
    ['Remote_Apply', 'enum', null, 'remote_apply'],
    ['8 apples', 'integer', 'kB', '8 apples'],
    ['64MB', 'integer', 'ms', '64MB'],
    ['64MB', 'string', null, '64MB'],
  ])('%s of a %s in %s is %s in force', (text, vartype, unit, setting) =>
    expect(asInForce(text, { vartype, unit })).toBe(setting),
  )

  test.each([
    ['65536', 'integer', 'kB', '64MB'],
    ['16384', 'integer', '8kB', '128MB'],
    ['12', 'integer', '8kB', '96kB'],
    ['0.5', 'real', 'ms', '500us'],
    ['1500', 'integer', 'ms', '1500ms'],
    ['86400', 'integer', 's', '1d'],
    ['-1', 'integer', 'kB', '-1'],
    ['0', 'integer', 'ms', '0'],
    ['100', 'integer', null, '100'],
    ['64MB', 'string', null, '64MB'],
  ])('%s of a %s in %s is shown as %s', (setting, vartype, unit, shown) =>
    expect(shownSetting(setting, { vartype, unit })).toBe(shown),
  )

  test.each([
    ['6171021kB', '5.9GB'],
    ['20164kB', '19.7MB'],
    ['7864kB', '7.7MB'],
    ['1200GB', '1.2TB'],
    ['128MB', '128MB'],
    ['1500ms', '1500ms'],
    ['100', '100'],
    ['', ''],
  ])('%s that nobody typed is rounded to %s', (shown, rounded) =>
    expect(roundedSetting(shown)).toBe(rounded),
  )
})
