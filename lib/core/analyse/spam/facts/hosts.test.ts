import { describe, expect, it } from 'vitest';

import { brandsIn, borrowsBrand, isBrandHome, isHomeOf } from '../known/brands.ts';
import { domainOf, isAddressLiteral, isFreeHosting, organisationOf, resembles, suffixOf } from './hosts.ts';

describe('hosts', () => {
  it('belong to the one who registered the domain', () => {
    expect(organisationOf('a.b.shop.co.uk')).toBe('shop.co.uk');
    expect(organisationOf('localhost')).toBe('localhost');
  });

  it('lie below a suffix, a sold second level included', () => {
    expect(suffixOf('x.example.shop')).toBe('shop');
    expect(suffixOf('x.deal.za.com')).toBe('za.com');
  });

  it('may be numbers', () => {
    expect(['192.0.2.1', '[192.0.2.1]', '3221225985'].every(isAddressLiteral)).toBe(true);
    expect(isAddressLiteral('1and1.com')).toBe(false);
  });

  it('may be for everybody', () => {
    expect(isFreeHosting('x.web.app')).toBe(true);
    expect(isFreeHosting('notweb.app')).toBe(false);
  });

  it('stand behind the last @', () => {
    expect(domainOf('"a@b"@C.test.')).toBe('c.test');
    expect(domainOf('nobody')).toBe('');
  });
});

describe('a name resembles a domain', () => {
  it.each([
    ['Uncommon Goods', 'uncommongoods'],
    ['Bullstrap', 'bullstraps'],
    ['Amazon Web Services', 'aws'],
    ['Café Montaña', 'cafemontana'],
    ['Team at Lampenwelt', 'lampenwelt'],
  ])('%s: %s', (name, label) => {
    expect(resembles(name, label)).toBe(true);
  });

  it.each([
    ['French protein', 'vinoplus'],
    ['Ace Tools', 'lliveworksheets'],
    ['', 'example'],
  ])('not %s: %s', (name, label) => {
    expect(resembles(name, label)).toBe(false);
  });
});

describe('brands', () => {
  it('are found as whole words', () => {
    expect(brandsIn(['your', 'sams', 'club', 'points'])).toHaveLength(1);
    expect(brandsIn(['dhlpaket'])).toHaveLength(0);
  });

  it.each(['paypal.com', 'paypal.de', 'paypalonline.com'])('are at home at %s', (domain) => {
    expect(brandsIn(['paypal']).some((brand) => isHomeOf(brand, domain))).toBe(true);
  });

  it.each(['paypal.shop', 'paypal-secure.com', 'mypaypal.com', 'example.com'])('are not at home at %s', (domain) => {
    expect(brandsIn(['paypal']).some((brand) => isHomeOf(brand, domain))).toBe(false);
  });

  it('are borrowed inside longer labels', () => {
    expect(borrowsBrand('schwab-secure00059')).toBeDefined();
    expect(borrowsBrand('schwab')).toBeUndefined();
  });

  it('sign what they send from home', () => {
    expect(isBrandHome('paypal.com')).toBe(true);
    expect(isBrandHome('orange.fr')).toBe(false);
  });
});
