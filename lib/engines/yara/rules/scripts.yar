/* Scripts for Windows' interpreters. Each rule asks for two things together: what runs, and what fetches or hides. */

/* Articles about commands come as HTML; a command in them runs nowhere. */
private rule Web_Page
{
  strings:
    $html = "<html" nocase
    $body = "<body" nocase
    $doctype = "<!doctype" nocase
  condition:
    any of them
}

rule Wsh_Fetches_And_Runs
{
  meta:
    verdict = "infected"
    code = "YARA_SCRIPT"
    description = "a script that fetches a file and starts it"
  strings:
    $shell1 = "WScript.Shell" nocase ascii wide
    $shell2 = "Shell.Application" nocase ascii wide
    $shell3 = "Win32_Process" nocase ascii wide
    $http1 = "MSXML2.XMLHTTP" nocase ascii wide
    $http2 = "MSXML2.ServerXMLHTTP" nocase ascii wide
    $http3 = "WinHttp.WinHttpRequest" nocase ascii wide
    $http4 = "Microsoft.XMLHTTP" nocase ascii wide
    $save1 = "ADODB.Stream" nocase ascii wide
    $save2 = "SaveToFile" nocase ascii wide
    $save3 = "ResponseBody" nocase ascii wide
  condition:
    filesize < 5MB and any of ($shell*) and any of ($http*) and any of ($save*)
}

rule Wsh_Starts_Interpreter
{
  meta:
    verdict = "infected"
    code = "YARA_SCRIPT"
    description = "a script that starts another interpreter"
  strings:
    $make1 = /CreateObject\s{0,5}\(\s{0,5}["']WScript\.Shell/ nocase ascii wide
    $make2 = /ActiveXObject\s{0,5}\(\s{0,5}["']WScript\.Shell/ nocase ascii wide
    $make3 = /(CreateObject|ActiveXObject)\s{0,5}\(\s{0,5}["']Shell\.Application/ nocase ascii wide
    $run = /\.(Run|Exec|ShellExecute)\b/ nocase ascii wide
    $with1 = /powershell(\.exe)?["' ]/ nocase ascii wide
    $with2 = /mshta(\.exe)?["' ]/ nocase ascii wide
    $with3 = /cmd(\.exe)?["']?\s{1,5}\/[ckr]/ nocase ascii wide
    $with4 = /(bitsadmin|certutil|regsvr32|rundll32)(\.exe)?["' ]/ nocase ascii wide
  condition:
    filesize < 5MB and any of ($make*) and $run and any of ($with*)
}

rule Script_Encoded_By_Microsoft
{
  meta:
    verdict = "suspicious"
    code = "YARA_SCRIPT"
    description = "an encoded script (VBE or JSE), readable to Windows only"
  strings:
    $begin = "#@~^"
    $end = "^#~@"
  condition:
    $begin in (0..1024) and $end
}

rule Script_Built_From_Character_Codes
{
  meta:
    verdict = "suspicious"
    code = "YARA_SCRIPT"
    description = "a script for Windows put together from character codes and executed"
  strings:
    $chr = /chrw?\s{0,3}\(\s{0,3}(\d{2,3}|&h[0-9a-f]{2})/ nocase
    $from = "String.fromCharCode(" nocase
    $execute1 = /\bexecute(global)?\s{0,3}[( ]/ nocase
    $execute2 = "eval(" nocase
    $host1 = "WScript" nocase
    $host2 = "CreateObject" nocase
    $host3 = "ActiveXObject" nocase
  condition:
    filesize < 2MB and (#chr > 50 or #from > 50) and any of ($execute*) and any of ($host*)
}

rule Hta_Runs_Commands
{
  meta:
    verdict = "infected"
    code = "YARA_SCRIPT"
    description = "an HTML application that runs commands"
  strings:
    $hta = "<hta:application" nocase ascii wide
    $shell = "WScript.Shell" nocase ascii wide
    $powershell = "powershell" nocase ascii wide
    $win32 = "Win32_Process" nocase ascii wide
    $object = "Shell.Application" nocase ascii wide
  condition:
    $hta and ($shell or $powershell or $win32 or $object)
}

rule Hta
{
  meta:
    verdict = "suspicious"
    code = "YARA_SCRIPT"
    description = "an HTML application, which runs outside the browser's walls"
  strings:
    $hta = /<hta:application[\s>]/ nocase
  condition:
    $hta in (0..65536)
}

rule Scriptlet
{
  meta:
    verdict = "infected"
    code = "YARA_SCRIPT"
    description = "a COM scriptlet or a Windows Script File that starts a shell"
  strings:
    $scriptlet = /<scriptlet[\s>]/ nocase
    $package = /<(package|job)[\s>]/ nocase
    $language = /<script\s{1,20}language\s{0,5}=/ nocase
    $shell1 = "WScript.Shell" nocase
    $shell2 = "ActiveXObject" nocase
    $shell3 = "CreateObject" nocase
  condition:
    filesize < 5MB and ($scriptlet in (0..4096) or $package in (0..4096)) and $language and any of ($shell*)
}

rule Powershell_Encoded_Command
{
  meta:
    verdict = "infected"
    code = "YARA_SCRIPT"
    description = "PowerShell started with an encoded command"
  strings:
    $command = /powershell(\.exe)?["']?\s[^\r\n]{0,200}[-\/]e(nc|nco|ncod|ncode|ncoded|ncodedc|ncodedcommand|c)?\s{1,10}["']?[A-Za-z0-9+\/]{60}/ nocase ascii wide
  condition:
    $command
}

/* Only suspicious: honest installation guides look like this too. */
rule Powershell_Fetches_And_Runs
{
  meta:
    verdict = "suspicious"
    code = "YARA_SCRIPT"
    description = "PowerShell that fetches code and runs it unseen"
  strings:
    $fetch1 = ".DownloadString(" nocase ascii wide
    $fetch2 = ".DownloadFile(" nocase ascii wide
    $fetch3 = ".DownloadData(" nocase ascii wide
    $fetch4 = /(Invoke-WebRequest|Invoke-RestMethod|Start-BitsTransfer|\biwr\b|\birm\b)\s/ nocase ascii wide
    $run1 = /(\biex\b|Invoke-Expression)/ nocase ascii wide
    $run2 = "Start-Process" nocase ascii wide
    $run3 = "[Reflection.Assembly]::Load" nocase ascii wide
    $hidden1 = /-w(indowstyle|in)?\s{1,5}(hidden|h\b|1\b)/ nocase ascii wide
    $hidden2 = /-(ep|exec|executionpolicy)\s{1,5}(bypass|unrestricted)/ nocase ascii wide
    $hidden3 = /-nop(rofile)?\b/ nocase ascii wide
    $hidden4 = "FromBase64String" nocase ascii wide
  condition:
    filesize < 5MB and not Web_Page and any of ($fetch*) and any of ($run*) and any of ($hidden*)
}

rule Powershell_Loads_Hidden_Program
{
  meta:
    verdict = "infected"
    code = "YARA_SCRIPT"
    description = "PowerShell that unpacks a program in memory and runs it"
  strings:
    $load1 = /\[(System\.)?Reflection\.Assembly\]::Load\s{0,3}\(/ nocase ascii wide
    $load2 = "[AppDomain]::CurrentDomain.Load(" nocase ascii wide
    $bytes1 = "FromBase64String" nocase ascii wide
    $bytes2 = "GzipStream" nocase ascii wide
    $bytes3 = "DeflateStream" nocase ascii wide
    $run1 = ".EntryPoint.Invoke" nocase ascii wide
    $run2 = ".GetMethod(" nocase ascii wide
    $run3 = ".Invoke(" nocase ascii wide
  condition:
    any of ($load*) and any of ($bytes*) and any of ($run*)
}

rule Powershell_Blinds_The_Scanner
{
  meta:
    verdict = "infected"
    code = "YARA_SCRIPT"
    description = "a script that switches off Windows' script scanner (AMSI) or Defender"
  strings:
    $amsi1 = "AmsiUtils" nocase ascii wide
    $amsi2 = "amsiInitFailed" nocase ascii wide
    $amsi3 = "AmsiScanBuffer" nocase ascii wide
    $protect = "VirtualProtect" nocase ascii wide
    $defender = /Set-MpPreference\s[^\r\n]{0,200}-Disable(RealtimeMonitoring|IOAVProtection|ScriptScanning)\s{1,5}(\$true|1)/ nocase ascii wide
    $exclusion = /Add-MpPreference\s[^\r\n]{0,100}-Exclusion(Path|Process|Extension)/ nocase ascii wide
  condition:
    filesize < 5MB and uint16(0) != 0x5a4d and (($amsi1 and $amsi2) or ($amsi3 and $protect) or $defender or $exclusion)
}

rule Batch_Fetches_And_Runs
{
  meta:
    verdict = "infected"
    code = "YARA_SCRIPT"
    description = "a batch file that fetches something with Windows' own tools"
  strings:
    $batch = /@echo\s{1,5}off/ nocase
    $certutil = /certutil(\.exe)?\s[^\r\n]{0,100}-(urlcache|decode|f)\s/ nocase
    $bits = /bitsadmin(\.exe)?\s[^\r\n]{0,100}\/transfer/ nocase
    $curl = /curl(\.exe)?\s[^\r\n]{0,200}(-o|--output)\s{1,5}["']?(%temp%|%appdata%|%public%|c:\\users\\public|%localappdata%)/ nocase
    $mshta = /mshta(\.exe)?["']?\s{1,5}["']?(https?|javascript|vbscript):/ nocase
    $powershell = /powershell(\.exe)?\s[^\r\n]{0,300}(DownloadFile|DownloadString|Invoke-WebRequest|\biwr\b)/ nocase
  condition:
    filesize < 5MB and $batch in (0..4096) and any of ($certutil, $bits, $curl, $mshta, $powershell)
}

rule Living_Off_The_Land
{
  meta:
    verdict = "infected"
    code = "YARA_SCRIPT"
    description = "a command that makes a Windows tool run code from the web"
  strings:
    $regsvr = /regsvr32(\.exe)?\s[^\r\n]{0,100}\/i:["']?https?:[^\r\n]{0,300}scrobj/ nocase ascii wide
    $mshta = /mshta(\.exe)?["']?\s{1,5}["']?(javascript|vbscript):/ nocase ascii wide
    $rundll = /rundll32(\.exe)?["']?\s{1,5}javascript:/ nocase ascii wide
    $wmic = /wmic\s[^\r\n]{0,100}\/format:["']?https?:/ nocase ascii wide
    $msiexec = /msiexec(\.exe)?\s[^\r\n]{0,60}\/i\s{1,5}["']?\w{4,5}:\/\/[^\r\n]{1,200}\s\/q/ nocase ascii wide
  condition:
    filesize < 5MB and not Web_Page and any of them
}

rule Unix_Reverse_Shell
{
  meta:
    verdict = "suspicious"
    code = "YARA_SCRIPT"
    description = "a script that gives a stranger a shell"
  strings:
    $bash = /(ba)?sh\s{1,5}-i\s{0,5}[>&0-9\s]{1,10}\/dev\/(tcp|udp)\/[\w.-]{3,100}\/\d{1,5}/
    $exec = /exec\s{1,5}\d{1,3}<>\/dev\/tcp\/[\w.-]{3,100}\/\d{1,5}/
    $python = /socket\.socket\([^\n]{0,300}os\.dup2\([^\n]{0,300}subprocess\.(call|Popen)\(\[["']\/bin\/(ba)?sh/
  condition:
    filesize < 1MB and not Web_Page and any of them
}
