/* OneNote sections ([MS-ONESTORE] 2.3.1): a file stands behind a GUID, its length and 12 bytes. */

rule Onenote_Carries_Program
{
  meta:
    verdict = "infected"
    code = "YARA_ONENOTE"
    description = "a OneNote section with a program inside"
  strings:
    $program = { E7 16 E3 BD 65 26 11 45 A4 C4 8D 4D 0B 7A 9E AC [20] 4D 5A }
    $shortcut = { E7 16 E3 BD 65 26 11 45 A4 C4 8D 4D 0B 7A 9E AC [20] 4C 00 00 00 01 14 02 00 }
    $help = { E7 16 E3 BD 65 26 11 45 A4 C4 8D 4D 0B 7A 9E AC [20] 49 54 53 46 }
  condition:
    uint32be(0) == 0xe4525c7b and any of them
}

rule Onenote_Carries_Script
{
  meta:
    verdict = "infected"
    code = "YARA_ONENOTE"
    description = "a OneNote section with a script inside"
  strings:
    $file = { E7 16 E3 BD 65 26 11 45 A4 C4 8D 4D 0B 7A 9E AC }
    $script1 = "WScript.Shell" nocase ascii wide
    $script2 = "@echo off" nocase
    $script3 = /powershell(\.exe)?\s{1,5}-/ nocase ascii wide
    $script4 = "<hta:application" nocase
    $script5 = "ActiveXObject" nocase
    $script6 = "CreateObject" nocase
    $script7 = /<job[\s>]/ nocase
    $script8 = "mshta" nocase ascii wide
    $script9 = /<script\s{1,5}(language|type)\s{0,3}=\s{0,3}["']?(vb|j|java|text\/vb)script/ nocase
  condition:
    uint32be(0) == 0xe4525c7b and $file and any of ($script*)
}
