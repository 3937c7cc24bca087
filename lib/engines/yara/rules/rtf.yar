/* RTF objects are hexadecimal text, so that what they hold shows as the digits of its bytes. */

private rule Rtf
{
  strings:
    $rtf = "{\\rt"
  condition:
    $rtf in (0..64)
}

rule Rtf_Equation_Object
{
  meta:
    verdict = "infected"
    code = "YARA_RTF"
    description = "an RTF document with an object for the old equation editor (CVE-2017-11882)"
  strings:
    $object = "\\objdata"
    $name = "4571756174696f6e2e33" nocase
    $class = "02ce020000000000c000000000000046" nocase
  condition:
    Rtf and $object and ($name or $class)
}

rule Rtf_Link_Fetched_On_Open
{
  meta:
    verdict = "infected"
    code = "YARA_RTF"
    description = "an RTF document with a linked object that is fetched by itself (CVE-2017-0199)"
  strings:
    $update = "\\objupdate"
    $auto = "\\objautlink"
    $link = "4f4c45324c696e6b" nocase
    $moniker = "e0c9ea79f9bace118c8200aa004ba90b" nocase
  condition:
    Rtf and ($update or $auto) and ($link or $moniker)
}

rule Rtf_Object_Updates_Itself
{
  meta:
    verdict = "suspicious"
    code = "YARA_RTF"
    description = "an RTF document with an object that is loaded without a click"
  strings:
    $update = "\\objupdate"
    $data = "\\objdata"
  condition:
    Rtf and $update and $data
}

rule Rtf_Carries_Program
{
  meta:
    verdict = "infected"
    code = "YARA_RTF"
    description = "an RTF document with a packaged program or script"
  strings:
    $data = "\\objdata"
    $package = "5061636b616765" nocase
    $exe = "2e65786500" nocase
    $vbs = "2e76627300" nocase
    $js = "2e6a7300" nocase
    $hta = "2e68746100" nocase
    $sct = "2e73637400" nocase
    $mz = "4d5a90000300000004000000ffff" nocase
  condition:
    Rtf and $data and ($mz or ($package and ($exe or $vbs or $js or $hta or $sct)))
}

rule Rtf_Hides_Object
{
  meta:
    verdict = "suspicious"
    code = "YARA_RTF"
    description = "an RTF document whose object is broken up by commands that mean nothing"
  strings:
    $object = /\\objdata[^}]{0,40}(\{\\\*?\\?[a-z0-9]{1,40}\}\s{0,5}[0-9a-f]{0,6}\s{0,5}){6}/ nocase
    $escapes = /\\objdata\s{0,10}([0-9a-f]{0,4}\\'[0-9a-f]{2}){6}/ nocase
  condition:
    Rtf and any of them
}

rule Rtf_Misspelt_With_Object
{
  meta:
    verdict = "suspicious"
    code = "YARA_RTF"
    description = "an RTF document with a misspelt beginning, which Word opens and scanners may not, and an object"
  strings:
    $proper = "{\\rtf1"
    $object = "\\objdata"
  condition:
    Rtf and not $proper in (0..64) and $object
}
