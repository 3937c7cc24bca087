/** Names that are impersonated most, each with what its own domains contain. A display name that claims one from elsewhere is a lie or a reseller. */
import { cheapSuffixes } from './hosts.ts';

export interface Brand {
  /** Words in order, lower case, letters and digits only. */
  readonly words: readonly string[];
  /** Registrable domains start with one of these labels, or equal one with a dot. */
  readonly homes: readonly string[];
}

/** `name = homes`; without `=`, the name written together is the home. */
const source = `
  paypal|microsoft = microsoft microsoftonline office office365 outlook xbox azure|office 365 = microsoft office|outlook = microsoft outlook office|onedrive = microsoft live onedrive
  sharepoint = microsoft sharepoint|teams = microsoft|apple = apple icloud|icloud = apple icloud|itunes = apple|amazon = amazon aws amazonaws amazonses audible primevideo
  amazon prime = amazon|google = google youtube gmail android|netflix|facebook = facebook facebookmail meta|instagram|whatsapp|linkedin|spotify|ebay|dhl = dhl dpdhl deutschepost|fedex
  ups = ups|usps|dpd|hermes = hermes myhermes evri|gls = gls|royal mail = royalmail|colissimo = laposte|la poste = laposte|chronopost|correos|poste italiane = poste|postnl
  bank of america = bankofamerica bofa|wells fargo = wellsfargo|chase = chase jpmorgan|citibank = citi citibank|capital one = capitalone|american express = americanexpress aexp amex
  amex = americanexpress aexp amex|hsbc|barclays|lloyds = lloyds|santander|bbva|caixabank = caixabank caixa|bradesco|itau|nubank|ing = ing|sparkasse|commerzbank|deutsche bank = deutschebank db
  postbank|volksbank|credit agricole = creditagricole ca|bnp paribas = bnpparibas|unicredit|intesa sanpaolo = intesasanpaolo|schwab = schwab|charles schwab = schwab|fidelity|vanguard
  coinbase|binance|metamask|ledger|trust wallet = trustwallet|blockchain = blockchain|kraken|crypto com = crypto|docusign|adobe|dropbox|norton = norton nortonlifelock gendigital|mcafee
  geek squad = geeksquad bestbuy|best buy = bestbuy|avast|walmart|costco|sams club = samsclub|sam s club = samsclub|home depot = homedepot|lowes|lowe s = lowes|ace hardware = acehardware
  tractor supply = tractorsupply|target = target|walgreens|cvs = cvs|rite aid = riteaid|kroger|verizon|t mobile = tmobile t-mobile|tmobile = tmobile t-mobile|at t = att|xfinity = xfinity comcast
  comcast = comcast xfinity|state farm = statefarm|allstate|geico|bluecross = bluecross bcbs|blue cross = bluecross bcbs|medicare = medicare cms|humana|aetna|unitedhealthcare = unitedhealthcare uhc
  aaa = aaa|triple a = aaa|irs = irs|omaha steaks = omahasteaks|harbor freight = harborfreight|dewalt|kobalt = lowes|yeti = yeti|starbucks|mcdonald s = mcdonalds|dunkin = dunkin|venmo|cash app = cash
  zelle = zelle|western union = westernunion|moneygram|steam = steampowered|roblox|playstation = playstation sony|godaddy|twilio|sendgrid = sendgrid twilio|mailchimp = mailchimp intuit|quickbooks = intuit quickbooks
  intuit|shopify|wordpress = wordpress automattic|ionos = ionos 1und1|strato|telekom = telekom t-online|vodafone|o2 = o2|orange = orange|bouygues|ameli|impots gouv = impots dgfip|aadhaar = uidai
  rakuten|mercari|jcb = jcb|aeon = aeon|smbc|mufg|docomo|softbank|yamato = kuronekoyamato|sagawa = sagawa-exp|saison = saisoncard|alibaba|temu|shein|booking com = booking|airbnb|uber
  endurance = endurance endurancewarranty|leaffilter|omnia|toyota|honda|peloton|dyson|ninja = ninjakitchen sharkninja|stanley = stanley stanley1913|oral b = oralb pg|hello fresh = hellofresh`;

export const brands: readonly Brand[] = source
  .split(/[|\n]/)
  .map((entry) => entry.trim())
  .filter(Boolean)
  .map((entry) => {
    const [name, homes] = entry.split(' = ');
    const words = (name ?? '').split(' ');
    return { words, homes: homes?.split(' ') ?? [words.join('')] };
  });

const byFirstWord = new Map<string, Brand[]>();
for (const brand of brands) {
  const first = brand.words[0] ?? '';
  byFirstWord.set(first, [...(byFirstWord.get(first) ?? []), brand]);
}

/** The brands named in a text that is given as its lower-case words. */
export function brandsIn(words: readonly string[]): Brand[] {
  return words.flatMap((word, at) =>
    (byFirstWord.get(word) ?? []).filter((brand) => brand.words.every((part, i) => words[at + i] === part)),
  );
}

const additions = new Set([
  '',
  'mail',
  'email',
  'mails',
  'online',
  'group',
  'bank',
  'us',
  'usa',
  'uk',
  'de',
  'fr',
  'br',
  'eu',
  'news',
  'shop',
  'store',
]);

/** Whether a registrable domain belongs to the brand: its first label is a home, or a home and a common addition, under an honest suffix. */
export function isHomeOf(brand: Brand, domain: string): boolean {
  const dot = domain.indexOf('.');
  if (dot < 0 || cheapSuffixes.has(domain.slice(dot + 1))) return false;
  const label = domain.slice(0, dot);
  return brand.homes.some((home) => label.startsWith(home) && additions.has(label.slice(home.length)));
}

/** A label that carries a brand's name inside more: `schwab-secure00059`, `venmogift`. */
export function borrowsBrand(label: string): Brand | undefined {
  return brands.find(
    (brand) =>
      brand.words.join('').length > 5 && label.includes(brand.words.join('')) && label !== brand.words.join(''),
  );
}

/** Brands whose mail is always signed, by first label; those that are also common words or providers of mail are left out. */
const signingBrands = new Set(
  brands
    .flatMap((brand) => brand.homes)
    .filter(
      (home) =>
        home.length > 3 &&
        ![
          'target',
          'orange',
          'meta',
          'live',
          'laposte',
          'comcast',
          'office',
          'intuit',
          'chase',
          'ledger',
          'teams',
          'cash',
        ].includes(home),
    ),
);

export function isBrandHome(organisation: string): boolean {
  return (
    /^[^.]+\.(?:com|net|de|fr|es|it|co\.uk|com\.br|co\.jp|nl)$/.test(organisation) &&
    signingBrands.has(organisation.slice(0, organisation.indexOf('.')))
  );
}
