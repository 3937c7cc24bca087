/** Rules on how the body is made. */
import type { Facts } from '../facts/facts.ts';
import { rule, type Rule } from './rule.ts';

const visibleLength = ({ body }: Facts): number => body.text.replace(/\s+/g, ' ').length;

const styledPage = ({ body }: Facts): boolean =>
  body.html !== undefined && body.html.viewport && body.html.mediaQueries && body.html.styled > 20;

export const htmlRules: readonly Rule[] = [
  rule(
    'HTML_ALONE',
    0.5,
    'HTML without a plain alternative.',
    ({ body }) => body.html !== undefined && body.plain.trim() === '',
  ),
  rule(
    'HTML_PLAIN_DIFFERS',
    1,
    'The plain alternative says something else than the HTML.',
    ({ body }) => body.html !== undefined && body.plain.trim().length > 10 && body.agreement < 0.3,
  ),
  rule(
    'HTML_HIDDEN_PROSE',
    2,
    'A long text is hidden from the reader.',
    ({ body }) => body.html !== undefined && body.html.hidden > 600 && `${body.html.hidden} characters`,
  ),
  rule(
    'HTML_HIDDEN_MORE',
    1.5,
    'More text is hidden than shown.',
    (facts) =>
      facts.body.html !== undefined && facts.body.html.hidden > 300 && facts.body.html.hidden > visibleLength(facts),
  ),
  rule(
    'HTML_IMAGE_ONLY',
    1.8,
    'Nothing but linked images, with hardly a word.',
    (facts) =>
      facts.links.count > 0 &&
      facts.body.html !== undefined &&
      facts.body.html.images.length > 0 &&
      facts.body.html.images.length <= 6 &&
      visibleLength(facts) < 250,
  ),
  rule(
    'HTML_IMAGE_MOSTLY',
    0.8,
    'Few words around images.',
    (facts) =>
      facts.body.html !== undefined &&
      facts.body.html.images.length > 0 &&
      visibleLength(facts) < 700 &&
      facts.links.count < 12,
  ),
  rule(
    'HTML_RICH',
    -1.2,
    'Many different links and pictures, laid out for every screen: the work of a house that sends newsletters.',
    (facts) => styledPage(facts) && facts.links.count >= 8 && (facts.body.html?.images.length ?? 0) >= 4,
  ),
  rule('HTML_RESPONSIVE', -0.5, 'Laid out for small screens.', (facts) => styledPage(facts)),
  rule(
    'HTML_COMMENTS',
    0.8,
    'Comments make up a good part of the HTML.',
    ({ body }) =>
      body.html !== undefined && body.html.commentBytes > 1500 && body.html.commentBytes > body.html.visible.length,
  ),
  rule(
    'HTML_ENTITIES',
    1.5,
    'Plain letters are written as numbers.',
    ({ body }) => body.html !== undefined && body.html.entityLetters > 20,
  ),
  rule('HTML_FORM', 1.2, 'Contains a form.', ({ body }) => body.html !== undefined && body.html.forms > 0),
  rule('HTML_PASSWORD', 2.5, 'Asks for a password in the message itself.', ({ body }) => body.html?.passwords),
  rule('HTML_SCRIPT', 0.8, 'Contains a script.', ({ body }) => body.html !== undefined && body.html.scripts > 0),
  rule('HTML_FRAME', 0.8, 'Contains a frame or an object.', ({ body }) => body.html?.frames),
  rule('HTML_REFRESH', 2, 'Sends the reader elsewhere by itself.', ({ body }) => body.html?.refresh),
  rule(
    'HTML_PIXEL',
    0,
    'Contains a picture too small to see.',
    ({ body }) => body.html !== undefined && body.html.pixels > 0,
  ),
  rule(
    'HTML_NO_TITLE_FEW_TAGS',
    0.4,
    'Hand-made HTML of few tags that leads to one link.',
    ({ body, links }) => body.html !== undefined && body.html.tags < 60 && links.count > 0 && links.count < 4,
  ),
  rule(
    'HTML_PLAIN_ENOUGH',
    -0.3,
    'HTML as a mail program for people makes it, without pictures.',
    ({ body, links }) =>
      body.html !== undefined && body.html.images.length === 0 && body.html.tables === 0 && links.count < 3,
  ),
  rule('PLAIN_ONLY', -0.4, 'Plain text.', ({ body }) => body.html === undefined && body.plain.trim() !== ''),
  rule(
    'TEXT_SPLIT',
    2.5,
    'Invisible characters stand inside the words of the text.',
    ({ body }) => body.letters.split > 8 && body.letters.split * 50 > body.letters.letters,
  ),
  rule(
    'TEXT_IMITATION',
    2.5,
    'The text is written in letters that only imitate Latin ones.',
    ({ body }) => body.letters.imitations > 8 && body.letters.nonLatin < body.letters.letters / 2,
  ),
  rule('TEXT_MIXED', 2, 'Words of the text mix alphabets.', ({ body }) => body.letters.mixedWords > 2),
  rule(
    'TEXT_CAPITALS',
    0.8,
    'A third of the letters are capitals.',
    ({ body }) =>
      body.letters.letters > 80 && body.letters.nonLatin < 20 && body.letters.capitals * 3 > body.letters.letters,
  ),
  rule(
    'TEXT_EXCLAMATIONS',
    0.5,
    'Exclamation marks abound.',
    ({ body }) => body.letters.exclamations > 4 && body.letters.exclamations * 120 > body.letters.letters,
  ),
  rule('TEXT_NONE', 0.8, 'There is no text at all.', ({ body }) => body.text.trim() === ''),
  rule(
    'TEXT_SHORT_WITH_ATTACHMENT',
    0.8,
    'A few words and an attachment.',
    ({ body, reply }) => !reply && body.attachments.length > 0 && body.text.trim().length < 120,
  ),
  rule('ATTACHED_HTML', 2, 'A page of HTML is attached.', ({ body }) => body.htmlAttachment?.names[0]),
  rule(
    'ATTACHED_PDF_ALONE',
    0.5,
    'A PDF is attached, with few words.',
    ({ body, reply }) =>
      !reply &&
      body.words.length < 60 &&
      body.attachments.some((part) => part.names.some((name) => /\.pdf$/i.test(name))),
  ),
  rule('ATTACHED_PATCH', -1, 'A patch, source text or key is attached.', ({ body }) =>
    body.attachments.some((part) => part.names.some((name) => /\.(?:patch|diff|c|h|asc|log|txt|py|conf)$/i.test(name))),
  ),
  rule('SIGNED_MESSAGE', -1.5, 'Signed by its author (OpenPGP or S/MIME).', ({ message }) =>
    /^multipart\/signed/i.test(message.header.first('content-type') ?? ''),
  ),
  rule('CHARSET_WINDOWS', 0.2, 'An old Windows character set.', ({ message }) =>
    /windows-125\d/i.test(message.header.first('content-type') ?? ''),
  ),
];
