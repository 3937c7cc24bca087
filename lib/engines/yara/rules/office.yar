/* Office documents by their bytes. The document analyser reads macros in the clear; these see containers and the parts of opened ones. */

rule Ole_Macro_Runs_On_Open
{
  meta:
    verdict = "suspicious"
    code = "YARA_OFFICE"
    description = "an Office document with a macro that runs on opening and starts something"
  strings:
    $project = "_VBA_PROJECT" wide
    $auto1 = /auto_?(open|exec|close)/ nocase ascii wide
    $auto2 = /(document|workbook)_(open|beforeclose|close|activate)/ nocase ascii wide
    $start1 = "WScript.Shell" nocase ascii wide
    $start2 = "powershell" nocase ascii wide
    $start3 = "URLDownloadToFile" nocase ascii wide
    $start4 = "Win32_Process" nocase ascii wide
    $start5 = "Shell.Application" nocase ascii wide
    $start6 = "MSXML2.XMLHTTP" nocase ascii wide
    $start7 = "mshta" nocase ascii wide
    $start8 = "CreateThread" ascii wide
  condition:
    uint32be(0) == 0xd0cf11e0 and $project and any of ($auto*) and any of ($start*)
}

rule Ole_Hidden_Macro_Sheet
{
  meta:
    verdict = "suspicious"
    code = "YARA_OFFICE"
    description = "an Excel workbook with a hidden Excel 4.0 macro sheet"
  strings:
    $workbook = "Workbook" wide
    // BoundSheet8: type 0x85, length, position, hidden (1) or very hidden (2), macro sheet (1), name of 1-31 characters.
    $sheet = { 85 00 (08|09|0A|0B|0C|0D|0E|0F|1?|2?) 00 ?? ?? ?? ?? (01|02) 01 (0?|1?) 00 }
  condition:
    uint32be(0) == 0xd0cf11e0 and $workbook and $sheet
}

rule Ole_Carries_Program
{
  meta:
    verdict = "infected"
    code = "YARA_OFFICE"
    description = "an Office document with a packaged program or script to click"
  strings:
    $package = "\x01Ole10Native" wide
    $program = /[A-Z]:\\[^\x00\r\n]{1,200}\.(exe|scr|js|jse|vbs|vbe|wsf|hta|bat|cmd|ps1|lnk|jar|com|pif|dll)\x00/ nocase
  condition:
    uint32be(0) == 0xd0cf11e0 and $package and $program
}

rule Office_Dde_Command
{
  meta:
    verdict = "infected"
    code = "YARA_OFFICE"
    description = "a document field that starts a program (DDE)"
  strings:
    $field = /\bDDE(AUTO)?\s{1,5}["']?[^<>\r\n]{0,100}(cmd|powershell|mshta|rundll32|wscript|system32)/ nocase ascii wide
    $word = "<w:" ascii
    $ole = { D0 CF 11 E0 A1 B1 1A E1 }
  condition:
    $field and ($word in (0..4096) or $ole at 0)
}

rule Spreadsheet_Text_Dde_Command
{
  meta:
    verdict = "infected"
    code = "YARA_OFFICE"
    description = "a text table (CSV, SLK) with a formula that starts a program"
  strings:
    $dde = /[=+@-][^\r\n,;]{0,40}(cmd|powershell|mshta|rundll32|msexcel|regsvr32)(\.exe)?\|\s{0,5}["'][^\r\n]{3,300}!/ nocase
    $slk = "ID;P"
    $exec = /;E(EXEC|CALL|REGISTER)\(/ nocase
  condition:
    filesize < 5MB and ($dde or ($slk at 0 and $exec))
}

rule Ooxml_Template_From_Web
{
  meta:
    verdict = "suspicious"
    code = "YARA_OFFICE"
    description = "a document that fetches its template, and with it macros, from the web"
  strings:
    $relation = "/relationships/attachedTemplate\"" nocase
    $remote = /Target\s{0,3}=\s{0,3}"(h\w{3,4}:\/\/|\\\\|file:\/\/\/?\\\\|mhtml:)/
    $external = /TargetMode\s{0,3}=\s{0,3}"External"/
  condition:
    filesize < 256KB and $relation and $remote and $external
}

rule Ooxml_Object_From_Web
{
  meta:
    verdict = "infected"
    code = "YARA_OFFICE"
    description = "a document that fetches an HTML page as an object when it is opened (as in CVE-2021-40444 and CVE-2022-30190)"
  strings:
    $relation = /<Relationship\s[^>]{0,300}\/relationships\/(oleObject|frame)"[^>]{0,600}TargetMode="External"/ nocase
    $page = /Target\s{0,3}=\s{0,3}"[^"]{3,300}(!|!x-usc:[^"]{3,300})"/
    $archive = /Target\s{0,3}=\s{0,3}"mhtml:/
  condition:
    filesize < 256KB and $relation and ($page or $archive)
}

rule Ooxml_Macro_Sheet_Calls_Out
{
  meta:
    verdict = "infected"
    code = "YARA_OFFICE"
    description = "an Excel 4.0 macro sheet that starts something"
  strings:
    $sheet = "<xm:macrosheet"
    $call = /(EXEC|CALL|REGISTER|FORMULA\.FILL|URLDownloadToFile)\w{0,10}\(/ nocase
  condition:
    $sheet in (0..4096) and $call
}

rule Ooxml_Macro_Sheet
{
  meta:
    verdict = "suspicious"
    code = "YARA_OFFICE"
    description = "an Excel 4.0 macro sheet, a thing of 1992"
  strings:
    $sheet = "<xm:macrosheet"
  condition:
    $sheet in (0..4096)
}

rule Web_Query_File
{
  meta:
    verdict = "suspicious"
    code = "YARA_OFFICE"
    description = "an Excel web query (IQY), which fetches formulas from the web"
  strings:
    $query = /^WEB\r?\n\d{1,3}\r?\nhttps?:/ nocase
  condition:
    filesize < 16KB and $query at 0
}

rule Ms_Msdt_Exploit
{
  meta:
    verdict = "infected"
    code = "YARA_OFFICE"
    description = "a link to the support diagnostic tool that runs a command (CVE-2022-30190)"
  strings:
    $scheme = /ms-msdt:\s{0,10}(\/|%2f|-)?\s{0,10}\/?id/ nocase ascii wide
    $browse = "IT_BrowseForFile" nocase ascii wide
    $wizard = "PCWDiagnostic" nocase ascii wide
  condition:
    filesize < 5MB and $scheme and ($browse or $wizard)
}

rule Moniker_Link
{
  meta:
    verdict = "infected"
    code = "YARA_OFFICE"
    description = "a file link that makes Outlook open a stranger's document (CVE-2024-21413)"
  strings:
    $link = /href\s{0,3}=\s{0,3}["']file:\/{2,3}\\\\[^"'\s]{3,200}![\w.]{1,100}["']/ nocase
  condition:
    filesize < 5MB and $link
}

rule Mime_Document_With_Macros
{
  meta:
    verdict = "suspicious"
    code = "YARA_OFFICE"
    description = "a document saved as a web archive with a macro project inside"
  strings:
    $mime = "MIME-Version:" nocase
    // "ActiveMime" in base64, at the beginning of its part.
    $project = "QWN0aXZlTWltZQ"
    $word = /<(w:WordDocument|x:ExcelWorkbook)/ nocase
  condition:
    $project and ($mime or $word)
}

rule Old_Equation_Object
{
  meta:
    verdict = "note"
    code = "YARA_OFFICE"
    description = "an equation in the format of the editor withdrawn for CVE-2017-11882"
  strings:
    $class = { 02 CE 02 00 00 00 00 00 C0 00 00 00 00 00 00 46 }
    $stream = "Equation Native" wide
  condition:
    uint32be(0) == 0xd0cf11e0 and ($class or $stream)
}

rule Equation_Exploit
{
  meta:
    verdict = "infected"
    code = "YARA_OFFICE"
    description = "an equation object with a command or an address inside (CVE-2017-11882)"
  strings:
    $class = { 02 CE 02 00 00 00 00 00 C0 00 00 00 00 00 00 46 }
    // EQNOLEFILEHDR of 28 bytes, then MTEF 3 of Windows' Equation Editor.
    $header = { 1C 00 00 00 02 00 [22] 03 01 01 03 0A }
    $command = /(cmd(\.exe)?\s{1,3}\/c|mshta\s{1,3}https?:|powershell|URLDownloadToFile|WinExec)/ nocase
  condition:
    uint32be(0) == 0xd0cf11e0 and $class and $header and $command
}
