/* Files that Windows follows when they are clicked. Nobody mails them with good intent once they name an interpreter. */

rule Lnk_Starts_Interpreter
{
  meta:
    verdict = "infected"
    code = "YARA_SHORTCUT"
    description = "a shortcut that starts a script interpreter"
  strings:
    $powershell = "powershell" ascii wide nocase
    $mshta = "mshta" ascii wide nocase
    $cmd = /cmd(\.exe)?["']?\s{1,20}\/[a-z\/: ]{0,20}[ck]\b/ ascii wide nocase
    $wscript = "wscript" ascii wide nocase
    $cscript = "cscript" ascii wide nocase
    $rundll = "rundll32" ascii wide nocase
    $regsvr = "regsvr32" ascii wide nocase
    $certutil = "certutil" ascii wide nocase
    $bitsadmin = "bitsadmin" ascii wide nocase
    $curl = "curl.exe" ascii wide nocase
    $conhost = "conhost" ascii wide nocase
    $forfiles = "forfiles" ascii wide nocase
  condition:
    uint32be(0) == 0x4c000000 and uint32be(4) == 0x01140200 and any of them
}

rule Lnk_Carries_Payload
{
  meta:
    verdict = "suspicious"
    code = "YARA_SHORTCUT"
    description = "a shortcut far larger than a shortcut is"
  condition:
    uint32be(0) == 0x4c000000 and uint32be(4) == 0x01140200 and filesize > 64KB
}

rule Lnk_To_Remote_Share
{
  meta:
    verdict = "suspicious"
    code = "YARA_SHORTCUT"
    description = "a shortcut into a web folder or a file share on the Internet"
  strings:
    $dav = "DavWWWRoot" ascii wide nocase
    $ssl = /\\\\[\w.-]{3,80}@(SSL|80|443|8080)/ ascii wide nocase
    $address = /\\\\\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\\/ ascii wide
  condition:
    uint32be(0) == 0x4c000000 and uint32be(4) == 0x01140200 and any of them
}

rule Url_File_To_Program
{
  meta:
    verdict = "infected"
    code = "YARA_SHORTCUT"
    description = "an Internet shortcut that leads to a file share or to a program"
  strings:
    $header = "[InternetShortcut]" nocase
    $file = /URL\s{0,5}=\s{0,5}["']?file:/ nocase
    $unc = /URL\s{0,5}=\s{0,5}["']?\\\\/ nocase
    $program = /URL\s{0,5}=[^\r\n]{5,300}\.(exe|scr|vbs|vbe|jse|wsf|hta|lnk|bat|cmd|msi|dll|cpl|jar)\s{0,3}[\r\n]/ nocase
    $search = /URL\s{0,5}=\s{0,5}["']?search(-ms)?:/ nocase
  condition:
    // Near the beginning only: a letter may quote such a file.
    filesize < 64KB and $header in (0..64) and ($file or $unc or $program or $search)
}

rule Url_File_Fetches_Icon_From_Share
{
  meta:
    verdict = "suspicious"
    code = "YARA_SHORTCUT"
    description = "a link file whose icon is fetched from a stranger's share, which sends him the reader's password hash"
  strings:
    $url = "[InternetShortcut]" nocase
    $shell = "[Shell]" nocase
    $autorun = "[.ShellClassInfo]" nocase
    $icon = /Icon(File|Resource)\s{0,5}=\s{0,5}(\\\\|file:\/\/)[\w.@-]{3,80}/ nocase
  condition:
    filesize < 16KB and ($url in (0..1024) or $shell in (0..1024) or $autorun in (0..1024)) and $icon
}

rule Library_File_To_Remote_Folder
{
  meta:
    verdict = "infected"
    code = "YARA_SHORTCUT"
    description = "a Windows library that shows a remote folder as if it were local"
  strings:
    $library = "<libraryDescription" nocase ascii wide
    $search = "<persistedQuery" nocase ascii wide
    $remote = /<url>\s{0,20}(\\\\|https?:)/ nocase ascii wide
    $include = /<include path\s{0,5}=\s{0,5}["'](\\\\|https?:)/ nocase ascii wide
  condition:
    filesize < 64KB and ($library or $search) and ($remote or $include)
}

rule Setting_Content_Runs_Command
{
  meta:
    verdict = "infected"
    code = "YARA_SHORTCUT"
    description = "a settings shortcut (SettingContent-ms) that runs a command"
  strings:
    $settings = "<SearchableContent" nocase
    $link = /<DeepLink>[^<]{0,300}(cmd|powershell|mshta|wscript|rundll32|\.exe)/ nocase
  condition:
    filesize < 64KB and $settings and $link
}

rule Rdp_File_Shares_Drives
{
  meta:
    verdict = "suspicious"
    code = "YARA_SHORTCUT"
    description = "a remote desktop file that hands the reader's drives to the machine it connects to"
  strings:
    $address = "full address:s:" nocase ascii wide
    $drives = /drivestoredirect:s:[^\r\n]/ nocase ascii wide
    $program = /remoteapplicationprogram:s:[^\r\n]/ nocase ascii wide
  condition:
    filesize < 128KB and $address and ($drives or $program)
}
