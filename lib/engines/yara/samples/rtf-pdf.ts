import type { Samples } from './samples.ts';

const pdf = (...objects: string[]) => `%PDF-1.7\n${objects.join('\n')}\n%%EOF\n`;
const rtf = (content: string) => `{\\rtf1\\ansi ${content}}`;
const object = (hex: string, control = '') => rtf(`{\\object\\objemb${control}{\\*\\objdata ${hex}}}`);

export const rtfAndPdf: Samples = {
  rules: {
    Rtf_Equation_Object: [object('01050000020000004571756174696F6E2E3300'), object('02CE020000000000C000000000000046')],
    Rtf_Link_Fetched_On_Open: [rtf('{\\object\\objautlink\\objupdate{\\*\\objdata 4f4c45324c696e6b}}')],
    Rtf_Object_Updates_Itself: [object('00', '\\objupdate')],
    Rtf_Carries_Program: [object('5061636b61676500632e65786500'), object('00004d5a90000300000004000000ffff0000')],
    Rtf_Hides_Object: [
      rtf('{\\*\\objdata {\\*\\a}01{\\*\\b}05{\\*\\c}00{\\*\\d}00{\\*\\e}02{\\*\\f}00}'),
      rtf("{\\*\\objdata 01\\'aa05\\'bb00\\'cc00\\'dd02\\'ee00\\'ff}"),
    ],
    Rtf_Misspelt_With_Object: ['{\\rtxx{\\object{\\*\\objdata 00}}}'],
    Pdf_Starts_Program: [pdf('1 0 obj << /S /Launch /Win << /F (cmd.exe) /P (/c x) >> >> endobj')],
    Pdf_Script_With_Dangerous_Calls: [
      pdf('<< /OpenAction << /S /JavaScript /JS (app.launchURL\\("x"\\)) >> >>'),
      pdf('<< /AA << /O << /JS (eval(unescape("%u4141"))) >> >> >>'),
    ],
    Pdf_Drops_Attachment: [pdf('<< /JS (this.exportDataObject({ cName: "a", nLaunch: 2 });) >>')],
    Pdf_Carries_Program: [pdf('<< /Type /Filespec /F (invoice.js) /EF << >> >> << /Type /EmbeddedFile >>')],
    Pdf_Hides_Its_Words: [pdf('<< /S /J#61vaScript >>'), pdf('<< /Open#41ction 1 0 R >>')],
    Pdf_Opens_Remote_Share: [pdf('<< /S /GoToE /F (\\\\\\\\192.0.2.7\\\\a) /D [0 /Fit] >>')],
    Pdf_Is_Also_Word_Document: [
      `${pdf('1 0 obj')}MIME-Version: 1.0\r\n\r\n<w:WordDocument></w:WordDocument>\r\nQWN0aXZlTWltZQAAAfA=`,
    ],
  },
  honest: {
    'a letter in RTF': rtf('\\b Dear Sir\\b0\\par'),
    'an RTF with a picture object': object('0105000002000000070000005042727573680000'),
    'a PDF with a form script': pdf(
      '<< /AA << /F << /S /JavaScript /JS (AFNumber_Format(2, 0, 0, 0, "", true);) >> >> >>',
    ),
    'a PDF that opens on a page': pdf('<< /OpenAction [3 0 R /FitH null] >>'),
    'a PDF with an invoice attached': pdf('<< /Type /Filespec /F (factur-x.xml) >> << /Type /EmbeddedFile >>'),
    'a PDF with names that need escapes': pdf('<< /Font#20Name /A#23B >>'),
    'a PDF with a link': pdf('<< /S /URI /URI (https://www.example.test/launch.exe) >>'),
  },
};
