import { type Samples } from './samples.ts';

const guid = Buffer.from('e716e3bd65261145a4c48d4d0b7a9eac', 'hex');
const onenote = (...contents: (string | Buffer)[]) =>
  Buffer.concat([
    Buffer.from('e4525c7b8cd8a74daeb15378d02996d3', 'hex'),
    ...contents.flatMap((content) => [Buffer.alloc(32), guid, Buffer.alloc(20), Buffer.from(content)]),
  ]);

/** Local header, central directory and end, as far as the rules look. */
const zip = (...names: string[]) =>
  Buffer.concat([
    ...names.map((name) =>
      Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(26), Buffer.from(name), Buffer.from('data')]),
    ),
    ...names.map((name) => Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.alloc(42), Buffer.from(name)])),
    Buffer.from('PK\x05\x06'),
    Buffer.alloc(18),
  ]);

const iso = (content: Buffer, at = 40 * 1024) => {
  const image = Buffer.alloc(64 * 1024);
  image.write('\x01CD001', 32 * 1024);
  content.copy(image, at);
  return image;
};
const shortcut = Buffer.from('4c0000000114020000000000c000000000000046', 'hex');

export const containers: Samples = {
  rules: {
    Onenote_Carries_Program: [onenote(Buffer.from('MZ\x90')), onenote('ITSF'), onenote('x', shortcut)],
    Onenote_Carries_Script: [onenote('@echo off\r\n'), onenote('<script language="vbscript">x</script>')],
    Zip_Program_Named_As_Document: [zip('a.txt', 'invoice.pdf.exe'), zip(`invoice.docx${' '.repeat(60)}.scr`)],
    Zip_With_One_Script: [zip('order.js'), zip('folder/order.vbs')],
    Archive_Opens_Other_Than_Clicked: [zip('a.pdf ', 'a.pdf /a.pdf .cmd')],
    Archive_Leaves_Its_Folder: [zip('../../../AppData/Roaming/Microsoft/Windows/Start Menu/Programs/Startup/a.exe')],
    Ace_Archive: [Buffer.from('xxxxxxx**ACE**\x14')],
    Disk_Image_With_Shortcut: [iso(shortcut)],
    Disk_Image_With_Program: [iso(Buffer.from('SETUP.EXE;1')), iso(Buffer.from('A.JS;1'))],
    Eicar_Stored_In_Zip: [Buffer.concat([zip('a.txt'), Buffer.from(eicarText())])],
    Eicar: [eicarText(), `${eicarText()}\r\n`],
  },
  honest: {
    'a notebook with a picture': onenote(Buffer.from('89504e47', 'hex')),
    'a zip of documents': zip('report.pdf', 'table.xlsx'),
    'a zip of a web page': zip('index.html', 'main.js', 'style.css'),
    'a zip with a program': zip('readme.txt', 'setup.exe'),
    'a zip with two extensions': zip('archive.tar.gz', 'notes.txt.bak'),
    'a disk image of documents': iso(Buffer.from('REPORT.PDF;1')),
    'a text about EICAR': `Save this as a file: ${eicarText()}`,
  },
};

/** In pieces, so that no scanner takes this file for it. */
export function eicarText(): string {
  return ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-', 'ANTIVIRUS-TEST-', 'FILE!$H+H*'].join('');
}
