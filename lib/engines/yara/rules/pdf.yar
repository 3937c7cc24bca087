/* PDF by what stands in the clear; compressed objects are the document analyser's. */

private rule Pdf
{
  strings:
    $pdf = "%PDF-"
  condition:
    $pdf in (0..1024)
}

rule Pdf_Starts_Program
{
  meta:
    verdict = "infected"
    code = "YARA_PDF"
    description = "a PDF that starts a program"
  strings:
    $launch = /\/S\s{0,5}\/Launch\b/
    $target = /\/(F|P|Win)\s{0,5}(<<[^>]{0,100})?\(?[^)\r\n]{0,200}(cmd|powershell|mshta|wscript|rundll32|\.exe|\.hta|\.vbs|\.js|\.bat|\.lnk)/ nocase
  condition:
    Pdf and $launch and $target
}

rule Pdf_Script_With_Dangerous_Calls
{
  meta:
    verdict = "suspicious"
    code = "YARA_PDF"
    description = "a PDF whose script runs on opening and uses calls that forms do not need"
  strings:
    $script = /\/(JS|JavaScript)\b/
    $open = /\/(OpenAction|AA)\b/
    $call1 = "Collab.collectEmailInfo"
    $call2 = "Collab.getIcon"
    $call3 = "media.newPlayer"
    $call4 = /util\.printf\s{0,3}\(\s{0,3}["']%\d{4,}/
    $call5 = "spell.customDictionaryOpen"
    $call6 = /unescape\s{0,3}\(\s{0,3}["']%u[0-9a-f]{4}%u[0-9a-f]{4}/ nocase
    $call7 = /eval\s{0,3}\(\s{0,3}(unescape|String\.fromCharCode|atob)/
    $call8 = "app.launchURL"
  condition:
    Pdf and $script and $open and any of ($call*)
}

rule Pdf_Drops_Attachment
{
  meta:
    verdict = "infected"
    code = "YARA_PDF"
    description = "a PDF whose script saves and opens a file that it carries"
  strings:
    $export = /exportDataObject\s{0,3}\(\s{0,3}\{[^}]{0,200}nLaunch\s{0,3}:\s{0,3}[12]/
  condition:
    Pdf and $export
}

rule Pdf_Carries_Program
{
  meta:
    verdict = "suspicious"
    code = "YARA_PDF"
    description = "a PDF with a program, script or shortcut attached"
  strings:
    $file = /\/U?F\s{0,5}\([^)\r\n]{1,200}\.(exe|scr|js|jse|vbs|vbe|wsf|hta|bat|cmd|ps1|lnk|iso|img|jar|docm|xlsm)\)/ nocase
    $embedded = "/EmbeddedFile"
  condition:
    Pdf and $embedded and $file
}

rule Pdf_Hides_Its_Words
{
  meta:
    verdict = "suspicious"
    code = "YARA_PDF"
    description = "a PDF that writes names such as JavaScript in hexadecimal, which only hides them"
  strings:
    $name = /\/(J#61|#4[aA]ava|#4[aA]#61|#4[aA]S|J#53|JavaS#63|Java#53|Open#41|#4[fF]pen|O#70en|L#61unch|#4[cC]aunch|La#75nch|Embedded#46|#45mbedded)/
  condition:
    Pdf and $name
}

rule Pdf_Opens_Remote_Share
{
  meta:
    verdict = "suspicious"
    code = "YARA_PDF"
    description = "a PDF that opens a stranger's file share, which sends him the reader's password hash"
  strings:
    $go = /\/S\s{0,5}\/(GoToE|GoToR|ImportData|SubmitForm)\b/
    $share = /\/F\s{0,5}(<<[^>]{0,50}\/F\s{0,5})?\(\\\\\\\\[\w.-]{3,100}\\\\/
  condition:
    Pdf and $go and $share
}

rule Pdf_Is_Also_Word_Document
{
  meta:
    verdict = "infected"
    code = "YARA_PDF"
    description = "a PDF that is a web archive with macros to Word"
  strings:
    $mime = "MIME-Version:" nocase
    $project = "QWN0aXZlTWltZQ"
    $word = /<(w:WordDocument|x:ExcelWorkbook)/ nocase
  condition:
    Pdf and $mime and ($project or $word)
}
