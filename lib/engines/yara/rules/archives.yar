/* Archives and disk images arranged for a click. Names of entries are for the attachment rules; here it is the arrangement. */

rule Zip_Program_Named_As_Document
{
  meta:
    verdict = "infected"
    code = "YARA_ARCHIVE"
    description = "a zip with a program whose name ends like a document's first"
  strings:
    $entry = /PK\x01\x02[^\n]{42,60}[^\x00-\x1f]{0,100}\.(pdf|docx?|xlsx?|pptx?|rtf|txt|jpe?g|png|mp[34])[ _.]{0,80}\.(exe|scr|com|pif|bat|cmd|js|jse|vbs|vbe|wsf|hta|lnk|msi)PK/ nocase
  condition:
    uint32(0) == 0x04034b50 and $entry
}

rule Zip_With_One_Script
{
  meta:
    verdict = "suspicious"
    code = "YARA_ARCHIVE"
    description = "a zip around nothing but one script or shortcut"
  strings:
    $header = "PK\x01\x02"
    $entry = /\.(js|jse|vbs|vbe|wsf|wsh|hta|lnk|scr|pif|cpl|chm|url|ps1|bat|cmd)PK\x05\x06/ nocase
  condition:
    uint32(0) == 0x04034b50 and #header == 1 and $entry
}

rule Archive_Opens_Other_Than_Clicked
{
  meta:
    verdict = "infected"
    code = "YARA_ARCHIVE"
    description = "an archive with a document and a folder of the same name, so that WinRAR starts a script (CVE-2023-38831)"
  strings:
    $trick = /\.(pdf|docx?|xlsx?|txt|jpe?g|png) [\/\\][^\x00\r\n\/]{1,100}\.(pdf|docx?|xlsx?|txt|jpe?g|png) \.(cmd|bat|exe|vbs|js|lnk|ps1)/ nocase
  condition:
    (uint32(0) == 0x04034b50 or uint32be(0) == 0x52617221) and $trick
}

rule Archive_Leaves_Its_Folder
{
  meta:
    verdict = "infected"
    code = "YARA_ARCHIVE"
    description = "an archive that writes into the start-up folder"
  strings:
    $path = /\.\.[\/\\][^\x00\r\n]{0,200}[\/\\]Start Menu[\/\\]Programs[\/\\]Startup[\/\\]/ nocase
  condition:
    (uint32(0) == 0x04034b50 or uint32be(0) == 0x52617221 or uint16be(0) == 0x377a) and $path
}

rule Ace_Archive
{
  meta:
    verdict = "suspicious"
    code = "YARA_ARCHIVE"
    description = "an ACE archive, which since CVE-2018-20250 only attackers send"
  strings:
    $ace = "**ACE**"
  condition:
    $ace at 7
}

rule Disk_Image_With_Shortcut
{
  meta:
    verdict = "infected"
    code = "YARA_DISK_IMAGE"
    description = "a disk image with a shortcut inside"
  strings:
    $iso = "CD001"
    $shortcut = { 4C 00 00 00 01 14 02 00 00 00 00 00 C0 00 00 00 00 00 00 46 }
  condition:
    $iso at 32769 and for any i in (1..64) : ( i <= #shortcut and @shortcut[i] % 2048 == 0 )
}

rule Disk_Image_With_Program
{
  meta:
    verdict = "suspicious"
    code = "YARA_DISK_IMAGE"
    description = "a small disk image with a program or script inside"
  strings:
    $iso = "CD001"
    $name = /\.(EXE|SCR|JS|JSE|VBS|VBE|WSF|HTA|BAT|CMD|PS1|DLL|CPL|MSI);1/ nocase
    $wide = /\.(EXE|SCR|JS|JSE|VBS|VBE|WSF|HTA|BAT|CMD|PS1|DLL|CPL|MSI);1/ nocase wide
    $udf1 = "NSR02"
    $udf2 = "NSR03"
    $program = "This program cannot be run in DOS mode"
  condition:
    filesize < 50MB and ($iso at 32769 or $udf1 in (32768..65536) or $udf2 in (32768..65536)) and ($name or $wide or $program)
}
